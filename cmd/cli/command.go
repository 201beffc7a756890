package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/topics"
)

// Command groups, in the order of `antom --help`.
const (
	GroupPay   = "pay"
	GroupLocal = "local"
	GroupSetup = "setup"
	GroupOther = "other"

	GroupReference = "reference"
)

// Run wraps the function of a command. Errors before it are usage errors.
func (env *Env) Run(f func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		env.Running = true
		if err := readAccountFlags(env, cmd); err != nil {
			return err
		}
		return f(cmd, args)
	}
}

// MakeGroup makes cmd a parent of other commands: without arguments it prints its help,
// and an unknown command is an error that suggests what was meant.
func MakeGroup(env *Env, cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[groupAnnotation] = "true"
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return UnknownCommand(cmd, args[0])
	})
}

// RunsAlone reports whether a parent of other commands does something by itself.
func RunsAlone(cmd *cobra.Command) bool {
	return cmd.Annotations[groupAnnotation] == "" || cmd.Annotations[runsAloneAnnotation] != ""
}

// RunAlone lets a group do something when it is called without a command.
func RunAlone(cmd *cobra.Command, run func(*cobra.Command, []string) error) {
	unknown := cmd.RunE
	cmd.Annotations[runsAloneAnnotation] = "true"
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknown(cmd, args)
		}
		return run(cmd, nil)
	}
}

// CommandAndTopicNames returns the names of the commands directly below cmd, and
// below the root also the help topics.
func CommandAndTopicNames(cmd *cobra.Command) []string {
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

// commandAndAliasNames are CommandAndTopicNames with the other names of the commands.
func commandAndAliasNames(cmd *cobra.Command) []string {
	names := CommandAndTopicNames(cmd)
	for _, c := range cmd.Commands() {
		names = append(names, c.Aliases...)
	}
	return names
}

// NoArgs refuses arguments.
func NoArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return apperr.New(apperr.Usage, fmt.Sprintf("%s takes no arguments, got %q", cmd.CommandPath(), args[0]), nil,
			cmd.CommandPath()+" --help")
	}
	return nil
}

// ArgCount accepts between least and most arguments; what describes them.
func ArgCount(least, most int, what string) cobra.PositionalArgs {
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

// topicNames returns the names of the help topics.
func topicNames() []string {
	var names []string
	for _, t := range topics.All() {
		names = append(names, t.Name)
	}
	return names
}
