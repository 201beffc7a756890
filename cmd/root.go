package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Command groups, in the order of `antom --help`.
const (
	groupPay   = "pay"
	groupLocal = "local"
	groupSetup = "setup"
	groupOther = "other"

	groupReference = "reference"
)

// newRootCmd builds the command tree. It reads nothing.
func newRootCmd(app *App) *cobra.Command {
	root := &cobra.Command{
		Use:   "antom",
		Short: "Integrate and operate Antom payments from the terminal",
		Long: `antom builds, signs, sends and verifies Antom payment requests.

To use Antom's gateway, set up a profile first: antom init. With --local, commands use a simulator of
the gateway on this machine, which needs neither an account nor a network.`,
		Example: `  antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK
  antom inquire --local --last --wait
  antom pay --example qr > order.yaml`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddGroup(
		&cobra.Group{ID: groupPay, Title: "Payments:"},
		&cobra.Group{ID: groupLocal, Title: "On this machine:"},
		&cobra.Group{ID: groupReference, Title: "Reference:"},
		&cobra.Group{ID: groupSetup, Title: "Keys and configuration:"},
		&cobra.Group{ID: groupOther, Title: "More:"},
	)
	app.group(root)
	app.addGlobalFlags(root)
	app.addVersionFlag(root)
	root.SetHelpCommand(app.newHelpCmd(root))
	app.setHelp(root)

	root.AddCommand(
		newPayCmd(app),
		newSessionCmd(app),
		newInquireCmd(app),
		newCancelCmd(app),
		newRefundCmd(app),
		newInquireRefundCmd(app),
		newCaptureCmd(app),
		newConsultCmd(app),
		newSignCmd(app),
		newAPICmd(app),
		newSandboxCmd(app),
		newDevCmd(app),
		newWebhookCmd(app),
		newHistoryCmd(app),
		newCodesCmd(app),
		newExplainCmd(app),
		newMethodsCmd(app),
		newCurrenciesCmd(app),
		newInitCmd(app),
		newDoctorCmd(app),
		newProfileCmd(app),
		newConfigCmd(app),
		newKeysCmd(app),
		newCompletionCmd(app),
		newVersionCmd(app),
	)
	app.addTopics(root)
	root.SetHelpCommandGroupID(groupOther)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetIn(app.In)
	root.SetOut(app.Out)
	root.SetErr(app.Err)
	if completing(app.Args) {
		app.registerSharedCompletions(root)
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return apperr.New(apperr.Usage, "", plainFlagValue(err), cmd.CommandPath()+" --help")
	})
	return root
}

// NewTree is the command tree for the generator of documentation and
// completion scripts.
func NewTree() *cobra.Command { return newRootCmd(newApp(System())) }

func (a *App) addGlobalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&a.global.config, "config", "", "configuration `file` (default: ~/.config/antom/config.yaml)")
	f.StringVar(&a.global.profile, "profile", "", "`name` of the profile to use")
	f.StringVar(&a.global.color, "color", "", "use colours: auto, always or never (`when`)")
	f.StringVarP(&a.global.output, "output", "o", "", "output `format`: text, json or yaml; some commands also have raw or curl")
	f.StringVar(&a.global.jq, "jq", "", "filter the JSON result with a jq `expression`")
	f.StringVar(&a.global.template, "template", "", "format the JSON result with a Go `template`")
	f.BoolVarP(&a.global.quiet, "quiet", "q", false, "print only the most important value, such as an id")
	root.MarkFlagsMutuallyExclusive("jq", "template", "quiet")
	_ = root.RegisterFlagCompletionFunc("color", fixed("auto", "always", "never"))
	_ = root.RegisterFlagCompletionFunc("output", completeOutput)
	_ = root.RegisterFlagCompletionFunc("profile", a.completeProfiles)
}

// fixed completes a flag with a fixed list of values.
func fixed(values ...string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

// computed completes a flag with values that are computed only on demand, because
// every start of the program declares all flags.
func computed(values func() []string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	}
}

// run wraps the function of a command. Errors before it are usage errors.
func (a *App) run(f func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a.running = true
		return f(cmd, args)
	}
}

// group makes cmd a parent of other commands: without arguments it prints its help,
// and an unknown command is an error that suggests the nearest name.
func (a *App) group(cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = a.run(func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return unknownCommand(cmd, args[0])
	})
}

// addVersionFlag declares --version of the root command.
func (a *App) addVersionFlag(root *cobra.Command) {
	show := root.Flags().Bool("version", false, "print the version")
	next := root.RunE
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if !*show || len(args) > 0 {
			return next(cmd, args)
		}
		return buildVersion().write(a.Out)
	}
}

// newHelpCmd is cobra's help command with an error for an unknown name.
func (a *App) newHelpCmd(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND|TOPIC]",
		Short:   "Help about any command or topic",
		GroupID: groupOther,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			cmd, _, err := root.Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return commandAndTopicNames(cmd), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: a.run(func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd, strings.Join(args, " "))
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		}),
	}
}

// commandAndTopicNames returns the names of the commands directly below cmd, and
// below the root also the help topics.
func commandAndTopicNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	if !cmd.HasParent() {
		names = append(names, topicNames()...)
	}
	return names
}

func unknownCommand(cmd *cobra.Command, name string) error {
	hint := cmd.CommandPath() + " --help"
	if near := spec.Nearest(name, commandAndTopicNames(cmd)); near != "" {
		hint = cmd.CommandPath() + " " + near
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("unknown command %q for %q", name, cmd.CommandPath()), nil, hint)
}

// noArgs refuses arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return apperr.New(apperr.Usage, fmt.Sprintf("%s takes no arguments, got %q", cmd.CommandPath(), args[0]), nil,
			cmd.CommandPath()+" --help")
	}
	return nil
}

// argCount accepts between least and most arguments; what describes them.
func argCount(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		hint := cmd.CommandPath() + " --help"
		switch {
		case len(args) < least:
			return apperr.New(apperr.Usage, fmt.Sprintf("%s needs %s", cmd.CommandPath(), what), nil, hint)
		case len(args) > most:
			return apperr.New(apperr.Usage, fmt.Sprintf("%s takes only %s, but also got %q", cmd.CommandPath(), what, args[most]), nil, hint)
		}
		return nil
	}
}
