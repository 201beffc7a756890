package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// RegisterSharedCompletions registers completions that commands have in common:
// those of flags with the same meaning everywhere, and no file names for commands
// without arguments.
func RegisterSharedCompletions(env *Env, root *cobra.Command) {
	for _, cmd := range AllCommands(root) {
		plainUsage(cmd)
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if _, done := cmd.GetFlagCompletionFunc(f.Name); done {
				return
			}
			if complete := flagCompleter(env, cmd, f.Name); complete != nil {
				_ = cmd.RegisterFlagCompletionFunc(f.Name, complete)
			}
		})
		if cmd.ValidArgsFunction == nil && cmd.Args != nil && cmd.Args(cmd, []string{"x"}) != nil {
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
	}
}

// plainUsage takes the back quotes out of the usages of flags. They mark the name of a
// value, which candidates are shown without.
func plainUsage(cmd *cobra.Command) {
	for _, flags := range []*pflag.FlagSet{cmd.Flags(), cmd.PersistentFlags()} {
		flags.VisitAll(func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) })
	}
}

// CompleteSubscriptions completes recent subscriptionRequestIds.
func CompleteSubscriptions(env *Env, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return recentIDsOf(env, spec.OpSubscriptionsCreate, prefix, func(e journal.Entry) string { return e.RequestID })
}

// CommandWords returns the words of a command after "antom", as operations name theirs.
func CommandWords(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// flagCompleter returns the Completer of a flag that has the same meaning everywhere,
// nil for other flags.
func flagCompleter(env *Env, cmd *cobra.Command, name string) Completer {
	switch name {
	case "set":
		for _, op := range spec.Operations() {
			if op.Command == CommandWords(cmd) {
				return CompleteSetOf(op.Name)
			}
		}
		return CompleteSetOfArgument
	case "operation":
		return anyOperation
	case "id":
		return func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return completeAnyID(env, cmd, args, prefix)
		}
	case "request-id":
		return cobra.NoFileCompletions // a new one
	case "code":
		return completeFailureCodes
	case "since", "until":
		return CompleteFixed("10m", "1h", "24h", "7d")
	}
	return nil
}

// anyOperation completes an operation as the value of a flag.
func anyOperation(cmd *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return CompleteOperations(cmd, nil, prefix)
}

// completeAnyID completes recent ids of requests, orders and payments.
func completeAnyID(env *Env, _ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return recentIDs(env, prefix, func(e journal.Entry) string {
		for _, id := range []string{e.RequestID, e.PaymentID, e.OrderID} {
			if id != "" && strings.HasPrefix(id, prefix) {
				return id
			}
		}
		return ""
	})
}

// completeFailureCodes completes the codes that a payment can fail with.
func completeFailureCodes(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var found []string
	for _, c := range spec.Codes() {
		if c.Operation == spec.OpPay && c.Status == "F" && strings.HasPrefix(c.Code, strings.ToUpper(prefix)) {
			found = append(found, c.Code+"\t"+c.Message)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// CompleteOutput completes --output with the formats that the command has.
func CompleteOutput(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return OutputFormats(cmd), cobra.ShellCompDirectiveNoFileComp
}

// OutputFormats returns the output formats of a command.
func OutputFormats(cmd *cobra.Command) []string {
	all := map[string]string{
		"antom api":                   "text json yaml raw curl",
		"antom authorize":             "text json yaml raw curl",
		"antom cancel":                "text json yaml raw curl",
		"antom capture":               "text json yaml raw curl",
		"antom consult":               "text json yaml raw curl",
		"antom customs declare":       "text json yaml raw curl",
		"antom customs show":          "text json yaml raw curl",
		"antom dev":                   "text json",
		"antom dispute accept":        "text json yaml raw curl",
		"antom dispute defend":        "text json yaml raw curl",
		"antom dispute evidence":      "text json yaml raw curl",
		"antom inquire":               "text json yaml raw curl",
		"antom inquire-refund":        "text json yaml raw curl",
		"antom pay":                   "text json yaml raw curl",
		"antom rate":                  "text json yaml raw curl",
		"antom reconcile":             "text json",
		"antom refund":                "text json yaml raw curl",
		"antom sandbox record":        "text json",
		"antom sandbox serve":         "text json",
		"antom sandbox":               "text json",
		"antom session preview":       "text json",
		"antom session":               "text json yaml raw curl",
		"antom sign":                  "text json yaml raw curl",
		"antom subscription cancel":   "text json yaml raw curl",
		"antom subscription change":   "text json yaml raw curl",
		"antom subscription create":   "text json yaml raw curl",
		"antom subscription show":     "text json yaml raw curl",
		"antom subscription update":   "text json yaml raw curl",
		"antom vault":                 "text json yaml raw curl",
		"antom webhook forward":       "text json",
		"antom webhook list":          "text json",
		"antom webhook listen":        "text json",
		"antom webhook replay":        "text json",
		"antom webhook send":          "text json yaml curl",
		"antom webhook show":          "text json yaml raw",
		"antom webhook store check":   "text json",
		"antom webhook store copy":    "text json",
		"antom webhook store migrate": "text json",
		"antom webhook store prune":   "text json",
	}
	formats := all[cmd.CommandPath()]
	if formats == "" {
		formats = "text json yaml"
	}
	return strings.Fields(formats)
}

// CompleteConfig completes a key of the configuration and, with values, pairs of a key
// and its value.
func CompleteConfig(values bool) Completer {
	return func(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		switch {
		case len(args) == 0, values && len(args)%2 == 0:
			return completeConfigKey(prefix)
		case values:
			return completeConfigValue(args[len(args)-1])
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

func completeConfigKey(prefix string) ([]string, cobra.ShellCompDirective) {
	field, ok := strings.CutPrefix(prefix, "defaults.")
	if !ok {
		keys := append(slices.Clone(config.Keys()), "defaults.")
		return withPrefix(keys, prefix), cobra.ShellCompDirectiveNoFileComp
	}
	var found []string
	for _, path := range spec.Fields(spec.OpPay, field) {
		found = append(found, "defaults."+path)
	}
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func completeConfigValue(key string) ([]string, cobra.ShellCompDirective) {
	values := map[string]string{
		config.KeyGateway: "sg us de",
		config.KeyLive:    config.LiveDeny + " " + config.LiveAllow,
		config.KeyOutput:  "text json yaml",
		config.KeyColor:   "auto always never",
	}[key]
	switch {
	case values != "":
		return strings.Fields(values), cobra.ShellCompDirectiveNoFileComp
	case key == config.KeyPrivateKey || key == config.KeyAntomPublicKey:
		return nil, cobra.ShellCompDirectiveDefault
	}
	path, ok := strings.CutPrefix(key, "defaults.")
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return fieldValues(spec.Request(spec.OpPay).At(path)), cobra.ShellCompDirectiveNoFileComp
}

// CompleteFixed completes a flag with a fixed list of values.
func CompleteFixed(values ...string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

// CompleteComputed completes a flag with values that are computed only on demand, because
// every start of the program declares all flags.
func CompleteComputed(values func() []string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	}
}
