package mcpserver

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/debuglog"
	"github.com/antom-cli/antom/internal/flow"
)

// sent is a request that was sent, and what came back.
type sent struct {
	Account       string `json:"account,omitempty"`
	Operation     string `json:"operation,omitempty"`
	Outcome       string `json:"outcome,omitempty"` // done, or the kind of error that the command line would end with
	Meaning       string `json:"meaning,omitempty"`
	ResultStatus  string `json:"resultStatus,omitempty"`
	ResultCode    string `json:"resultCode,omitempty"`
	ResultMessage string `json:"resultMessage,omitempty"`
	Verified      bool   `json:"verified"` // the signature of the response

	PaymentRequestID string    `json:"paymentRequestId,omitempty"`
	PaymentID        string    `json:"paymentId,omitempty"`
	RefundRequestID  string    `json:"refundRequestId,omitempty"`
	RefundID         string    `json:"refundId,omitempty"`
	Status           string    `json:"status,omitempty"` // of the payment or the refund
	Link             string    `json:"link,omitempty"`   // for the buyer
	CodeText         string    `json:"codeText,omitempty"`
	Expires          time.Time `json:"expires,omitzero"`

	Hints    []string        `json:"hints,omitempty"`
	Response json.RawMessage `json:"response,omitempty"` // buyer data and secrets are masked
	Request  *requestChecked `json:"request,omitempty"`  // of a dry run
}

// outcomeDone is the outcome of an answer that means that everything is well.
const outcomeDone = "done"

// answered says what an answer means.
func (c *call) answered(g *flow.Gateway, x *flow.Answer) result {
	r := x.Response.Result
	out := sent{
		Account: accountSimulator, Operation: x.Operation.Name, Outcome: outcomeDone, Verified: x.Response.Verified,
		ResultStatus: string(r.ResultStatus), ResultCode: string(r.ResultCode), ResultMessage: r.ResultMessage,
		PaymentRequestID: x.FieldOrRequest("paymentRequestId"), PaymentID: x.FieldOrRequest("paymentId"),
		RefundRequestID: x.FieldOrRequest("refundRequestId"), RefundID: x.Field("refundId"),
		Status: x.Status(), Link: x.Link(), CodeText: x.CodeText(), Response: maskedJSON(x.Response.Body),
	}
	if !g.Local {
		out.Account = accountProfile
	}
	x.WarnOfLinks()
	if out.Link != "" || out.CodeText != "" {
		out.Expires = x.Expiry(c.o.Now()).At
	}
	failed := false
	if err := x.Err(); err != nil {
		e := explain(err)
		f := newFailure(e)
		out.Outcome, out.Meaning, out.Hints = string(e.Kind), f.Message, f.Hints
		failed = e.Kind == apperr.Refused
	}
	return result{summary: out.summary(), value: out, failed: failed}
}

func (s *sent) summary() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %s", s.Operation, s.ResultStatus, s.ResultCode)
	if s.Status != "" {
		b.WriteString(", state " + s.Status)
	}
	for _, id := range []struct{ name, value string }{
		{"paymentRequestId", s.PaymentRequestID}, {"paymentId", s.PaymentID}, {"refundRequestId", s.RefundRequestID}, {"link for the buyer", s.Link},
	} {
		if id.value != "" {
			fmt.Fprintf(&b, "\n%s: %s", id.name, id.value)
		}
	}
	if s.Meaning != "" {
		b.WriteString("\n" + s.Meaning)
	}
	for _, h := range s.Hints {
		b.WriteString("\nhint: " + h)
	}
	return b.String()
}

// maskedJSON is a body without secrets and data of buyers: as JSON, or as a text of
// JSON where it is none.
func maskedJSON(body []byte) json.RawMessage {
	if len(body) == 0 {
		return nil
	}
	shown, _, isJSON := debuglog.MaskBody(body)
	if isJSON && json.Valid(shown) {
		return rawJSON(shown)
	}
	text, err := marshal(strings.ToValidUTF8(string(shown), "\uFFFD"))
	if err != nil {
		return nil // it is valid UTF-8
	}
	return text
}

// rawJSON is JSON that is put into other JSON as it is.
func rawJSON(data []byte) json.RawMessage { return json.RawMessage(data) }

// listOf writes names as a list: "a, b or c".
func listOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
