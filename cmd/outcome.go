package cmd

import (
	"encoding/json"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// answerDetails go with the JSON form of an error that Antom answered.
type answerDetails struct {
	Verified bool            `json:"verified"`
	Trust    string          `json:"trust"`
	Response json.RawMessage `json:"response"`
}

func rawJSON(body []byte) json.RawMessage { return json.RawMessage(body) }

// judged is the answer as the rules of a payment's life take it.
func (x *answer) judged() outcome.Answer {
	return outcome.Answer{Verified: x.response.Verified, Operation: x.op.name, Result: x.response.Result, Sent: x.sent, Body: x.body}
}

// codeText is the text of the order code, or "".
func (x *answer) codeText() string {
	details := x.body.At("orderCodeForm.codeDetails")
	if details == nil {
		return ""
	}
	for _, d := range details.Items {
		if d.Get("displayType").String() == "TEXT" {
			return d.Get("codeValue").String()
		}
	}
	return ""
}

// err is what the answer means for the exit code and what to do next: nil when
// it means that everything is well.
func (x *answer) err() error {
	m := x.judged().Meaning()
	if m.Verdict == outcome.Done {
		return nil
	}
	return x.errorOf(m)
}

// errorOf says a meaning in the words of the command line.
func (x *answer) errorOf(m outcome.Meaning) *apperr.Error {
	e := apperr.New(kindOf(m.Verdict), m.Text, nil).WithCode(m.Code)
	for _, step := range m.Next {
		e.Hints = append(e.Hints, x.hint(step))
	}
	if !x.response.Verified {
		e.Hints = append(e.Hints, "this answer is not signed: an error of the gateway, not authenticated")
	}
	if x.response.Result.ResultStatus != antom.StatusSuccess {
		e.Details = answerDetails{Verified: x.response.Verified, Trust: string(x.response.Trust), Response: rawJSON(x.response.Body)}
	}
	return e
}

// kindOf is the category of error, and so the exit code, of a verdict.
func kindOf(v outcome.Verdict) apperr.Kind {
	switch v {
	case outcome.Refused:
		return apperr.Refused
	case outcome.Failed:
		return apperr.Failed
	default:
		return apperr.Pending
	}
}

// hint is a step as a hint: its text and the exact command.
func (x *answer) hint(step outcome.Step) string {
	a := x.app
	switch step.Do {
	case outcome.Ask:
		return step.Text + ": " + a.askCommand("")
	case outcome.Wait:
		return step.Text + ": " + a.askCommand("") + " --wait"
	case outcome.AskPayment:
		return step.Text + ": " + a.askCommand(paymentOf(x.sent).words())
	case outcome.PayAgain:
		return step.Text + a.payAgain(or(x.got("paymentRequestId"), x.asked("paymentRequestId")))
	case outcome.GiveBack:
		return step.Text + ": " + a.askCommand(paymentOf(x.sent).refundWords())
	default:
		return step.Text
	}
}

// payAgain is the command that pays the order of a payment again, after a
// colon. Only the simulator can do without the file of the order.
func (a *App) payAgain(id string) string {
	switch {
	case id == "":
		return ""
	case a.local:
		return ": " + a.askCommand("pay --retry-of "+apperr.ShellQuote(id))
	default:
		return ": " + a.askCommand("pay FILE --retry-of "+apperr.ShellQuote(id))
	}
}

// paymentOf is the payment that a request names.
func paymentOf(sent *spec.Node) inquiry {
	if id := sent.Get("paymentId").String(); id != "" {
		return inquiry{otherID: id}
	}
	return inquiry{requestID: sent.Get("paymentRequestId").String()}
}

// askingAbout is how to ask what became of a request: of a refund by its own
// id, of everything else by its payment.
func askingAbout(op operation, sent *spec.Node) inquiry {
	if outcome.About(op.name) != outcome.Refund {
		return paymentOf(sent)
	}
	if id := sent.Get("refundId").String(); id != "" {
		return inquiry{thing: outcome.Refund, otherID: id}
	}
	return inquiry{thing: outcome.Refund, requestID: sent.Get("refundRequestId").String()}
}
