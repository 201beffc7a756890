package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// newRootCmd builds the command tree that the arguments of the process need. It
// reads nothing.
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

	app.addCommands(root)
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

// topCommand makes a command right below antom.
type topCommand struct {
	name string
	make func(*App) *cobra.Command
}

func topCommands() []topCommand {
	return []topCommand{
		{"pay", newPayCmd},
		{"session", newSessionCmd},
		{"inquire", newInquireCmd},
		{"cancel", newCancelCmd},
		{"refund", newRefundCmd},
		{"inquire-refund", newInquireRefundCmd},
		{"capture", newCaptureCmd},
		{"consult", newConsultCmd},
		{"sign", newSignCmd},
		{"api", newAPICmd},
		{"sandbox", newSandboxCmd},
		{"dev", newDevCmd},
		{"webhook", newWebhookCmd},
		{"history", newHistoryCmd},
		{"codes", newCodesCmd},
		{"explain", newExplainCmd},
		{"methods", newMethodsCmd},
		{"currencies", newCurrenciesCmd},
		{"init", newInitCmd},
		{"doctor", newDoctorCmd},
		{"profile", newProfileCmd},
		{"config", newConfigCmd},
		{"keys", newKeysCmd},
		{"completion", newCompletionCmd},
		{"version", newVersionCmd},
	}
}

// addCommands adds the command that is called, and only where none is called by
// name (help, completion of names, a misspelled name) all of them and the topics:
// making the flags of every command would take longer than many commands run.
func (a *App) addCommands(root *cobra.Command) {
	commands := topCommands()
	name := calledCommand(root, a.Args)
	if i := slices.IndexFunc(commands, func(c topCommand) bool { return c.name == name }); i >= 0 {
		root.AddCommand(commands[i].make(a))
		return
	}
	for _, c := range commands {
		root.AddCommand(c.make(a))
	}
	a.addTopics(root)
}

// calledCommand is the name of the command right below antom that args call, as
// cobra finds it: the first argument that is neither a flag nor the value of one.
// It is empty where there is none, and where a shell is completing it.
func calledCommand(root *cobra.Command, args []string) string {
	rest := args
	if completing(args) {
		rest = args[1:max(1, len(args)-1)] // the last one is not finished
	}
	for i := 0; i < len(rest); i++ {
		switch arg := rest[i]; {
		case arg == "--":
			return ""
		case !strings.HasPrefix(arg, "-"):
			if arg != "" {
				return arg
			}
		case takesNext(root, arg):
			i++
		}
	}
	return ""
}

// takesNext reports whether the argument after the flag arg is its value. Cobra
// takes it for one after a flag that it does not know, too.
func takesNext(root *cobra.Command, arg string) bool {
	if strings.Contains(arg, "=") {
		return false
	}
	var flag *pflag.Flag
	switch name, long := strings.CutPrefix(arg, "--"); {
	case long:
		flag = root.Flag(name)
	case len(arg) == 2:
		flag = root.PersistentFlags().ShorthandLookup(arg[1:])
	default:
		return false
	}
	return flag == nil || flag.NoOptDefVal == ""
}

// NewTree is the whole command tree, for the generator of documentation and
// completion scripts.
func NewTree() *cobra.Command {
	p := System()
	p.Args = nil
	return newRootCmd(newApp(p))
}

func (a *App) addGlobalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&a.global.config, "config", "", "configuration `file` (default: ~/.config/antom/config.yaml)")
	f.StringVar(&a.global.envFile, "env-file", "", "read ANTOM_* variables that the environment does not have from a `file`")
	f.StringVar(&a.global.profile, "profile", "", "`name` of the profile to use")
	f.StringVar(&a.global.color, "color", "", "use colours: auto, always or never (`when`)")
	f.StringVarP(&a.global.output, "output", "o", "", "output `format`: text, json or yaml; some commands also have raw or curl")
	f.StringVar(&a.global.jq, "jq", "", "filter the JSON result with a jq `expression`")
	f.StringVar(&a.global.template, "template", "", "format the JSON result with a Go `template`")
	f.BoolVarP(&a.global.quiet, "quiet", "q", false, "print only the most important value, such as an id")
	f.BoolVar(&a.global.debug, "debug", false, "log every request and response on standard error, with what was signed and checked; secrets are masked")
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
		if err := a.prepare(cmd); err != nil {
			return err
		}
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
