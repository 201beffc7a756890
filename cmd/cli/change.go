package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
)

// Change is what a command did that has no other result. People read the
// message on standard error; programs get Value as JSON or Quiet.
type Change struct {
	Value   any
	Quiet   string // the one value that a script wants
	Message string
}

func PrintChange(env *Env, cmd *cobra.Command, o output.Options, c Change) error {
	err := env.Print(cmd, o, output.Result{
		Value: c.Value, Quiet: c.Quiet,
		Text: func(io.Writer) error { env.Note("%s", c.Message); return nil },
	})
	if err != nil {
		return Nevertheless(env, err, "the change was made nevertheless: "+c.Message)
	}
	return nil
}

// AddYes declares --yes of a command that confirmRemoval guards.
func AddYes(cmd *cobra.Command, yes *bool) {
	cmd.Flags().BoolVar(yes, "yes", false, "do not ask for confirmation")
}

// ConfirmRemoval asks on the terminal before something is removed for good.
// Without a terminal only --yes confirms. command is the command line that does.
func ConfirmRemoval(env *Env, cmd *cobra.Command, yes bool, what, command string) (bool, error) {
	return Confirmed(env, cmd, yes, "removing "+what, fmt.Sprintf("Remove %s for good?", what), command)
}

// Confirmed asks a question on the terminal before something is done that cannot be
// undone, and tells when nothing was done. Without a terminal only --yes confirms. doing
// names it in the message, command is the command line that does it.
func Confirmed(env *Env, cmd *cobra.Command, yes bool, doing, question, command string) (bool, error) {
	if yes {
		return true, nil
	}
	if !env.Streams().Interactive() {
		return false, apperr.New(apperr.Usage, doing+" needs confirmation, and there is no terminal to ask on", nil,
			"confirm it with --yes: "+command)
	}
	sure, err := env.Streams().Confirm(cmd.Context(), question, false)
	if err == nil && !sure {
		env.Note("nothing was changed")
	}
	return sure, err
}
