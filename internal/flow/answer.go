package flow

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Answer is a request that was sent and what came back.
type Answer struct {
	Operation spec.Operation
	Request   *spec.Node // nil when its body is not JSON
	Response  *antom.Response
	Body      *spec.Node // the response's body

	gateway *Gateway
	ask     string // the words of the command that asks what became of the request
}

// newAnswer reads what came back for a call.
func (g *Gateway) newAnswer(c *Call, response *antom.Response) (*Answer, error) {
	body, err := spec.ParseJSON(response.Body)
	if err != nil {
		return nil, apperr.New(apperr.NoAnswer, "reading the response", err,
			g.Commands.Line(cmp.Or(InquiryOf(c.Operation, c.Root).Words(), c.askWords())))
	}
	return &Answer{Operation: c.Operation, Request: c.Root, Response: response, Body: body, gateway: g, ask: c.askWords()}, nil
}

// Field is the text of a field of the answer by path, "" when it is absent.
func (x *Answer) Field(path string) string { return x.Body.At(path).String() }

// RequestField is the text of a field of the request by path, "" when it is absent.
func (x *Answer) RequestField(path string) string { return x.Request.At(path).String() }

// FieldOrRequest is a field of the answer, or of the request where the answer does
// not repeat it.
func (x *Answer) FieldOrRequest(path string) string {
	return cmp.Or(x.Field(path), x.RequestField(path))
}

// Succeeded reports whether the result of the answer is S. For an inquiry that
// means only that it was answered.
func (x *Answer) Succeeded() bool { return x.Response.Result.ResultStatus == antom.StatusSuccess }

// Status is the state that the answer to an inquiry has.
func (x *Answer) Status() string { return x.Field(x.Operation.StatusField) }

// Command is the command that asks what became of the request.
func (x *Answer) Command() string { return x.gateway.Commands.Line(x.ask) }

// Outcome is the answer as the rules of a payment's life take it.
func (x *Answer) Outcome() outcome.Answer {
	return outcome.Answer{
		Verified: x.Response.Verified, Operation: x.Operation.Name, Result: x.Response.Result, Sent: x.Request, Body: x.Body,
	}
}

// CodeText is the text of the code that the buyer scans, or "".
func (x *Answer) CodeText() string {
	details := x.codeDetails()
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

// linkFields are the addresses of an answer for the buyer, the best one first: a
// browser works wherever the buyer is.
func linkFields() []string { return []string{"normalUrl", "applinkUrl", "schemeUrl"} }

// Link is the best address for the buyer in the answer, or "".
func (x *Answer) Link() string {
	for _, field := range linkFields() {
		if address := x.LinkIn(field); address != "" {
			return address
		}
	}
	return ""
}

// LinkIn is the address in a field, or "" where there is none that may be opened.
func (x *Answer) LinkIn(field string) string {
	address := x.Field(field)
	if address == "" || outcome.CheckLink(address) != nil {
		return ""
	}
	return address
}

// WarnOfLinks warns of the addresses of the answer that must not be opened, and so
// are not among its links.
func (x *Answer) WarnOfLinks() {
	for _, field := range linkFields() {
		address := x.Field(field)
		if address == "" {
			continue
		}
		if err := outcome.CheckLink(address); err != nil {
			x.gateway.Events.warn("the %s of the response is not shown as a link, and must not be opened: %v", field, err)
		}
	}
}

// Expiry is when the buyer can no longer pay, and how that is known.
type Expiry struct {
	At      time.Time
	Assumed bool // Antom's default, not something that the answer or the request says
}

// Expiry looks for the closing time in the answer, then in the request, and
// falls back to Antom's default for the payment method.
func (x *Answer) Expiry(now time.Time) Expiry {
	for _, text := range []string{
		x.Field("orderCodeForm.expireTime"), x.Field("paymentSessionExpiryTime"),
		x.RequestField("paymentExpiryTime"), x.RequestField("paymentSessionExpiryTime"), x.RequestField("subscriptionExpiryTime"),
	} {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return Expiry{At: at}
		}
	}
	created, err := time.Parse(time.RFC3339, x.Field("paymentCreateTime"))
	if err != nil {
		created = now
	}
	after := spec.DefaultExpiry(x.Operation.Name, x.RequestField("paymentMethod.paymentMethodType"))
	return Expiry{At: created.Add(after), Assumed: true}
}

// answerDetails go with the JSON form of an error that Antom answered.
type answerDetails struct {
	Verified bool            `json:"verified"`
	Trust    string          `json:"trust"`
	Response json.RawMessage `json:"response"`
}

// Err is what the answer means for the exit code and what to do next: nil when
// it means that everything is well.
func (x *Answer) Err() error {
	m := x.Outcome().Meaning()
	if m.Verdict == outcome.Done {
		return nil
	}
	return x.ErrorOf(m)
}

// ErrorOf is a meaning of the answer as an error.
func (x *Answer) ErrorOf(m outcome.Meaning) *apperr.Error {
	e := apperr.New(kindOf(m.Verdict), m.Text, nil).WithCode(m.Code)
	for _, step := range m.Next {
		e.Hints = append(e.Hints, x.hint(step))
	}
	if x.Response.Result.ResultCode == antom.CodeInvalidSignature {
		e.Hints = append(e.Hints, signatureCauses)
	}
	if !x.Response.Verified {
		e.Hints = append(e.Hints, "this response is not signed: it is an error of the gateway, and not authenticated")
	}
	if !x.Succeeded() {
		e.Details = answerDetails{Verified: x.Response.Verified, Trust: string(x.Response.Trust), Response: x.Response.Body}
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
func (x *Answer) hint(step outcome.Step) string {
	commands := x.gateway.Commands
	switch step.Do {
	case outcome.Ask:
		return step.Text + ": " + x.Command()
	case outcome.Wait:
		return step.Text + ": " + x.Command() + " --wait"
	case outcome.AskPayment:
		return step.Text + ": " + commands.Line(cmp.Or(PaymentOf(x.Request).Words(), x.ask))
	case outcome.PayAgain:
		return step.Text + commands.payAgain(x.FieldOrRequest("paymentRequestId"))
	case outcome.GiveBack:
		return step.Text + ": " + commands.Line(cmp.Or(PaymentOf(x.Request).RefundWords(), x.ask))
	default:
		return step.Text + x.fieldsPage()
	}
}

// fieldsPage is the command that explains the fields of the request, after a colon;
// "" unless one of them is wrong.
func (x *Answer) fieldsPage() string {
	if x.Response.Result.ResultCode != "PARAM_ILLEGAL" || spec.Request(x.Operation.Name) == nil {
		return ""
	}
	return ": antom explain " + x.Operation.Name
}
