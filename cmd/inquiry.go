package cmd

import (
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// inquiry names the payment or the refund to ask for. Antom's own id wins when
// both are given.
type inquiry struct {
	thing     outcome.Subject // Refund or Capture; empty is a payment
	requestID string          // the merchant's: paymentRequestId, refundRequestId
	otherID   string          // Antom's: paymentId, refundId
	captureID string          // the captureRequestId whose end is waited for in the payment
	session   bool            // of a session, which has no payment before the buyer opens it
}

func (q inquiry) refund() bool { return q.thing == outcome.Refund }

// noun is what the inquiry is about, with its id: "payment P1".
func (q inquiry) noun() string {
	switch q.thing {
	case outcome.Refund:
		return "refund " + or(q.requestID, q.otherID)
	case outcome.Capture:
		return "capture " + q.captureID
	}
	return "payment " + or(q.requestID, q.otherID)
}

func (q inquiry) operation() operation {
	if q.refund() {
		return opInquiryRefund()
	}
	return opInquiry()
}

// document is the request of inquiryPayment or inquiryRefund.
func (q inquiry) document() (*request.Document, error) {
	flag := "--payment-id"
	if q.refund() {
		flag = "--refund-id"
	}
	op, d := spec.OperationNamed(q.operation().name), request.New()
	if q.otherID != "" {
		return d, d.Set(op.AntomIDField, q.otherID, request.Origin{Flag: flag})
	}
	return d, d.Set(op.RequestIDField, q.requestID, request.Origin{})
}

// words are the inquiry as the command and arguments of antom, "" without an id.
func (q inquiry) words() string {
	command, flag := "inquire ", "--payment-id "
	if q.refund() {
		command, flag = "inquire-refund ", "--refund-id "
	}
	return q.asArguments(command, flag)
}

// refundWords are the command that refunds the payment.
func (q inquiry) refundWords() string { return q.asArguments("refund ", "--payment-id ") }

// cancelWords are the command that cancels the payment.
func (q inquiry) cancelWords() string { return q.asArguments("cancel ", "--payment-id ") }

func (q inquiry) asArguments(command, flag string) string {
	switch {
	case q.otherID != "":
		return command + flag + apperr.ShellQuote(q.otherID)
	case q.requestID != "":
		return command + apperr.ShellQuote(q.requestID)
	default:
		return ""
	}
}

// status is the state of what the inquiry is about in an answer to it: of a
// capture among the payment's transactions, "" when it is not there yet.
func (q inquiry) status(x *answer) string {
	if q.captureID == "" {
		return x.status()
	}
	t, _ := outcome.FindTransaction(x.body, q.captureID)
	return t.Status
}
