package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// Report prints err and returns the exit code.
func Report(env *Env, err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, output.ErrClosedPipe) {
		return 0 // the reader of standard output has enough
	}
	e := Classify(env, err)
	if !e.Reported {
		WriteError(env, e)
	}
	return apperr.ExitCode(e)
}

// Classify finds the kind and the hints of any error.
func Classify(env *Env, err error) *apperr.Error {
	var (
		known     *apperr.Error
		response  *antom.ResponseError
		irregular *durable.IrregularError
	)
	switch {
	case interrupted(env, err):
		return apperr.New(apperr.Interrupted, "interrupted", nil)
	case errors.As(err, &known):
		return withFileHint(known)
	case errors.As(err, &irregular):
		return withFileHint(apperr.New(apperr.Config, "", err))
	case errors.As(err, &response):
		return flow.ResponseError(response, env.Commands().Line("inquire --last"), Place(env))
	case flow.SettingError(err) != nil:
		return flow.SettingError(err)
	case !env.Running:
		return apperr.New(apperr.Usage, "", flagGroupError(err), cmp.Or(env.Called, env.Name, "antom")+" --help")
	default:
		return apperr.Of(err)
	}
}

// interrupted reports whether err is that of a command that a signal ended before it
// did anything. An error that knows more of what was under way has a kind of its own.
func interrupted(env *Env, err error) bool {
	if !errors.Is(err, context.Canceled) {
		return false
	}
	switch apperr.KindOf(err) {
	case apperr.Usage, apperr.Config:
		return env.Ctx.Err() != nil // an input was being read
	}
	var known *apperr.Error
	return !errors.As(err, &known)
}

// withFileHint adds what to do about something that stands where a file of the
// tool's own belongs.
func withFileHint(e *apperr.Error) *apperr.Error {
	var irregular *durable.IrregularError
	if !errors.As(e, &irregular) || len(e.Hints) > 0 {
		return e
	}
	more := *e
	more.Hints = []string{irregular.Hint()}
	return &more
}

// flagGroupError says in plain words that flags exclude each other, or belong
// together: those that were given of a group, not all of it.
func flagGroupError(err error) error {
	_, group, ok := strings.Cut(err.Error(), "if any flags in the group [")
	if !ok {
		return err
	}
	group, rest, _ := strings.Cut(group, "]")
	if strings.Contains(rest, "must all be set") {
		return fmt.Errorf("--%s must be used together", strings.Join(strings.Fields(group), " and --"))
	}
	if _, given, ok := strings.Cut(rest, "["); ok {
		group, _, _ = strings.Cut(given, "]")
	}
	return fmt.Errorf("--%s cannot be used together", strings.Join(strings.Fields(group), " and --"))
}

// errorDocument is the JSON form of an error.
type errorDocument struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Kind    apperr.Kind `json:"kind"`
	Code    string      `json:"code,omitempty"`
	Message string      `json:"message"`
	Hints   []string    `json:"hints"`
	Details any         `json:"details,omitempty"`
	// Warnings are what came before the error.
	Warnings []string `json:"warnings,omitempty"`
}

func WriteError(env *Env, e *apperr.Error) {
	s := env.Streams()
	if env.WantsJSON() && WriteErrorJSON(env, s.Err, e) {
		return
	}
	env.Errs().ErrorBlock(s.Err, cmp.Or(env.Name, "antom"), redact(e.Error()), redactAll(e.Hints))
}

// WriteErrorJSON writes an error as one JSON object, with the warnings so far.
func WriteErrorJSON(env *Env, w io.Writer, e *apperr.Error) bool {
	text, err := output.Line(errorDocument{errorBody{
		Kind: e.Kind, Code: e.Code, Message: redact(e.Error()), Hints: redactAll(e.Hints),
		Details: e.Details, Warnings: redactAll(env.drainWarnings()),
	}})
	if err != nil {
		return false
	}
	fmt.Fprintf(w, "%s\n", redact(text))
	return true
}

// redact masks key text in whatever is about to be shown: a key given in
// the wrong place must not end on the screen or in a log.
func redact(text string) string { return keys.Redact(text) }

func redactAll(texts []string) []string {
	clean := make([]string, len(texts))
	for i, text := range texts {
		clean[i] = redact(text)
	}
	return clean
}

// FlushWarnings writes the warnings that no error took along.
func FlushWarnings(env *Env) {
	for _, w := range env.drainWarnings() {
		env.Errs().WarningBlock(env.Streams().Err, redact(w), nil)
	}
}

// WantsJSON reports whether errors are to be JSON. It looks at the raw command
// line too, since an error can come before the flags are read.
func (env *Env) WantsJSON() bool {
	if name := cmp.Or(env.Global.Output, env.format); name != "" {
		return name == "json"
	}
	for i, arg := range env.Args {
		switch {
		case arg == "--":
			return false
		case arg == "--output=json", arg == "-ojson", arg == "-o=json":
			return true
		case arg == "--output" || arg == "-o":
			return i+1 < len(env.Args) && env.Args[i+1] == "json"
		}
	}
	return strings.EqualFold(env.Getenv("ANTOM_OUTPUT"), "json")
}

// Reported marks an error that was printed already, so that only its exit code counts.
func Reported(e *apperr.Error) *apperr.Error {
	done := *e
	done.Reported = true
	return &done
}

// PrintedError is an error whose result is printed already, nil if there is none. As
// text, only the hints are printed and the exit code is set.
func PrintedError(env *Env, o output.Options, err error) error {
	if err == nil {
		return nil
	}
	e := Classify(env, err)
	if o.Format != output.Text {
		return e
	}
	for _, h := range e.Hints {
		env.Hint("%s", h)
	}
	return Reported(e)
}

// UsageError makes err wrong usage of a flag. An error that names its place already
// only gets the hints.
func UsageError(what string, err error, hints ...string) error {
	var known *apperr.Error
	if errors.As(err, &known) {
		more := *known
		more.Hints = append(slices.Clone(known.Hints), hints...)
		return &more
	}
	return apperr.New(apperr.Usage, what, err, hints...)
}

// ConfigError returns err with the kind Config, unless it has a kind already.
func ConfigError(what string, err error) error {
	if apperr.KindOf(err) != apperr.Internal {
		return err
	}
	return apperr.New(apperr.Config, what, err)
}

// NoDirectoryError is the error of a machine without a home directory, where no other
// place is named either.
func NoDirectoryError(what, hint string) error {
	return apperr.New(apperr.Config, "there is no directory for "+what+" (no home directory)", nil, hint)
}
