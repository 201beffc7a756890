package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// report tells the user about err and returns the exit code.
func (a *App) report(err error) int {
	if err == nil {
		return 0
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
		known    *apperr.Error
		response *antom.ResponseError
		settings *antom.ConfigError
		key      *keys.Error
	)
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled):
		return apperr.New(apperr.Interrupted, "interrupted", nil)
	case errors.As(err, &response):
		return responseError(response)
	case errors.As(err, &settings):
		return apperr.New(apperr.Config, "", settings).WithCode(string(settings.Reason))
	case errors.As(err, &key):
		return apperr.New(apperr.Config, "", key).WithCode(string(key.Reason))
	case !a.running:
		return apperr.New(apperr.Usage, "", err, "antom --help")
	default:
		return apperr.New(apperr.Internal, "", err)
	}
}

// responseHints say what to do about an answer that cannot be used, by reason.
func responseHints(reason antom.Reason) []string {
	switch reason {
	case antom.ReasonOwnKey:
		return []string{"antom-public-key is your own public key; copy Antom's from the Antom Dashboard, Developer, Quick start"}
	case antom.ReasonBadSignature, antom.ReasonMalformedSignature:
		return []string{
			"check that antom-public-key is Antom's key for this client id: antom profile show",
			"the outcome is not known for certain: antom inquire --last",
		}
	case antom.ReasonUnsignedSuccess, antom.ReasonHalfSignedSuccess:
		return []string{"do not treat it as paid; ask again: antom inquire --last"}
	default:
		return []string{"the outcome is unknown; ask for it: antom inquire --last"}
	}
}

// responseError turns an unusable answer into what the command line says.
func responseError(e *antom.ResponseError) *apperr.Error {
	kind := apperr.NoAnswer
	switch e.Reason {
	case antom.ReasonUnsignedSuccess, antom.ReasonHalfSignedSuccess, antom.ReasonBadSignature,
		antom.ReasonMalformedSignature, antom.ReasonOwnKey:
		kind = apperr.Signature
	}
	out := apperr.New(kind, "the answer cannot be used", e, responseHints(e.Reason)...).WithCode(string(e.Reason))
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
}

func (a *App) writeError(e *apperr.Error) {
	s := a.streams()
	if a.wantsJSON() {
		body := errorBody{Kind: e.Kind, Code: e.Code, Message: e.Error(), Hints: e.Hints, Details: e.Details}
		if body.Hints == nil {
			body.Hints = []string{}
		}
		if text, err := json.Marshal(errorDocument{body}); err == nil {
			fmt.Fprintf(s.Err, "%s\n", text)
			return
		}
	}
	a.errs().ErrorBlock(s.Err, e.Error(), e.Hints)
}

// wantsJSON tells whether errors are to be JSON. It looks at the raw command
// line too, since an error can come before the flags are read.
func (a *App) wantsJSON() bool {
	if a.global.output != "" {
		return a.global.output == "json"
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
