package setup

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/output"
)

// NewExtensionCmd returns the command extension.
func NewExtensionCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "extension",
		Short:   "Show the programs that add commands",
		GroupID: cli.GroupSetup,
		Long: `Show the programs that add commands. An executable file antom-NAME in a directory of PATH runs as
antom NAME. It gets all arguments after the name as they were typed, and its exit code is that of antom.
The variable ANTOM_EXECUTABLE contains the path of this program.

Commands of antom come first, then aliases, then extensions. Relative directories in PATH are passed
over, so that nothing is run by accident because it lies in the current directory.`,
		Example: "  antom extension list",
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newExtensionListCmd(env))
	return cmd
}

// extensionInList is the JSON form of an extension.
type extensionInList struct {
	Name   string `json:"name"`
	Path   string `json:"path"`
	Hidden bool   `json:"hidden"` // a command has its name
}

func newExtensionListCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the extensions in PATH",
		Example: "  antom extension list -o json",
		Args:    cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			o, err := env.OutputOptions(true)
			if err != nil {
				return err
			}
			all := []extensionInList{}
			var rows [][]string
			for _, e := range cli.Extensions(env).List() {
				hidden := isBuiltIn(cmd.Root(), e.Name)
				all = append(all, extensionInList{e.Name, e.Path, hidden})
				rows = append(rows, []string{e.Name, e.Path})
				if hidden {
					env.Warn("%s is not run, because antom has a command %s", e.Path, e.Name)
				}
			}
			if len(all) == 0 {
				env.Note("there are no extensions")
				env.Hint("antom extension --help")
			}
			return env.Print(cmd, o, output.Result{
				Value: all,
				Quiet: cli.QuietLines(all, func(e extensionInList) string { return e.Name }),
				Text:  func(w io.Writer) error { return writeRows(env, w, []string{"EXTENSION", "FILE"}, rows) },
			})
		}),
	}
}
