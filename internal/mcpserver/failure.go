package mcpserver

import (
	"context"
	"errors"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// failure is the JSON form of an error. Kind is the word for the exit code that the
// command line has for it.
type failure struct {
	Kind     apperr.Kind `json:"kind"`
	ExitCode int         `json:"exitCode"`
	Code     string      `json:"code,omitempty"`
	Message  string      `json:"message"`
	Cause    string      `json:"cause,omitempty"`
	Hints    []string    `json:"hints"`
	Details  any         `json:"details,omitempty"`
}

func newFailure(e *apperr.Error) failure {
	f := failure{Kind: e.Kind, ExitCode: apperr.ExitCode(e), Code: e.Code, Message: inArguments(keys.Redact(e.Error())), Hints: []string{}, Details: e.Details}
	if e.Cause != nil {
		f.Cause = inArguments(keys.Redact(e.Cause.Error()))
	}
	for _, h := range e.Hints {
		if h = strings.TrimSpace(h); h != "" {
			f.Hints = append(f.Hints, inArguments(keys.Redact(h)))
		}
	}
	return f
}

// inArguments puts arguments of tools in the place of the flags that a message names, and
// tools in the place of commands.
func inArguments(text string) string {
	if strings.Contains(text, "antom ") {
		return inTools(text)
	}
	return strings.NewReplacer(
		"add --currency, such as --currency HKD", "add the argument currency, such as HKD",
		"give the smallest unit with --minor if it exists", "find_currencies lists those that are known",
		"--local filled in", "the simulator filled in", " (--strict fills in nothing)", "", "--payment-id", "payment_id", "--request-id", "payment_request_id",
		"--header or --headers", "headers", "--headers", "headers", "--header", "headers",
		"--amount", "amount", "--currency", "currency", "--format", "format", "--path", "path", "--key", "key", "--method", "method",
	).Replace(text)
}

// Text is the error as the command line shows it.
func (f failure) Text() string {
	var b strings.Builder
	b.WriteString(f.Message)
	for _, h := range f.Hints {
		b.WriteString("\nhint: " + h)
	}
	return b.String()
}

// explain finds the kind and the hints of any error.
func explain(err error) *apperr.Error {
	var (
		known    *apperr.Error
		response *antom.ResponseError
		missing  *reference.NotFoundError
	)
	switch {
	case errors.As(err, &known):
		if list := problemsOf(err); list != nil {
			return explainProblems(known, list)
		}
		return known
	case errors.Is(err, context.Canceled):
		return apperr.New(apperr.Interrupted, "the call was cancelled", nil)
	case errors.Is(err, context.DeadlineExceeded):
		return apperr.New(apperr.NoAnswer, "the call took too long", err)
	case errors.As(err, &response):
		return flow.ResponseError(response, "", neterr.Place{})
	case flow.SettingError(err) != nil:
		return flow.SettingError(err)
	case errors.As(err, &missing):
		return apperr.New(apperr.Usage, "", err, nearNames(missing)...)
	case isCaptureMistake(err):
		return apperr.New(apperr.Usage, "", err, "read_guide webhooks has a section about captures that cannot be read")
	case sandbox.IsMistake(err):
		return explainMistake(err)
	}
	return apperr.Of(err)
}

func nearNames(missing *reference.NotFoundError) []string {
	if len(missing.Near) == 0 {
		return []string{"look it up with explain_operation, explain_code, find_methods or find_currencies"}
	}
	return []string{"did you mean " + strings.Join(missing.Near, ", ") + "?"}
}

func isCaptureMistake(err error) bool {
	var (
		read   *capture.ReadError
		format *capture.FormatError
		path   *capture.PathError
	)
	return errors.As(err, &read) || errors.As(err, &format) || errors.As(err, &path)
}

// explainMistake says what to do about what the simulator cannot do.
func explainMistake(err error) *apperr.Error {
	var (
		code   *sandbox.CodeError
		method *sandbox.MethodError
		clock  *sandbox.ClockError
	)
	hint := "show_payments with an id shows the state of a payment with its refunds, captures and notifications"
	switch {
	case errors.Is(err, sandbox.ErrNotFound):
		hint = "show_payments lists the payments of the simulator"
	case errors.As(err, &code):
		hint = "explain_code lists the result codes of an operation"
		if code.Nearest != "" {
			hint = "did you mean " + code.Nearest + "?"
		}
	case errors.As(err, &method):
		hint = "find_methods lists the payment methods"
	case errors.As(err, &clock):
		hint = `move_clock with by "10m" lets ten minutes pass`
	}
	return apperr.New(apperr.Usage, "", err, hint)
}
