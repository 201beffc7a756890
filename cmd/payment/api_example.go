package payment

import (
	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/examples"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/reference"
)

// showSkeleton prints an example request of any operation: the first of its examples,
// or else one that is made of its fields.
func showSkeleton(env *cli.Env, args []string) error {
	if len(args) > 1 {
		return apperr.New(apperr.Usage, "--example takes no file", nil, "antom api "+apperr.ShellQuote(args[0])+" --example")
	}
	_, name, err := flow.OperationPath(args[0])
	if err != nil {
		return err
	}
	text := reference.Skeleton(name)
	if names := examples.Names(name); len(names) > 0 {
		text, _ = examples.Find(name, names[0])
	}
	if text == nil {
		return apperr.New(apperr.Usage, "there is no example of "+args[0]+": its fields are not described", nil, "operations that are: antom explain")
	}
	_, err = env.Out.Write(text)
	return err
}
