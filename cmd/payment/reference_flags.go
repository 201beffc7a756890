package payment

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/examples"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// addReference declares the flags that print reference material and send nothing.
func (f *requestFlags) addReference(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.example, "example", "", "print the commented example request with this `name`; list prints all names")
	_ = cmd.RegisterFlagCompletionFunc("set", func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompleteSetOf(operationOf(cli.CommandWords(cmd)))(cmd, args, prefix)
	})
	cmd.Flags().BoolVar(&f.schema, "schema", false, "print the JSON Schema of the request file, for editors")
	_ = cmd.RegisterFlagCompletionFunc("example", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return examples.Names(operationOf(cli.CommandWords(cmd))), cobra.ShellCompDirectiveNoFileComp
	})
}

// operationOf is the operation that a command calls.
func operationOf(command string) string {
	for _, op := range spec.Operations() {
		if op.Command == command {
			return op.Name
		}
	}
	return spec.OpPay
}

// showReference prints an example or the schema when asked to.
func showReference(env *cli.Env, f *requestFlags, op spec.Operation) (bool, error) {
	switch {
	case f.schema:
		_, err := env.Out.Write(spec.Schema(op.Name))
		return true, err
	case !f.given("example"):
		return false, nil
	case f.example == "list":
		_, err := fmt.Fprintln(env.Out, strings.Join(examples.Names(op.Name), "\n"))
		return true, err
	}
	text, ok := examples.Find(op.Name, f.example)
	if !ok {
		names := examples.Names(op.Name)
		hint := "names: " + strings.Join(names, ", ")
		if near := spec.Nearest(f.example, names); near != "" {
			hint = "did you mean " + near + "? " + hint
		}
		return true, apperr.New(apperr.Usage, fmt.Sprintf("there is no example %q of %s", f.example, op.Name), nil, hint)
	}
	_, err := env.Out.Write(text)
	return true, err
}
