package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// report tells the user about err and returns the exit code.
func (a *App) report(err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, output.ErrClosedPipe) {
		return 0 // the reader of standard output has enough
	}
	e := a.classify(err)
	if !e.Reported {
		a.writeError(e)
	}
	return apperr.ExitCode(e)
}

// classify finds the kind and the hints of any error.
func (a *App) classify(err error) *apperr.Error {
	var (
		known     *apperr.Error
		response  *antom.ResponseError
		signing   *antom.SignError
		settings  *antom.ConfigError
		key       *keys.Error
		irregular *durable.IrregularError
	)
	switch {
	case a.interrupted(err):
		return apperr.New(apperr.Interrupted, "interrupted", nil)
	case errors.As(err, &known):
		return withFileHint(known)
	case errors.As(err, &irregular):
		return withFileHint(apperr.New(apperr.Config, "", err))
	case errors.As(err, &response):
		return a.responseError(response)
	case errors.As(err, &signing):
		return apperr.New(apperr.Config, "", signing).WithCode(string(signing.Reason))
	case errors.As(err, &settings):
		return apperr.New(apperr.Config, "", settings).WithCode(string(settings.Reason))
	case errors.As(err, &key):
		return apperr.New(apperr.Config, "", key).WithCode(string(key.Reason))
	case !a.running:
		return apperr.New(apperr.Usage, "", plainFlagError(err), or(a.called, "antom")+" --help")
	default:
		return apperr.New(apperr.Internal, "", err)
	}
}

// interrupted tells whether err is that of a command that a signal ended before it
// did anything. An error that knows more of what was under way has a kind of its own.
func (a *App) interrupted(err error) bool {
	if !errors.Is(err, context.Canceled) {
		return false
	}
	switch apperr.KindOf(err) {
	case apperr.Usage, apperr.Config:
		return a.ctx.Err() != nil // an input was being read
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

// plainFlagError says in plain words that flags exclude each other, or belong
// together: those that were given of a group, not all of it.
func plainFlagError(err error) error {
	_, group, ok := strings.Cut(err.Error(), "if any flags in the group [")
	if !ok {
		return err
	}
	group, rest, _ := strings.Cut(group, "]")
	if strings.Contains(rest, "must all be set") {
		return fmt.Errorf("--%s go together", strings.Join(strings.Fields(group), " and --"))
	}
	if _, given, ok := strings.Cut(rest, "["); ok {
		group, _, _ = strings.Cut(given, "]")
	}
	return fmt.Errorf("--%s exclude each other", strings.Join(strings.Fields(group), " and --"))
}

// responseHints say what to do about an answer that cannot be used, by reason.
func (a *App) responseHints(reason antom.Reason) []string {
	ask := a.askCommand("")
	switch reason {
	case antom.ReasonOwnKey:
		return []string{"antom-public-key is your own public key; copy Antom's from the Antom Dashboard, Developer, Quick start"}
	case antom.ReasonBadSignature, antom.ReasonMalformedSignature:
		return []string{
			"check that antom-public-key is Antom's key for this client id: antom profile show",
			"the outcome is not known for certain: " + ask,
		}
	case antom.ReasonUnsignedSuccess, antom.ReasonHalfSignedSuccess:
		return []string{"do not treat it as paid; ask again: " + ask}
	case antom.ReasonAnswerID, antom.ReasonAnswerAmount, antom.ReasonAnswerNoID, antom.ReasonAnswerClientID, antom.ReasonAnswerTime:
		again := "nothing of the answer is believed; ask again: " + ask
		if a.harmless {
			again = "nothing was changed; try again"
		}
		return []string{
			again,
			"if it happens again, somebody between here and Antom sends recorded answers: check the gateway address and the proxy (antom doctor)",
		}
	default:
		if a.harmless {
			return []string{"nothing was changed; try again"}
		}
		return []string{"the outcome is unknown; ask for it: " + ask}
	}
}

// responseError turns an unusable answer into what the command line says.
func (a *App) responseError(e *antom.ResponseError) *apperr.Error {
	kind := apperr.NoAnswer
	if e.Forged() {
		kind = apperr.Signature
	}
	var wrong *antom.AnswerError
	if errors.As(e, &wrong) {
		return a.answerError(e, wrong)
	}
	var failed *sandbox.FailureError
	if errors.As(e, &failed) {
		return apperr.New(apperr.Internal, "", failed, "the simulator keeps its state in "+or(a.sandboxDir(), "memory"))
	}
	if e.NotSent {
		return apperr.New(kind, "the gateway cannot be reached", e,
			"check the network, and the address: antom config get gateway").
			WithCode(string(e.Reason)).WithDetails(notSentDetails{Attempts: e.Attempts})
	}
	what := "the answer cannot be used"
	if e.Reason == antom.ReasonTimeout || e.Reason == antom.ReasonConnection {
		what = "no usable answer"
	}
	out := apperr.New(kind, what, e, a.responseHints(e.Reason)...).WithCode(string(e.Reason))
	if r := e.Response; r != nil {
		out.Details = unverifiedDetails{
			HTTPStatus: r.HTTPStatus,
			Trust:      string(r.Trust),
			Result:     r.Result,
			Attempts:   r.Attempts,
		}
		if r.Result.ResultCode != "" {
			out.Hints = append([]string{fmt.Sprintf("the answer says %s %s %q, which is not verified",
				r.Result.ResultStatus, r.Result.ResultCode, r.Result.ResultMessage)}, out.Hints...)
			if len(spec.FindCode(string(r.Result.ResultCode))) > 0 {
				out.Hints = append(out.Hints, "what that code would mean: antom codes "+string(r.Result.ResultCode))
			}
		}
	}
	return out
}

// unverifiedDetails are what an unusable answer claims, for programs.
type unverifiedDetails struct {
	HTTPStatus int          `json:"httpStatus,omitempty"`
	Trust      string       `json:"trust,omitempty"`
	Result     antom.Result `json:"result"`
	Attempts   int          `json:"attempts,omitempty"`
}

// notSentDetails tell programs that no try had a connection.
type notSentDetails struct {
	Sent     bool `json:"sent"` // always false
	Attempts int  `json:"attempts"`
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

func (a *App) writeError(e *apperr.Error) {
	s := a.streams()
	if a.wantsJSON() && a.writeErrorJSON(s.Err, e) {
		return
	}
	a.errs().ErrorBlock(s.Err, redact(e.Error()), redactAll(e.Hints))
}

// writeErrorJSON writes an error as one JSON object, with the warnings so far.
func (a *App) writeErrorJSON(w io.Writer, e *apperr.Error) bool {
	text, err := output.Line(errorDocument{errorBody{
		Kind: e.Kind, Code: e.Code, Message: redact(e.Error()), Hints: redactAll(e.Hints),
		Details: e.Details, Warnings: redactAll(a.warnings),
	}})
	if err != nil {
		return false
	}
	a.warnings = nil
	fmt.Fprintf(w, "%s\n", redact(text))
	return true
}

// redact takes key text out of whatever is about to be shown: a key given in
// the wrong place must not end on the screen or in a log.
func redact(text string) string { return keys.Redact(text) }

func redactAll(texts []string) []string {
	clean := make([]string, len(texts))
	for i, text := range texts {
		clean[i] = redact(text)
	}
	return clean
}

// flushWarnings writes the warnings that no error took along.
func (a *App) flushWarnings() {
	for _, w := range a.warnings {
		a.errs().WarningBlock(a.streams().Err, redact(w), nil)
	}
	a.warnings = nil
}

// wantsJSON tells whether errors are to be JSON. It looks at the raw command
// line too, since an error can come before the flags are read.
func (a *App) wantsJSON() bool {
	if name := or(a.global.output, a.format); name != "" {
		return name == "json"
	}
	for i, arg := range a.Args {
		switch {
		case arg == "--":
			return false
		case arg == "--output=json", arg == "-ojson", arg == "-o=json":
			return true
		case arg == "--output" || arg == "-o":
			return i+1 < len(a.Args) && a.Args[i+1] == "json"
		}
	}
	return strings.EqualFold(a.Getenv("ANTOM_OUTPUT"), "json")
}
