package payment

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
)

// included is the JSON form of an answer with its head.
type included struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Trust   string            `json:"trust"`
	Body    json.RawMessage   `json:"body"`
}

// showAnswer prints an answer as it came. Text and raw bytes are printed whatever
// the result is; JSON and YAML leave standard output empty when Antom refused
// the call or does not know, and the error then has the answer in its details.
func showAnswer(ctx context.Context, env *cli.Env, o output.Options, x *flow.Answer, include bool) error {
	failed := x.Err()
	structured := o.Format == output.JSON || o.Format == output.YAML || o.JQ != "" || o.Template != ""
	if failed != nil && structured && !x.Succeeded() {
		return failed
	}
	r := output.Result{
		Value: cli.RawJSON(x.Response.Body),
		Raw:   x.Response.Body,
		Quiet: string(x.Response.Result.ResultCode),
		Text:  func(w io.Writer) error { return writeBody(w, x.Response.Body, env.Cleaner()) },
	}
	if include {
		head := answerHead(x)
		text := r.Text
		r.Value = included{
			Status: x.Response.HTTPStatus, Headers: flatHeaders(x.Response.Header),
			Trust: string(x.Response.Trust), Body: cli.RawJSON(x.Response.Body),
		}
		r.Raw = append([]byte(head), r.Raw...)
		r.Text = func(w io.Writer) error {
			if _, err := io.WriteString(w, env.Cleaner()(head)); err != nil {
				return err
			}
			return text(w)
		}
	}
	if err := env.PrintResult(ctx, o, r); err != nil {
		return err
	}
	return failed
}

// writeBody writes JSON indented.
func writeBody(w io.Writer, body []byte, clean func(string) string) error {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(body), "", "  "); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, clean(b.String()))
	return err
}

// answerHead is the status line and the headers of an answer, with an empty
// line after them.
func answerHead(x *flow.Answer) string {
	r := x.Response
	lines := append([]string{strings.TrimSpace(fmt.Sprintf("%s %d %s", r.Proto, r.HTTPStatus, http.StatusText(r.HTTPStatus)))}, cli.HeaderLines(r.Header)...)
	return strings.Join(lines, "\n") + "\n\n"
}

func flatHeaders(h http.Header) map[string]string {
	flat := map[string]string{}
	for name, values := range h {
		flat[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	return flat
}
