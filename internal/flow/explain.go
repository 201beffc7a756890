package flow

import (
	"fmt"
	"slices"

	"github.com/antom-cli/antom/internal/apperr"
)

// Explain adds the ids of the request to an error about it, which nothing else on
// the screen may show. An error that was reported already stays as it is.
func (q *Request) Explain(err error) *apperr.Error {
	e := *apperr.Of(err)
	if e.Reported {
		return &e
	}
	if q.run.options.Operation.Creates {
		q.addOrder(&e)
	} else {
		q.addIDs(&e)
	}
	return &e
}

// createdIDs are the details of an error about a payment or a session.
type createdIDs struct {
	PaymentRequestID string `json:"paymentRequestId"`
	ReferenceOrderID string `json:"referenceOrderId"`
	Answer           any    `json:"answer,omitempty"`
}

func (q *Request) addOrder(e *apperr.Error) {
	d := q.Document
	ids := createdIDs{PaymentRequestID: d.Get("paymentRequestId"), ReferenceOrderID: d.Get("order.referenceOrderId"), Answer: e.Details}
	e.Details = ids
	e.Hints = append(slices.Clone(e.Hints), fmt.Sprintf("this was paymentRequestId %s, order %s", ids.PaymentRequestID, ids.ReferenceOrderID))
}

// requestIDs are the details of an error about any other request.
type requestIDs struct {
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	RefundRequestID  string `json:"refundRequestId,omitempty"`
	RefundID         string `json:"refundId,omitempty"`
	CaptureRequestID string `json:"captureRequestId,omitempty"`
	Answer           any    `json:"answer,omitempty"`
}

func (q *Request) addIDs(e *apperr.Error) {
	d := q.Document
	ids := requestIDs{
		PaymentRequestID: d.Get("paymentRequestId"), PaymentID: d.Get("paymentId"),
		RefundRequestID: d.Get("refundRequestId"), RefundID: d.Get("refundId"), CaptureRequestID: d.Get("captureRequestId"),
	}
	if ids == (requestIDs{}) {
		return
	}
	if text := ids.String(); text != "" {
		e.Hints = append(slices.Clone(e.Hints), "this was "+text)
	}
	ids.Answer = e.Details
	e.Details = ids
}

// String are the ids as people name them.
func (ids requestIDs) String() string {
	text := ""
	for _, id := range []struct{ name, value string }{
		{"refundRequestId", ids.RefundRequestID}, {"refundId", ids.RefundID}, {"captureRequestId", ids.CaptureRequestID},
		{"paymentRequestId", ids.PaymentRequestID}, {"paymentId", ids.PaymentID},
	} {
		if id.value == "" {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += id.name + " " + id.value
	}
	return text
}
