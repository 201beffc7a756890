package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// mostUngroupedFlags is how many flags help shows in one list. A command that
// has more of its own must have groups for them.
const mostUngroupedFlags = 12

// flagGroup is a titled list of flags in the help of a command.
type flagGroup struct {
	title string   // such as "Order": help shows it as "Order flags:"
	flags []string // names, in the order of help; those that a command does not have are skipped
}

// flagGroupsOf returns the groups of a command, in the order of its help. A
// command that needs none has nil.
func flagGroupsOf(cmd *cobra.Command) []flagGroup {
	switch strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ") {
	case "pay", "session", "session preview", "refund", "capture", "cancel", "consult", "inquire", "inquire-refund", "api":
		return requestFlagGroups()
	case "webhook listen", "dev", "sandbox", "sandbox serve":
		return serverFlagGroups()
	case "webhook send", "webhook test":
		return testNotificationFlagGroups()
	case "webhook list", "webhook replay":
		return inboxFlagGroups()
	case "history":
		return historyFlagGroups()
	case "doctor":
		return doctorFlagGroups()
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
			"order-id", "request-id", "retry-of", "expires-in", "merchant-region",
		}},
		{"Payment", []string{
			"payment-id", "refund-id", "capture-id", "last", "final", "reason", "reference-id", "expect-amount",
		}},
		{"Buyer", []string{"buyer-id", "buyer-region", "client-ip", "terminal", "os"}},
		{"URL", []string{"notify-url", "redirect-url"}},
		{"Request file", []string{"file", "set", "header", "raw", "list", "group", "example", "schema", "no-validate", "strict"}},
		accountFlagGroup(),
		{"Sending", []string{"local", "live", "dry-run", "timeout", "retries"}},
		{"Waiting", []string{"wait", "interval"}},
		{"Batch", []string{"parallel", "resume", "rest"}},
		{"Page", []string{"addr", "session-data", "environment", "locale", "sdk-url", "script-origin", "show-loading"}},
		{"Output", []string{"include", "qr", "qr-file", "force", "open"}},
	}
}

// serverFlagGroups are those of the commands that serve HTTP until they are stopped.
func serverFlagGroups() []flagGroup {
	return []flagGroup{
		{"Server", []string{"addr", "listen", "path", "tls-cert", "tls-key", "log-format"}},
		{"Verification", []string{"local", "key", "antom-public-key-file", "client-id", "max-age"}},
		{"Forwarding", []string{"forward", "route", "retry"}},
		{"Simulation", []string{"notify-url", "allow-remote-notify", "time-scale", "fault"}},
		{"Storage", []string{"store", "no-store", "state", "ephemeral"}},
	}
}

// testNotificationFlagGroups are those of the commands that make notifications
// and sign them with a test key.
func testNotificationFlagGroups() []flagGroup {
	return []flagGroup{
		{"Notification", []string{
			"payment-request-id", "payment-id", "amount", "currency", "status", "file", "set", "break",
		}},
		{"Case", []string{"only", "skip", "list", "strict", "junit"}},
		{"Signature", []string{"key", "client-id"}},
		{"Delivery", []string{"to", "timeout", "dry-run"}},
	}
}

// inboxFlagGroups are those of the commands that select stored notifications.
func inboxFlagGroups() []flagGroup {
	return []flagGroup{
		{"Filter", []string{"since", "until", "type", "id", "status", "verified", "rejected"}},
		{"Delivery", []string{"to", "timeout", "resign"}},
		{"List", []string{"store", "limit", "follow"}},
	}
}

// historyFlagGroups are those of the command that lists what was sent.
func historyFlagGroups() []flagGroup {
	return []flagGroup{
		{"Filter", []string{"since", "operation", "id", "local", "real", "limit"}},
		{"Duplicate payments", []string{"duplicates", "check"}},
		accountFlagGroup(),
	}
}

// doctorFlagGroups are those of the command that checks the set-up.
func doctorFlagGroups() []flagGroup {
	return []flagGroup{
		{"Check", []string{"local", "offline", "timeout", "strict"}},
		{"Support bundle", []string{"bundle", "force"}},
		accountFlagGroup(),
	}
}

// reconcileFlagGroups are those of the command that compares files with sales.
func reconcileFlagGroups() []flagGroup {
	return []flagGroup{
		{"File", []string{"minor", "partial"}},
		{"Sales", []string{"orders", "map", "journal", "inbox", "store", "since", "until", "local"}},
		{"Inquiry", []string{"check", "rate", "timeout", "retries"}},
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
		case f.Name == "help", everywhere.Lookup(f.Name) == f:
			global = append(global, f)
		default:
			own = append(own, f)
		}
	})
	return own, global
}
