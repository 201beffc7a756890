package flow

import (
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// expected is what an answer must not contradict: what the journal knows of the
// payment or refund that the request names, and what the user expects.
func (g *Gateway) expected(c *Call) antom.Expected {
	s := g.sentBefore(c)
	op := c.Operation
	e := antom.Expected{IDs: map[string]string{op.RequestIDField: s.RequestID, op.AntomIDField: s.ID}}
	if op.Name == spec.OpRetrievePaymentSession {
		e.IDs["order.referenceOrderId"] = g.orderOfSession(c.Root.Get(op.RequestIDField).String())
	}
	switch {
	case c.Amounts != nil:
		e.Amounts = c.Amounts
	case s.Amount != "":
		e.Amounts, e.Optional = map[string]antom.Amount{op.AmountField: {Currency: s.Currency, Value: s.Amount}}, true
	}
	return e
}

// sentBefore finds in the journal what an inquiry or a cancellation is about.
// All other calls repeat their own ids and amounts in the answer.
func (g *Gateway) sentBefore(c *Call) ledger.Sent {
	switch c.Operation.Name {
	case spec.OpInquiryPayment:
		return g.sentUnder(PaymentOf(c.Root), ledger.SentPayment)
	case spec.OpInquiryRefund:
		return g.sentUnder(InquiryOf(c.Operation, c.Root), ledger.SentRefund)
	case spec.OpCancel:
		if p := c.Payment; p != nil && p.Operation == spec.OpPay {
			return ledger.Sent{RequestID: p.RequestID, ID: p.PaymentID}
		}
	}
	return ledger.Sent{}
}

// orderOfSession is the referenceOrderId with which a session was created, "" when the
// journal does not know it. The answer to retrievePaymentSession has no other id.
func (g *Gateway) orderOfSession(requestID string) string {
	if requestID == "" || g.Journal == nil {
		return ""
	}
	entries, err := g.Journal.List(journal.Filter{Operation: spec.OpCreatePaymentSession, ID: requestID, Local: &g.Local})
	if err != nil {
		g.Events.warn("%v; the response is not compared with earlier requests", err)
		return ""
	}
	order := ""
	for _, e := range entries {
		switch {
		case e.RequestID != requestID, e.OrderID == "", (ledger.Scope{ClientID: e.ClientID, Local: e.Local}) != g.Scope():
		case order != "" && order != e.OrderID:
			return "" // the id was used for two orders; which one Antom has is not known
		default:
			order = e.OrderID
		}
	}
	return order
}

// sentUnder reads the journal's entries of one id. Without a journal nothing is
// expected.
func (g *Gateway) sentUnder(q Inquiry, find func([]journal.Entry, ledger.Scope, string) ledger.Sent) ledger.Sent {
	id := q.AntomID
	if id == "" {
		id = q.RequestID
	}
	if id == "" || g.Journal == nil {
		return ledger.Sent{}
	}
	entries, err := g.Journal.List(journal.Filter{ID: id, Local: &g.Local})
	if err != nil {
		g.Events.warn("%v; the response is not compared with earlier requests", err)
		return ledger.Sent{}
	}
	return find(entries, g.Scope(), id)
}
