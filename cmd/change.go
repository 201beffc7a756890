package cmd

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
)

// change is what a command did that has no other result. People read the
// message on standard error; programs get Value as JSON or Quiet.
type change struct {
	Value   any
	Quiet   string // the one value that a script wants
	Message string
}

func (a *App) printChange(cmd *cobra.Command, o output.Options, c change) error {
	return a.print(cmd, o, output.Result{
		Value: c.Value, Quiet: c.Quiet,
		Text: func(io.Writer) error { a.note("%s", c.Message); return nil },
	})
}

// addYes declares --yes of a command that confirmRemoval guards.
func addYes(cmd *cobra.Command, yes *bool) {
	cmd.Flags().BoolVar(yes, "yes", false, "do not ask for confirmation")
}

// confirmRemoval asks on the terminal before something is removed for good.
// Without a terminal only --yes confirms. command is the command line that does.
func (a *App) confirmRemoval(cmd *cobra.Command, yes bool, what, command string) (bool, error) {
	if yes {
		return true, nil
	}
	if !a.streams().Interactive() {
		return false, apperr.New(apperr.Usage, fmt.Sprintf("removing %s needs confirmation, and there is no terminal to ask on", what), nil,
			"confirm it with --yes: "+command)
	}
	return a.streams().Confirm(cmd.Context(), fmt.Sprintf("Remove %s for good?", what), false)
}
