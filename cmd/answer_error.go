package cmd

import (
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom"
)

// mismatchDetails are the details of an answer that Antom signed for another
// request, for programs.
type mismatchDetails struct {
	Field    string       `json:"field"`
	Expected string       `json:"expected,omitempty"`
	Got      string       `json:"got,omitempty"`
	Result   antom.Result `json:"result"`
}

// answerError says what is wrong with an answer that does not belong to its
// request.
func (a *App) answerError(e *antom.ResponseError, wrong *antom.AnswerError) *apperr.Error {
	out := apperr.New(apperr.Signature, "the answer is not the answer to this request", wrong, a.responseHints(e.Reason)...).WithCode(string(e.Reason))
	if wrong.ClockIsWrong {
		out.Hints = []string{"set this machine's clock right, then ask again: " + a.askCommand(""), "how far it is off: antom doctor"}
	}
	details := mismatchDetails{Field: wrong.Field, Expected: wrong.Expected, Got: wrong.Got}
	if e.Response != nil {
		details.Result = e.Response.Result
	}
	out.Details = details
	return out
}
