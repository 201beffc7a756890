package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom"
)

// printRequests prints the exact requests that would be sent.
func (a *App) printRequests(ctx context.Context, o output.Options, prepared ...*antom.Prepared) error {
	o.Compact, o.Separate = len(prepared) > 1, len(prepared) > 1
	for i, p := range prepared {
		if i > 0 && o.Format == output.Text {
			fmt.Fprintln(a.streams().Out)
		}
		if err := a.printPrepared(ctx, o, p); err != nil {
			return err
		}
	}
	a.note("nothing was sent")
	return nil
}

// printPrepared prints one request as it would be sent.
func (a *App) printPrepared(ctx context.Context, o output.Options, p *antom.Prepared) error {
	raw := p.Message.Body
	if o.Format == output.Curl {
		raw = []byte(curlCommand(p))
	}
	value := any(rawJSON(p.Message.Body))
	if !json.Valid(p.Message.Body) {
		value = string(p.Message.Body) // exact bytes of the user's that are no JSON
	}
	return a.printResult(ctx, o, output.Result{
		Value: value,
		Raw:   raw,
		Quiet: string(p.Message.Body),
		Text:  func(w io.Writer) error { return writePrepared(w, p, a.cleaner()) },
	})
}

// headerLines are the headers as they are sent, sorted by name.
func headerLines(h http.Header) []string {
	var lines []string
	for name, values := range h {
		for _, v := range values {
			lines = append(lines, strings.ToLower(name)+": "+v)
		}
	}
	sort.Strings(lines)
	return lines
}

// writePrepared prints a request in the form of an HTTP message.
func writePrepared(w io.Writer, p *antom.Prepared, clean func(string) string) error {
	_, err := fmt.Fprintf(w, "%s %s\n%s\n\n%s\n", p.Method, p.URL, strings.Join(headerLines(p.PublicHeader()), "\n"), clean(string(p.Message.Body)))
	return err
}

// curlCommand is the request as a command for a POSIX shell. --data-raw
// keeps the body byte for byte, which the signature needs.
func curlCommand(p *antom.Prepared) string {
	var b strings.Builder
	fmt.Fprintf(&b, "curl -sS -g --path-as-is -X %s %s", p.Method, apperr.ShellQuote(p.URL))
	for _, line := range headerLines(p.PublicHeader()) {
		fmt.Fprintf(&b, " \\\n  -H %s", curlHeader(line))
	}
	fmt.Fprintf(&b, " \\\n  --data-raw %s\n", printable.Shell(string(p.Message.Body)))
	return b.String()
}

// curlHeader is a header for the shell. In the place of a secret stands a
// variable, so that the command works where that is set.
func curlHeader(line string) string {
	name, _, _ := strings.Cut(line, ":")
	switch line {
	case "authorization: [redacted]":
		return `"authorization: Bearer $ANTOM_API_KEY"`
	case antom.HeaderAgentToken + ": [redacted]":
		return `"` + name + `: $AGENT_TOKEN"`
	}
	return printable.Shell(line)
}
