package cmd

import (
	"cmp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/agent"
	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/cmd/dev"
	"github.com/antom-cli/antom/cmd/operator"
	"github.com/antom-cli/antom/cmd/payment"
	"github.com/antom-cli/antom/cmd/reference"
	"github.com/antom-cli/antom/cmd/setup"
	"github.com/antom-cli/antom/cmd/simulator"
	"github.com/antom-cli/antom/cmd/webhook"
)

// newRootCmd builds the command tree that the arguments of the process need. It
// reads nothing.
func newRootCmd(env *cli.Env) *cobra.Command {
	root := &cobra.Command{
		Use:   cmp.Or(env.Name, usualName),
		Short: "Integrate and operate Antom payments from the terminal",
		Long: `antom builds, signs, sends and verifies Antom payment requests.

To use Antom's gateway, create a profile first: antom init. With --local, commands use a simulator of
the gateway on this machine, which needs neither an account nor a network.`,
		Example: `  antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK
  antom inquire --local --last --wait
  antom pay --example qr > order.yaml`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddGroup(
		&cobra.Group{ID: cli.GroupPay, Title: "Payments:"},
		&cobra.Group{ID: cli.GroupLocal, Title: "On this machine:"},
		&cobra.Group{ID: cli.GroupReference, Title: "Reference:"},
		&cobra.Group{ID: cli.GroupSetup, Title: "Keys and configuration:"},
		&cobra.Group{ID: cli.GroupOther, Title: "More:"},
	)
	cli.MakeGroup(env, root)
	root.SetGlobalNormalizationFunc(cli.FlagName)
	addGlobalFlags(env, root)
	addVersionFlag(env, root)
	root.SetHelpCommand(newHelpCmd(env, root))
	setHelp(env, root)

	addCommands(env, root)
	root.SetHelpCommandGroupID(cli.GroupOther)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	if cli.Completing(env.Args) {
		cli.RegisterSharedCompletions(env, root)
		root.ValidArgsFunction = completeFirst(env)
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return cli.FlagError(env, cmd, err) })
	return root
}

// topCommand makes a command right below antom.
type topCommand struct {
	name string
	make func(*cli.Env) *cobra.Command
	tree bool // it needs the names of all commands
}

func topCommands() []topCommand {
	return []topCommand{
		{name: "pay", make: payment.NewPayCmd},
		{name: "session", make: payment.NewSessionCmd},
		{name: "inquire", make: payment.NewInquireCmd},
		{name: "cancel", make: payment.NewCancelCmd},
		{name: "refund", make: payment.NewRefundCmd},
		{name: "inquire-refund", make: payment.NewInquireRefundCmd},
		{name: "capture", make: payment.NewCaptureCmd},
		{name: "consult", make: payment.NewConsultCmd},
		{name: "authorize", make: payment.NewAuthorizeCmd},
		{name: "vault", make: payment.NewVaultCmd},
		{name: "dispute", make: payment.NewDisputeCmd},
		{name: "subscription", make: payment.NewSubscriptionCmd},
		{name: "customs", make: payment.NewCustomsCmd},
		{name: "rate", make: payment.NewRateCmd},
		{name: "sign", make: payment.NewSignCmd},
		{name: "api", make: payment.NewAPICmd},
		{name: "sandbox", make: simulator.NewCmd},
		{name: "dev", make: dev.NewCmd},
		{name: "webhook", make: webhook.NewCmd},
		{name: "history", make: payment.NewHistoryCmd},
		{name: "reconcile", make: operator.NewReconcileCmd},
		{name: "status", make: operator.NewStatusCmd},
		{name: "mcp", make: agent.NewMCPCmd},
		{name: "codes", make: reference.NewCodesCmd},
		{name: "explain", make: reference.NewExplainCmd},
		{name: "practices", make: reference.NewPracticesCmd},
		{name: "methods", make: reference.NewMethodsCmd},
		{name: "currencies", make: reference.NewCurrenciesCmd},
		{name: "open", make: setup.NewOpenCmd},
		{name: "init", make: setup.NewInitCmd},
		{name: "whoami", make: setup.NewWhoamiCmd},
		{name: "doctor", make: setup.NewDoctorCmd},
		{name: "profile", make: setup.NewProfileCmd},
		{name: "config", make: setup.NewConfigCmd},
		{name: "keys", make: setup.NewKeysCmd},
		{name: "alias", make: setup.NewAliasCmd, tree: true},
		{name: "extension", make: setup.NewExtensionCmd, tree: true},
		{name: "completion", make: newCompletionCmd},
		{name: "version", make: cli.NewVersionCmd},
	}
}

// addCommands adds the command that is called, and only where none is called by
// name (help, completion of names, a misspelled name) all of them and the topics:
// making the flags of every command would take longer than many commands run.
func addCommands(env *cli.Env, root *cobra.Command) {
	commands := topCommands()
	name := calledCommand(root, env.Args)
	if i := slices.IndexFunc(commands, func(c topCommand) bool { return c.name == name }); i >= 0 && !commands[i].tree {
		root.AddCommand(commands[i].make(env))
		return
	}
	for _, c := range commands {
		root.AddCommand(c.make(env))
	}
	addTopics(env, root)
}

// calledCommand is the name of the command right below antom that args call, as
// cobra finds it: the first argument that is neither a flag nor the value of one.
// It is empty where there is none, and where a shell is completing it.
func calledCommand(root *cobra.Command, args []string) string {
	rest := args
	if cli.Completing(args) {
		rest = args[1:max(1, len(args)-1)] // the last one is not finished
	}
	if words := cli.Words(root, rest); len(words) > 0 {
		return words[0]
	}
	return ""
}

// NewTree is the whole command tree, for the generator of documentation and
// completion scripts.
func NewTree() *cobra.Command {
	p := System()
	p.Args = nil
	return newRootCmd(cli.NewEnv(p))
}

func addGlobalFlags(env *cli.Env, root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&env.Global.Config, "config", "", "configuration `file` (default: ~/.config/antom/config.yaml)")
	f.StringVar(&env.Global.EnvFile, "env-file", "", "read ANTOM_* variables that are not set in the environment from a `file`")
	f.StringVar(&env.Global.Profile, "profile", "", "`name` of the profile to use")
	f.StringVar(&env.Global.Color, "color", "", "`when` to use colours: auto, always or never")
	f.StringVarP(&env.Global.Output, "output", "o", "", "output `format`: text, json or yaml; some commands also have raw or curl")
	f.StringVar(&env.Global.Jq, "jq", "", "filter the JSON result with a jq `expression`")
	f.StringVar(&env.Global.Template, "template", "", "format the JSON result with a Go `template`")
	f.BoolVarP(&env.Global.Quiet, "quiet", "q", false, "print a single value for scripts: an id, a URL or a status")
	f.BoolVar(&env.Global.NoHeader, "no-header", false, "leave out the header of a table")
	f.BoolVar(&env.Global.Debug, "debug", false, "log every request and response to standard error, with the signed content and the checks; secrets, card and buyer data are masked")
	root.MarkFlagsMutuallyExclusive("jq", "template", "quiet")
	_ = root.RegisterFlagCompletionFunc("color", cli.CompleteFixed("auto", "always", "never"))
	_ = root.RegisterFlagCompletionFunc("output", cli.CompleteOutput)
	_ = root.RegisterFlagCompletionFunc("profile", func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompleteProfiles(env, cmd, args, prefix)
	})
}

// addVersionFlag declares --version of the root command.
func addVersionFlag(env *cli.Env, root *cobra.Command) {
	show := root.Flags().BoolP("version", "v", false, "print the version")
	next := root.RunE
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if !*show || len(args) > 0 {
			return next(cmd, args)
		}
		return cli.BuildVersion().Write(env.Out)
	}
}

// newHelpCmd is cobra's help command with an error for an unknown name.
func newHelpCmd(env *cli.Env, root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND|TOPIC]",
		Short:   "Help about any command or topic",
		GroupID: cli.GroupOther,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			cmd, _, err := root.Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return cli.CommandAndTopicNames(cmd), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: env.Run(func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return cli.UnknownCommand(cmd, append(rest, args...)[0])
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		}),
	}
}
