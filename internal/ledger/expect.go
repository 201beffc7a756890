package ledger

import (
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Sent is what was asked for under one id from this machine. A field is empty
// when it is not known, or when the requests with that id differ in it.
type Sent struct {
	RequestID string // paymentRequestId or refundRequestId
	ID        string // Antom's, from an answer to the request itself
	Amount    string // in the smallest unit
	Currency  string
}

// SentPayment finds what was asked for with pay or createPaymentSession under a
// paymentRequestId or a paymentId.
func SentPayment(entries []journal.Entry, scope Scope, id string) Sent {
	return sent(entries, scope, id, func(e journal.Entry) (antomID string, ok bool) {
		switch op := spec.OperationNamed(e.Operation); {
		case op.Creates && op.About == outcome.Payment:
			return e.PaymentID, true
		case op.Creates:
			return "", true // a session, whose buyer may try more than once
		}
		return "", false
	})
}

// SentRefund finds what was asked for with refund under a refundRequestId or a
// refundId.
func SentRefund(entries []journal.Entry, scope Scope, id string) Sent {
	return sent(entries, scope, id, func(e journal.Entry) (string, bool) { return e.RefundID, e.Operation == spec.OpRefund })
}

// sent puts together the requests under an id. What Antom refused does not
// count, because the id may then be used for something else.
func sent(entries []journal.Entry, scope Scope, id string, antomID func(journal.Entry) (string, bool)) Sent {
	var s Sent
	var requestID, otherID, money agreement
	for _, e := range entries {
		other, ok := antomID(e)
		if !ok || (Scope{e.ClientID, e.Local}) != scope || notSent(e) || verified(e) && e.ResultStatus == string(antom.StatusFailed) ||
			id == "" || id != e.RequestID && id != other {
			continue
		}
		if verified(e) && other != "" {
			s.ID = otherID.with(other)
		}
		s.RequestID = requestID.with(e.RequestID)
		if e.Amount == "" {
			continue
		}
		if money.with(e.Currency+" "+e.Amount) == "" {
			s.Amount, s.Currency = "", ""
		} else {
			s.Amount, s.Currency = e.Amount, e.Currency
		}
	}
	return s
}

// agreement is a value that all who name one agree on.
type agreement struct {
	value  string
	broken bool
}

// with adds a value and returns what all agree on, "" when they do not.
func (a *agreement) with(value string) string {
	if a.value != "" && a.value != value {
		a.broken = true
	}
	if a.value = value; a.broken {
		return ""
	}
	return value
}
