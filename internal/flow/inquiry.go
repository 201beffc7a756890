package flow

import (
	"cmp"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Inquiry names the payment, the refund, the capture or the subscription to ask for.
// Antom's own id is asked by when both are given.
type Inquiry struct {
	About     outcome.Subject // Refund, Capture or Subscription; empty is a payment
	RequestID string          // the merchant's: paymentRequestId, refundRequestId
	AntomID   string          // Antom's: paymentId, refundId
	CaptureID string          // the captureRequestId whose end is looked for in the payment
	Session   bool            // of a session, which has no payment before the buyer opens it
}

// PaymentOf is the payment that a request names.
func PaymentOf(sent *spec.Node) Inquiry {
	if id := sent.Get("paymentId").String(); id != "" {
		return Inquiry{AntomID: id}
	}
	return Inquiry{RequestID: sent.Get("paymentRequestId").String()}
}

// InquiryOf is how to ask what became of a request: of a refund by its own id, of
// everything else by its payment.
func InquiryOf(op spec.Operation, sent *spec.Node) Inquiry {
	switch about(op) {
	case outcome.Refund:
	case outcome.Subscription:
		return subscriptionOf(sent)
	default:
		return PaymentOf(sent)
	}
	if id := sent.Get("refundId").String(); id != "" {
		return Inquiry{About: outcome.Refund, AntomID: id}
	}
	return Inquiry{About: outcome.Refund, RequestID: sent.Get("refundRequestId").String()}
}

// Name is what the inquiry is about, with its id: "payment P1".
func (q Inquiry) Name() string {
	switch q.About {
	case outcome.Refund:
		return "refund " + q.id()
	case outcome.Capture:
		return "capture " + q.CaptureID
	case outcome.Subscription:
		return "subscription " + q.id()
	}
	return "payment " + q.id()
}

func (q Inquiry) id() string { return cmp.Or(q.RequestID, q.AntomID) }

// Operation is the call that asks.
func (q Inquiry) Operation() spec.Operation {
	switch q.About {
	case outcome.Refund:
		return spec.OperationNamed(spec.OpInquiryRefund)
	case outcome.Subscription:
		return spec.OperationNamed(spec.OpSubscriptionsInquiry)
	}
	return spec.OperationNamed(spec.OpInquiryPayment)
}

// document is the request.
func (q Inquiry) document() (*request.Document, error) {
	flag := "--payment-id"
	if q.About == outcome.Refund {
		flag = "--refund-id"
	}
	op, d := q.Operation(), request.New()
	if q.About == outcome.Subscription && q.AntomID != "" {
		return d, d.Set("subscriptionId", q.AntomID, request.Origin{Flag: "--subscription-id"})
	}
	if q.AntomID != "" {
		return d, d.Set(op.AntomIDField, q.AntomID, request.Origin{Flag: flag})
	}
	return d, d.Set(op.RequestIDField, q.RequestID, request.Origin{})
}

// Call is the inquiry, ready to be sent.
func (q Inquiry) Call() (*Call, error) {
	d, err := q.document()
	if err != nil {
		return nil, err
	}
	c := newCall(q.Operation(), d)
	c.Ask = q.Words()
	return c, nil
}

// Words are the inquiry as the command and arguments of antom, "" without an id.
func (q Inquiry) Words() string {
	if q.About == outcome.Refund {
		return q.arguments("inquire-refund", "--refund-id")
	}
	if q.About == outcome.Subscription {
		return q.arguments("subscription show", "--subscription-id")
	}
	return q.arguments("inquire", "--payment-id")
}

// RefundWords are the command that refunds the payment.
func (q Inquiry) RefundWords() string { return q.arguments("refund", "--payment-id") }

// CancelWords are the command that cancels the payment.
func (q Inquiry) CancelWords() string { return q.arguments("cancel", "--payment-id") }

func (q Inquiry) arguments(command, flag string) string {
	switch {
	case q.AntomID != "":
		return command + " " + flag + " " + apperr.ShellQuote(q.AntomID)
	case q.RequestID != "":
		return command + " " + apperr.ShellQuote(q.RequestID)
	default:
		return ""
	}
}

// status is the state of what the inquiry is about in an answer to it: of a
// capture among the payment's transactions, "" when it is not there yet.
func (q Inquiry) status(x *Answer) string {
	if q.CaptureID == "" {
		return x.Status()
	}
	t, _ := outcome.FindTransaction(x.Body, q.CaptureID)
	return t.Status
}
