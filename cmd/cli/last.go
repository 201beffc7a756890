package cli

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
)

// LastFlag is --last of a command that takes one id: the newest in place of the id.
type LastFlag struct{ Last bool }

// Add declares --last and what arguments cmd takes. id describes the argument, newest
// what is meant without it.
func (f *LastFlag) Add(cmd *cobra.Command, id, newest string) {
	cmd.Flags().BoolVar(&f.Last, "last", false, "use the newest "+newest)
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		switch {
		case f.Last && len(args) > 0:
			return apperr.New(apperr.Usage, "give an id or --last, not both", nil, cmd.CommandPath()+" --help")
		case f.Last:
			return nil
		default:
			return ArgCount(1, 1, id+", or --last")(cmd, args)
		}
	}
}
