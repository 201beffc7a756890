package flow

import (
	"errors"
	"fmt"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// explain is an error of the library about a call, with its category and what to
// do about it.
func (g *Gateway) explain(c *Call, err error) *apperr.Error {
	var (
		known    *apperr.Error
		response *antom.ResponseError
	)
	if errors.As(err, &known) {
		return known
	}
	if g.Failure != nil {
		if failed := g.Failure(err); failed != nil {
			return failed
		}
	}
	if errors.As(err, &response) {
		return responseError(response, advice{ask: g.Commands.Line(c.askWords()), harmless: c.harmless(), place: g.Place})
	}
	if e := SettingError(err); e != nil {
		return e
	}
	return apperr.New(apperr.Internal, "", err)
}

// SettingError is an error of the library about keys, signing or settings as one
// of the configuration; nil for any other.
func SettingError(err error) *apperr.Error {
	var (
		signing  *antom.SignError
		settings *antom.ConfigError
		key      *keys.Error
	)
	switch {
	case errors.As(err, &signing):
		return apperr.New(apperr.Config, "", signing).WithCode(string(signing.Reason))
	case errors.As(err, &settings):
		return apperr.New(apperr.Config, "", settings).WithCode(string(settings.Reason))
	case errors.As(err, &key):
		return apperr.New(apperr.Config, "", key).WithCode(string(key.Reason))
	}
	return nil
}

// ResponseError explains an unusable answer to a request. ask is the command that
// asks what became of it, place is where this process runs.
func ResponseError(e *antom.ResponseError, ask string, place neterr.Place) *apperr.Error {
	return responseError(e, advice{ask: ask, place: place})
}

// advice is what the hints about an unusable answer go by.
type advice struct {
	ask      string // the command that asks what became of the request
	harmless bool   // the request only asks, and about no payment
	place    neterr.Place
}

func responseError(e *antom.ResponseError, a advice) *apperr.Error {
	var mismatch *antom.AnswerError
	if errors.As(e, &mismatch) {
		return mismatchError(e, mismatch, a)
	}
	kind := apperr.NoAnswer
	if e.Forged() {
		kind = apperr.Signature
	}
	if e.NotSent {
		return notSentError(e, a)
	}
	what := "the response cannot be used"
	if e.Reason == antom.ReasonTimeout || e.Reason == antom.ReasonConnection {
		what = "" // the cause says that there is none
	}
	out := apperr.New(kind, what, e, a.hints(e.Reason)...).WithCode(string(e.Reason))
	if connection, ok := errors.AsType[*neterr.Error](e); ok {
		out.Hints = append(out.Hints, connection.Advice(a.place)...)
	}
	if r := e.Response; r != nil {
		out.Details = unverifiedDetails{HTTPStatus: r.HTTPStatus, Trust: string(r.Trust), Result: r.Result, Attempts: r.Attempts}
		addClaim(out, r.Result)
	}
	return out
}

// notSentError explains a request that no attempt had a connection for.
func notSentError(e *antom.ResponseError, a advice) *apperr.Error {
	out := apperr.New(apperr.NoAnswer, "the gateway cannot be reached", e, "check the network, and the address: antom config get gateway").
		WithCode(string(e.Reason)).WithDetails(notSentDetails{Attempts: e.Attempts})
	if connection, ok := errors.AsType[*neterr.Error](e); ok {
		out.What, out.Cause = "the gateway cannot be reached; nothing was sent", connection
		out.Hints = append(out.Hints, connection.Advice(a.place)...)
	}
	return out
}

// addClaim adds what an unverified answer says to the hints of an error.
func addClaim(e *apperr.Error, r antom.Result) {
	if r.ResultCode == "" {
		return
	}
	claim := fmt.Sprintf("the response says %s %s %q, which is not verified", r.ResultStatus, r.ResultCode, r.ResultMessage)
	e.Hints = append([]string{claim}, e.Hints...)
	if len(spec.FindCode(string(r.ResultCode))) > 0 {
		e.Hints = append(e.Hints, "the meaning of that code: antom codes "+string(r.ResultCode))
	}
}

// signatureCauses leads from a signature that does not verify to what can be behind it.
const signatureCauses = "the usual causes: antom help troubleshooting"

// hints say what to do about an answer that cannot be used, by reason.
func (a advice) hints(reason antom.Reason) []string {
	switch reason {
	case antom.ReasonOwnKey:
		return []string{"antom-public-key is your own public key; copy Antom's from the Antom Dashboard, Developer, Quick start"}
	case antom.ReasonBadSignature, antom.ReasonMalformedSignature:
		return []string{
			"check that antom-public-key is Antom's key for this client id: antom profile show",
			signatureCauses,
			"the outcome is not known for certain: " + a.ask,
		}
	case antom.ReasonUnsignedSuccess, antom.ReasonHalfSignedSuccess:
		return []string{"do not treat it as paid; ask again: " + a.ask}
	case antom.ReasonAnswerID, antom.ReasonAnswerAmount, antom.ReasonAnswerNoID, antom.ReasonAnswerClientID, antom.ReasonAnswerTime:
		again := "the response was discarded; ask again: " + a.ask
		if a.harmless {
			again = "nothing was changed; try again"
		}
		return []string{
			again,
			"if it happens again, someone between this machine and Antom sends recorded responses: check the gateway address and the proxy (antom doctor)",
		}
	default:
		if a.harmless {
			return []string{"nothing was changed; try again"}
		}
		return []string{"the outcome is unknown; ask for it: " + a.ask}
	}
}

// unverifiedDetails are what an unusable answer claims, for programs.
type unverifiedDetails struct {
	HTTPStatus int          `json:"httpStatus,omitempty"`
	Trust      string       `json:"trust,omitempty"`
	Result     antom.Result `json:"result"`
	Attempts   int          `json:"attempts,omitempty"`
}

// notSentDetails say to programs that no attempt had a connection.
type notSentDetails struct {
	Sent     bool `json:"sent"` // always false
	Attempts int  `json:"attempts"`
}

// mismatchDetails are the details of an answer that Antom signed for another
// request, for programs.
type mismatchDetails struct {
	Field    string       `json:"field"`
	Expected string       `json:"expected,omitempty"`
	Got      string       `json:"got,omitempty"`
	Result   antom.Result `json:"result"`
}

// mismatchError says what is wrong with an answer that does not belong to its
// request.
func mismatchError(e *antom.ResponseError, mismatch *antom.AnswerError, a advice) *apperr.Error {
	out := apperr.New(apperr.Signature, "the response does not belong to this request", mismatch, a.hints(e.Reason)...).WithCode(string(e.Reason))
	if mismatch.ClockIsWrong {
		out.Hints = []string{"correct the clock of this machine, then ask again: " + a.ask, "to see how far it is off: antom doctor"}
	}
	details := mismatchDetails{Field: mismatch.Field, Expected: mismatch.Expected, Got: mismatch.Got}
	if e.Response != nil {
		details.Result = e.Response.Result
	}
	out.Details = details
	return out
}
