// Package output prints the one result of a command in the format that the user
// chose: text, JSON, YAML, the raw bytes, or the result of a jq expression or a
// template.
//
// A result is complete before its first byte is written, so standard output stays
// empty if something fails before that. Every error of the write, such as a full
// disk, is returned.
package output

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
)

// Format is a value of --output.
type Format string

// The formats. Curl is raw text that the caller makes.
const (
	Text Format = "text"
	JSON Format = "json"
	YAML Format = "yaml"
	Raw  Format = "raw"
	Curl Format = "curl"
)

// ErrClosedPipe means that nobody reads standard output any more, as in
// "antom history | head -1". A command is to end quietly then. It wraps the
// system's own error (EPIPE on Unix).
//
// For the standard output of a process Unix normally sends SIGPIPE, which ends
// the process before the error is seen; this is for where the signal is
// ignored, for other writers, and for Windows.
var ErrClosedPipe = errors.New("standard output was closed by its reader")

// ParseFormat reads a value of --output, which has to be one of allowed, or,
// when none are given, of text, json, yaml and raw. The empty string is text.
func ParseFormat(s string, allowed ...Format) (Format, error) {
	if len(allowed) == 0 {
		allowed = []Format{Text, JSON, YAML, Raw}
	}
	f := Format(strings.ToLower(s))
	if s == "" {
		f = Text
	}
	if slices.Contains(allowed, f) {
		return f, nil
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	return "", fmt.Errorf("unknown output format %q: use %s", s, strings.Join(names, ", "))
}

// Options is how the user wants the result. Quiet, JQ and Template, of which
// only one may be given, win over Format.
type Options struct {
	Format Format // "" is Text

	JQ       string // an expression, over the result's JSON form
	Template string // a text/template, over the result's JSON form
	Quiet    bool   // only Result.Quiet

	// Compact puts JSON on one line: for a pipe, and for several results in a
	// row (NDJSON). Else it is indented by two spaces.
	Compact bool
	// Separate begins YAML with "---", for several results in a row.
	Separate bool
	// Clean, if set, is applied to text that would otherwise reach a terminal
	// as it came: of JQ, Template and Quiet. It must keep line feeds.
	Clean func(string) string
}

// Result is what a command has to say.
type Result struct {
	// Value is the JSON form. A json.RawMessage keeps its keys' order and its
	// numbers' digits; all else goes through encoding/json.
	Value any
	// Raw is for the formats raw and curl, byte for byte.
	Raw []byte
	// Quiet is the one thing that a script wants. Empty prints nothing.
	Quiet string
	// Text writes the form for people.
	Text func(w io.Writer) error
}

// Check compiles the expression or template without running it, so that a
// mistake in it is found before anything is sent. Errors are of type *ExprError
// or say which options exclude each other.
func (o Options) Check() error {
	if err := o.conflict(); err != nil {
		return err
	}
	switch {
	case o.JQ != "":
		_, err := compileJQ(o.JQ)
		return err
	case o.Template != "":
		_, err := compileTemplate(o.Template)
		return err
	}
	return nil
}

// conflict returns an error for options that cannot be used together.
func (o Options) conflict() error {
	if o.JQ != "" && o.Template != "" {
		return errors.New("--jq and --template cannot be used together")
	}
	if o.JQ != "" || o.Template != "" {
		if o.Quiet {
			return errors.New("--quiet cannot be used with --jq or --template")
		}
		if f := o.Format; f == YAML || f == Raw || f == Curl {
			return fmt.Errorf("--output %s cannot be used with --jq or --template, which work on JSON", f)
		}
	}
	return nil
}

// Print writes one result. ctx bounds the time that a jq expression or a
// template may take. Errors are those of Check, of making the result (wrapped),
// of ctx, and of the write; see ErrClosedPipe.
func Print(ctx context.Context, w io.Writer, o Options, r Result) error {
	data, err := render(ctx, o, r)
	if err != nil {
		return err
	}
	return write(w, data)
}

func render(ctx context.Context, o Options, r Result) ([]byte, error) {
	if err := o.conflict(); err != nil {
		return nil, err
	}
	switch {
	case o.Quiet:
		return o.line(r.Quiet), nil
	case o.JQ != "":
		return o.renderJQ(ctx, r)
	case o.Template != "":
		return o.renderTemplate(ctx, r)
	}
	switch o.Format {
	case JSON:
		return renderJSON(r.Value, o.Compact)
	case YAML:
		return renderYAML(r.Value, o.Separate)
	case Raw, Curl:
		return r.Raw, nil
	case Text, "":
		return renderText(r)
	}
	return nil, fmt.Errorf("unknown output format %q", o.Format)
}

func renderText(r Result) ([]byte, error) {
	if r.Text == nil {
		return nil, errors.New("this result has no text form: use --output json")
	}
	var out bytes.Buffer
	if err := r.Text(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// line is s, cleaned, with a line feed at its end. Empty stays empty.
func (o Options) line(s string) []byte {
	if s == "" {
		return nil
	}
	s = o.clean(s)
	if !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return []byte(s)
}

func (o Options) clean(s string) string {
	if o.Clean == nil {
		return s
	}
	return o.Clean(s)
}

func write(w io.Writer, data []byte) error {
	if len(data) == 0 {
		return nil
	}
	n, err := w.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe), isSystemClosedPipe(err):
		return fmt.Errorf("%w: %w", ErrClosedPipe, err)
	}
	return fmt.Errorf("writing the result: %w", err)
}
