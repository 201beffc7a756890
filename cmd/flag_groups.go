package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
)

// mostUngroupedFlags is how many flags help shows in one list. A command that
// has more of its own must have groups for them.
const mostUngroupedFlags = 8

// flagGroup is a titled list of flags in the help of a command.
type flagGroup struct {
	title string   // such as "Order": help shows it as "Order flags:"
	flags []string // names, in the order of help; those that a command does not have are skipped
}

// flagGroupsOf returns the groups of a command, in the order of its help. A
// command that needs none has nil.
func flagGroupsOf(cmd *cobra.Command) []flagGroup {
	switch strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ") {
	case "pay", "session", "session preview", "session show", "refund", "capture", "cancel", "consult", "inquire", "inquire-refund", "api":
		return requestFlagGroups()
	case "dispute accept", "dispute defend", "dispute evidence":
		return productFlagGroups("Dispute", "type", "out", "force", "yes", "store")
	case "authorize", "authorize apply", "authorize refresh", "authorize revoke":
		return productFlagGroups("Authorization", "method", "scope", "name", "replace", "merchant-region")
	case "vault", "vault fetch":
		return productFlagGroups("Card", "name", "method", "request-id", "replace")
	case "subscription create", "subscription show", "subscription change", "subscription update", "subscription cancel":
		return productFlagGroups("Subscription",
			"amount", "minor", "currency", "settlement-currency", "method", "description", "request-id", "subscription-id", "last",
			"period", "count", "start", "end", "next", "expires-in", "type")
	case "customs declare", "customs show":
		return productFlagGroups("Declaration",
			"amount", "minor", "currency", "request-id", "payment-id", "last", "customs", "customs-region", "merchant-code", "merchant-name", "split")
	case "rate":
		return productFlagGroups("Rate", "type", "product")
	case "sign":
		return signFlagGroups()
	case "webhook listen", "dev", "sandbox", "sandbox serve":
		return serverFlagGroups()
	case "webhook verify":
		return verifyFlagGroups()
	case "webhook send", "webhook test":
		return testNotificationFlagGroups()
	case "webhook list", "webhook replay":
		return inboxFlagGroups()
	case "webhook backfill":
		return backfillFlagGroups()
	case "history":
		return historyFlagGroups()
	case "doctor":
		return doctorFlagGroups()
	case "init":
		return initFlagGroups()
	case "config list":
		return []flagGroup{{"List", []string{"show-origin"}}, accountFlagGroup()}
	case "status":
		return statusFlagGroups()
	case "reconcile":
		return reconcileFlagGroups()
	}
	return nil
}

// requestFlagGroups are those of the commands that send a request to Antom.
func requestFlagGroups() []flagGroup {
	return []flagGroup{
		{"Order", []string{
			"amount", "minor", "currency", "settlement-currency", "method", "region", "enabled", "goods", "description", "scene",
			"order-id", "request-id", "retry-of", "token-of", "expires-in", "merchant-region",
		}},
		{"Payment", []string{
			"payment-id", "refund-id", "capture-id", "last", "final", "reason", "reference-id", "expect-amount",
		}},
		{"Buyer", []string{"buyer-id", "buyer-region", "client-ip", "terminal", "os"}},
		{"URL", []string{"notify-url", "payment-notify-url", "redirect-url"}},
		{"Request file", []string{"file", "set", "header", "raw", "list", "group", "example", "schema", "no-validate", "strict"}},
		accountFlagGroup(),
		{"Sending", []string{"local", "live", "dry-run", "timeout", "connect-timeout", "retries", "ca-file"}},
		{"Waiting", []string{"wait", "interval"}},
		{"Batch", []string{"parallel", "resume", "failed-file"}},
		{"Page", []string{"addr", "session-data", "vaulting", "environment", "locale", "sdk-url", "script-origin", "show-loading"}},
		{"Output", []string{"include", "qr", "qr-style", "qr-file", "force", "open", "copy", "web"}},
	}
}

// productFlagGroups are those of the commands of a product: its own flags under its
// name, then those that all requests to Antom have.
func productFlagGroups(title string, own ...string) []flagGroup {
	groups := []flagGroup{{title, own}}
	for _, g := range requestFlagGroups() {
		g.flags = slices.DeleteFunc(g.flags, func(name string) bool { return slices.Contains(own, name) })
		groups = append(groups, g)
	}
	return groups
}

// serverFlagGroups are those of the commands that serve HTTP until they are stopped.
func serverFlagGroups() []flagGroup {
	return []flagGroup{
		{"Server", []string{"addr", "listen", "allow-remote", "public-url", "path", "tls-cert", "tls-key", "open", "log-format", "metrics-addr"}},
		{"Verification", []string{"local", "key", "antom-public-key-file", "client-id", "max-age"}},
		{"Forwarding", []string{"forward", "route", "retry", "connect-timeout", "ca-file"}},
		{"Simulation", []string{"notify-url", "allow-remote-notify", "notify-delay", "time-scale", "seed", "fault", "replay", "replay-only"}},
		{"Storage", []string{"store", "no-store", "state", "ephemeral"}},
		{"Display", []string{"type", "status", "plain"}},
	}
}

// verifyFlagGroups are those of the command that verifies captured notifications.
func verifyFlagGroups() []flagGroup {
	return []flagGroup{
		{"Capture", []string{"format", "header", "headers", "method", "path", "stored", "last", "store", "watch"}},
		{"Verification", []string{"local", "key", "antom-public-key-file", "client-id", "max-age", "explain"}},
		{"Report", []string{"report", "redact", "force"}},
	}
}

// signFlagGroups are those of the command that signs a request and sends nothing.
func signFlagGroups() []flagGroup {
	return []flagGroup{
		{"Request", []string{"file", "set", "raw", "method", "request-time"}},
		{"Test vector", []string{"vector", "check"}},
		{"Account", append([]string{"local"}, accountFlagGroup().flags...)},
	}
}

// testNotificationFlagGroups are those of the commands that make notifications
// and sign them with a test key.
func testNotificationFlagGroups() []flagGroup {
	return []flagGroup{
		{"Notification", []string{
			"request-id", "payment-id", "amount", "currency", "status", "file", "set", "break",
		}},
		{"Case", []string{"only", "skip", "list", "strict", "junit"}},
		{"Signature", []string{"key", "client-id"}},
		{"Delivery", []string{"to", "timeout", "connect-timeout", "ca-file", "dry-run"}},
	}
}

// inboxFlagGroups are those of the commands that select stored notifications.
func inboxFlagGroups() []flagGroup {
	return []flagGroup{
		{"Filter", []string{"since", "until", "order", "status", "type", "id", "verified", "rejected", "failed", "last"}},
		{"Delivery", []string{"to", "timeout", "connect-timeout", "ca-file", "resign"}},
		{"List", []string{"store", "limit", "follow"}},
	}
}

// backfillFlagGroups are those of the command that makes up for lost notifications.
func backfillFlagGroups() []flagGroup {
	return []flagGroup{
		{"Selection", []string{"since", "store"}},
		accountFlagGroup(),
		{"Sending", []string{"local", "dry-run", "timeout", "connect-timeout", "retries", "ca-file"}},
	}
}

// historyFlagGroups are those of the command that lists what was sent.
func historyFlagGroups() []flagGroup {
	return []flagGroup{
		{"Filter", []string{"since", "until", "order", "status", "operation", "id", "local", "real", "limit", "web"}},
		{"Duplicate payments", []string{"duplicates", "check"}},
		accountFlagGroup(),
	}
}

// statusFlagGroups are those of the command that shows what needs attention.
func statusFlagGroups() []flagGroup {
	return []flagGroup{
		{"Attention", []string{"since", "open-for", "reconciled-within", "local", "real", "store"}},
		{"Output", []string{"limit", "metrics"}},
	}
}

// doctorFlagGroups are those of the command that checks the set-up.
func doctorFlagGroups() []flagGroup {
	return []flagGroup{
		{"Check", []string{"local", "offline", "go-live", "timeout", "connect-timeout", "ca-file", "strict"}},
		{"Support bundle", []string{"bundle", "force"}},
		accountFlagGroup(),
	}
}

// initFlagGroups are those of the command that creates a profile.
func initFlagGroups() []flagGroup {
	return []flagGroup{
		{"Account", []string{"client-id", "gateway", "force"}},
		{"Key", []string{"private-key", "generate", "keyring", "key-version", "antom-public-key"}},
		{"Payment default", []string{"description", "redirect-url", "notify-url", "settlement-currency"}},
	}
}

// reconcileFlagGroups are those of the command that compares files with sales.
func reconcileFlagGroups() []flagGroup {
	return []flagGroup{
		{"File", []string{"minor", "partial"}},
		{"Sales", []string{"orders", "map", "journal", "inbox", "no-sales", "store", "since", "until", "local"}},
		{"Inquiry", []string{"check", "rate", "timeout", "connect-timeout", "retries", "ca-file"}},
		accountFlagGroup(),
		{"Output", []string{"limit", "csv", "xlsx", "force"}},
	}
}

// accountFlagGroup has the flags that name a merchant's account.
func accountFlagGroup() flagGroup {
	return flagGroup{"Account", []string{"client-id", "gateway", "key-version", "private-key-file", "antom-public-key-file"}}
}

// flagSection is a list of flags under a heading, as help shows it.
type flagSection struct {
	title string
	flags []*pflag.Flag
}

// flagSections returns the flags of a command in the order of its help: its own
// flags, in groups where it has them, then the flags that every command takes.
func flagSections(cmd *cobra.Command) []flagSection {
	own, global := splitFlags(cmd)
	var sections []flagSection
	for _, group := range flagGroupsOf(cmd) {
		var flags []*pflag.Flag
		for _, name := range group.flags {
			if i := slices.IndexFunc(own, func(f *pflag.Flag) bool { return f.Name == name }); i >= 0 {
				flags = append(flags, own[i])
				own = slices.Delete(own, i, i+1)
			}
		}
		if len(flags) > 0 {
			sections = append(sections, flagSection{group.title + " flags:", flags})
		}
	}
	title := "Flags:"
	if len(sections) > 0 {
		title = "Other flags:"
	}
	sections = append(sections, flagSection{title, own}, flagSection{"Global flags:", global})
	return slices.DeleteFunc(sections, func(s flagSection) bool { return len(s.flags) == 0 })
}

// splitFlags separates the visible flags of a command from those that every
// command takes, --help among them.
func splitFlags(cmd *cobra.Command) (own, global []*pflag.Flag) {
	everywhere := cmd.Root().PersistentFlags()
	cmd.LocalFlags() // adds the flags of the parents to those of the command
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		switch {
		case f.Hidden || f.Deprecated != "":
		case f.Name == "output" && everywhere.Lookup(f.Name) == f:
			global = append(global, formatsOf(cmd, f))
		case f.Name == "help", everywhere.Lookup(f.Name) == f:
			global = append(global, f)
		default:
			own = append(own, f)
		}
	})
	return own, global
}

// formatsOf is the flag --output with the formats of a command. One that only has
// other commands below it has those of all.
func formatsOf(cmd *cobra.Command, f *pflag.Flag) *pflag.Flag {
	if cmd.HasSubCommands() && !cli.RunsAlone(cmd) {
		return f
	}
	own, formats := *f, cli.OutputFormats(cmd)
	last := len(formats) - 1
	own.Usage = "output `format`: " + strings.Join(formats[:last], ", ") + " or " + formats[last]
	return &own
}
