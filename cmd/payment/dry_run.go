package payment

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom"
)

// printRequests prints the exact requests that would be sent.
func printRequests(ctx context.Context, env *cli.Env, o output.Options, prepared ...*antom.Prepared) error {
	o.Compact, o.Separate = len(prepared) > 1, len(prepared) > 1
	for i, p := range prepared {
		if i > 0 && o.Format == output.Text {
			fmt.Fprintln(env.Streams().Out)
		}
		if err := printPrepared(ctx, env, o, p); err != nil {
			return err
		}
	}
	env.Note("nothing was sent")
	return nil
}

// printPrepared prints one request as it would be sent.
func printPrepared(ctx context.Context, env *cli.Env, o output.Options, p *antom.Prepared) error {
	raw := p.Message.Body
	if o.Format == output.Curl {
		raw = []byte(cli.CurlCommand(p))
	}
	value := any(cli.RawJSON(p.Message.Body))
	if !json.Valid(p.Message.Body) {
		value = string(p.Message.Body) // exact bytes of the user's that are no JSON
	}
	return env.PrintResult(ctx, o, output.Result{
		Value: value,
		Raw:   raw,
		Quiet: string(p.Message.Body),
		Text:  func(w io.Writer) error { return writePrepared(w, p, env.Cleaner()) },
	})
}

// writePrepared prints a request in the form of an HTTP message.
func writePrepared(w io.Writer, p *antom.Prepared, clean func(string) string) error {
	_, err := fmt.Fprintf(w, "%s %s\n%s\n\n%s\n", p.Method, p.URL, strings.Join(cli.HeaderLines(p.PublicHeader()), "\n"), clean(string(p.Message.Body)))
	return err
}
