package outcome

import "github.com/antom-cli/antom/pkg/antom/spec"

// Thing is what a call is about.
type Thing string

// The things that calls are about.
const (
	Payment Thing = "payment"
	Session Thing = "session"
	Refund  Thing = "refund"
	Capture Thing = "capture"
	Methods Thing = "payment methods"
)

// call is what there is to know about an operation.
type call struct {
	thing     Thing
	asks      bool   // an inquiry: a state in the answer decides
	state     string // the field with that state
	moneyID   string // the field with the id that makes a repeat safe
	repeat    string // what to do about a U without that code
	inProcess string // what accepted means, for a person
}

// calls are the operations with rules of their own.
func calls() map[string]call {
	return map[string]call{
		"pay": {
			thing: Payment, moneyID: "paymentRequestId",
			inProcess: "created, waiting for the buyer",
		},
		"createPaymentSession": {
			thing: Session, moneyID: "paymentRequestId",
			inProcess: "created, waiting for the buyer",
		},
		"inquiryPayment": {thing: Payment, asks: true, state: "paymentStatus", moneyID: "paymentRequestId"},
		"cancel": {
			thing: Payment, moneyID: "paymentRequestId",
			repeat: "send the same cancel again: it can do no harm twice",
		},
		"refund": {
			thing: Refund, moneyID: "refundRequestId",
			inProcess: "accepted, still running",
			repeat:    "send the same refund again with the same refundRequestId, never with a new one",
		},
		"inquiryRefund": {thing: Refund, asks: true, state: "refundStatus", moneyID: "refundRequestId"},
		"capture": {
			thing: Capture, moneyID: "captureRequestId",
			inProcess: "accepted, still running",
			repeat:    "send the same capture again with the same captureRequestId, never with a new one",
		},
		"consult": {thing: Methods},
	}
}

// About is what an operation is about: a payment where nothing else is known.
func About(operation string) Thing {
	if c, ok := calls()[operation]; ok {
		return c.thing
	}
	return Payment
}

// name is the id by which people know the thing of an answer.
func (a Answer) name(c call) string {
	fields := []string{"paymentRequestId", "paymentId"}
	switch c.thing {
	case Refund:
		fields = []string{"refundRequestId", "refundId"}
	case Capture:
		fields = []string{"captureRequestId", "captureId"}
	}
	for _, field := range fields {
		for _, node := range []*spec.Node{a.Body, a.Sent} {
			if id := node.Get(field).String(); id != "" {
				return id
			}
		}
	}
	return "?"
}
