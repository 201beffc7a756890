package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/topics"
	"github.com/antom-cli/antom/pkg/antom/spec"
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
// and an unknown command is an error that suggests the nearest name.
func MakeGroup(env *Env, cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return UnknownCommand(cmd, args[0])
	})
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

func UnknownCommand(cmd *cobra.Command, name string) error {
	hint := cmd.CommandPath() + " --help"
	if near := spec.Nearest(name, CommandAndTopicNames(cmd)); near != "" {
		hint = cmd.CommandPath() + " " + near
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("unknown command %q for %q", name, cmd.CommandPath()), nil, hint)
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
