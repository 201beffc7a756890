// Package ledger computes the state of payments from the journal: what was created
// and paid, what was refunded, what was captured. It knows only what was sent from
// this machine, and uses only responses whose signature verified. It sends nothing.
package ledger

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Scope is whose payments: those of a client id, simulated or real.
type Scope struct {
	ClientID string
	Local    bool
}

// Payment is what is known about one payment. Fields are empty when they are
// not known.
type Payment struct {
	Scope     Scope
	Profile   string // of the newest request about it
	Operation string // pay or createPaymentSession
	RequestID string // paymentRequestId
	PaymentID string
	OrderID   string
	Amount    string // in the smallest unit
	Currency  string
	Method    string
	Made      bool      // it was made from this machine
	Refused   bool      // Antom refused to make it, or its request was never sent
	Placed    time.Time // when it was made
	PaidAt    time.Time // when it was paid
	Status    string    // the newest paymentStatus; CANCELLED after a cancel
	Refunds   []Movement
	Captures  []Movement

	notSent bool // no request that would make it has left this machine

	part bool // it is a part only: what one capture took
}

// Movement is a refund or a capture.
type Movement struct {
	RequestID string
	ID        string // Antom's
	Amount    string // in the smallest unit
	Currency  string
	Status    string // SUCCESS, PROCESSING, FAIL; empty when the outcome is not known
	Time      time.Time
	Capture   string // of a refund: Antom's id of the capture that it gives back
}

// Ledger is the state of payments according to a journal.
type Ledger struct {
	payments []*Payment // in the order of their first entry
	refunds  map[key]*refundOf
	byID     map[key]*Payment
	byOrder  map[key][]*Payment // those that were made here, in their order
}

type key struct {
	scope Scope
	id    string
}

type refundOf struct {
	payment *Payment
	index   int
}

// New reads entries, newest first as the journal lists them.
func New(entries []journal.Entry) *Ledger {
	l := &Ledger{refunds: map[key]*refundOf{}, byID: map[key]*Payment{}}
	for _, e := range slices.Backward(entries) {
		l.add(e)
	}
	l.byOrder = map[key][]*Payment{}
	for _, p := range l.payments {
		if k := (key{p.Scope, p.OrderID}); p.Made && p.OrderID != "" {
			l.byOrder[k] = append(l.byOrder[k], p)
		}
	}
	return l
}

// Payments are all payments, in the order in which they were first met.
func (l *Ledger) Payments() []*Payment { return l.payments }

// Find finds a payment by its paymentRequestId or paymentId.
func (l *Ledger) Find(scope Scope, id string) (*Payment, bool) {
	p, ok := l.byID[key{scope, id}]
	return p, ok
}

// add takes an entry, by what its operation is about and does.
func (l *Ledger) add(e journal.Entry) {
	op := spec.OperationNamed(e.Operation)
	about := func(s spec.Subject) bool { return op.About == s }
	switch {
	case op.Creates:
		l.made(e, op)
	case op.Asks() && about(outcome.Payment):
		l.asked(e)
	case op.Asks() && about(outcome.Refund):
		l.askedRefund(e)
	case op.Moves && about(outcome.Payment):
		if p := l.of(e, e.RequestID, e.PaymentID); p != nil && verified(e) && e.ResultStatus == string(antom.StatusSuccess) {
			p.Status = op.SuccessStatus
		}
	case op.Moves && about(outcome.Refund):
		l.refund(e, op)
	case op.Moves && about(outcome.Capture):
		if notSent(e) {
			return
		}
		if p := l.of(e, e.PaymentRequestID, e.PaymentID); p != nil {
			m := movement(e, op, e.CaptureID)
			p.Captures = Put(p.Captures, m)
			p.proveSuccess(m.Status)
		}
	}
}

// verified reports whether the entry's answer can be relied on.
func verified(e journal.Entry) bool { return e.Trust == string(antom.TrustVerified) }

// of is the payment with the ids of an entry, made known when it is new; nil
// without any id.
func (l *Ledger) of(e journal.Entry, requestID, paymentID string) *Payment {
	if requestID == "" && paymentID == "" {
		return nil
	}
	scope := Scope{e.ClientID, e.Local}
	p, other := l.byID[key{scope, requestID}], l.byID[key{scope, paymentID}]
	switch {
	case p == nil && other == nil:
		p = &Payment{Scope: scope}
		l.payments = append(l.payments, p)
	case p == nil:
		p = other
	case other != nil && other != p:
		l.merge(p, other)
	}
	p.RequestID, p.PaymentID = cmp.Or(p.RequestID, requestID), cmp.Or(p.PaymentID, paymentID)
	p.Profile = e.Profile
	for _, id := range []string{requestID, paymentID} {
		if id != "" {
			l.byID[key{scope, id}] = p
		}
	}
	return p
}

// merge takes what was known under the other id into p, when an answer has
// told that both ids are of one payment.
func (l *Ledger) merge(p, other *Payment) {
	for _, m := range other.Refunds {
		p.Refunds = Put(p.Refunds, m)
	}
	for _, m := range other.Captures {
		p.Captures = Put(p.Captures, m)
	}
	for k, at := range l.refunds {
		if at.payment == other {
			l.refunds[k] = &refundOf{p, indexOf(p.Refunds, other.Refunds[at.index].RequestID)}
		}
	}
	if p.Status == "" {
		p.Status, p.PaidAt = other.Status, other.PaidAt
	}
	if p.Amount == "" {
		p.Amount, p.Currency = other.Amount, other.Currency
	}
	l.payments = slices.DeleteFunc(l.payments, func(q *Payment) bool { return q == other })
}

func indexOf(list []Movement, requestID string) int {
	return slices.IndexFunc(list, func(m Movement) bool { return m.RequestID == requestID })
}

// made takes a request that makes a payment. Of two with the same id the first
// one counts, as it does for Antom.
func (l *Ledger) made(e journal.Entry, op spec.Operation) {
	p := l.of(e, e.RequestID, e.PaymentID)
	if p == nil {
		return
	}
	if !p.Made {
		p.Made, p.Placed, p.Operation = true, e.Time, e.Operation
		p.OrderID, p.Amount, p.Currency, p.Method = e.OrderID, e.Amount, e.Currency, e.Method
		p.notSent = notSent(e) && p.Status == "" && p.PaymentID == ""
		p.Refused = p.notSent
	}
	if p.notSent && !notSent(e) { // it went out after all, under the same id
		p.Refused, p.notSent = false, false
	}
	if !verified(e) {
		return
	}
	switch {
	case e.ResultStatus == string(antom.StatusFailed):
		p.Refused = p.Status == "" && p.PaymentID == ""
	case e.ResultStatus == string(antom.StatusSuccess) && op.SuccessStatus != "" && !outcome.StateOf(p.Status).Final():
		p.Status, p.Refused = op.SuccessStatus, false
	case e.ResultStatus != string(antom.StatusFailed):
		p.Refused = false
	}
}

// asked adds an inquiry. The entry has the result of the response.
func (l *Ledger) asked(e journal.Entry) {
	p := l.of(e, e.RequestID, e.PaymentID)
	if p == nil || !verified(e) || e.ResultStatus != string(antom.StatusSuccess) {
		return
	}
	if e.PaymentStatus != "" && p.Status != outcome.Cancelled {
		p.Status = e.PaymentStatus
	}
	if p.Amount == "" {
		p.Amount, p.Currency = e.Amount, e.Currency
	}
	if p.Method == "" {
		p.Method = e.Method
	}
	if at, err := time.Parse(time.RFC3339, e.PaymentTime); err == nil {
		p.PaidAt = at
	}
}

// notSent reports whether the entry's request never left this machine.
func notSent(e journal.Entry) bool { return e.State == journal.StateNotSent }

// refund takes a refund.
func (l *Ledger) refund(e journal.Entry, op spec.Operation) {
	if notSent(e) {
		return
	}
	p := l.of(e, e.PaymentRequestID, e.PaymentID)
	if p == nil || e.RequestID == "" {
		return
	}
	m := movement(e, op, e.RefundID)
	m.Capture = e.CaptureID
	p.Refunds = Put(p.Refunds, m)
	p.proveSuccess(m.Status)
	at := &refundOf{p, indexOf(p.Refunds, e.RequestID)}
	for _, id := range []string{e.RequestID, e.RefundID} {
		if id != "" {
			l.refunds[key{p.Scope, id}] = at
		}
	}
}

// askedRefund takes the state of a refund.
func (l *Ledger) askedRefund(e journal.Entry) {
	if !verified(e) || e.RefundStatus == "" {
		return
	}
	for _, id := range []string{e.RequestID, e.RefundID} {
		if at := l.refunds[key{Scope{e.ClientID, e.Local}, id}]; id != "" && at != nil {
			at.payment.Refunds[at.index].Status = e.RefundStatus
			at.payment.proveSuccess(e.RefundStatus)
			return
		}
	}
}

// proveSuccess takes the state of a refund or a capture of the payment: Antom
// accepts one only when the payment has succeeded, whether or not anybody asked.
func (p *Payment) proveSuccess(status string) {
	accepted := outcome.StateOf(status) == outcome.Succeeded || outcome.StateOf(status) == outcome.Open
	if accepted && !outcome.StateOf(p.Status).Final() {
		p.Status, p.Refused = outcome.Success, false
	}
}

// movement is the refund or capture of an entry.
func movement(e journal.Entry, op spec.Operation, id string) Movement {
	m := Movement{RequestID: e.RequestID, ID: id, Amount: e.Amount, Currency: e.Currency, Time: e.Time}
	switch {
	case !verified(e):
	case e.ResultStatus == string(antom.StatusSuccess):
		m.Status = op.SuccessStatus
	case e.ResultStatus == string(antom.StatusFailed):
		m.Status = outcome.Fail
	case e.ResultCode == op.Accepted:
		m.Status = outcome.Processing
	}
	return m
}

// Put adds a movement, or what is newly known about one that is there: a repeat
// of the same id moves nothing twice.
func Put(list []Movement, m Movement) []Movement {
	for i, old := range list {
		if old.RequestID != m.RequestID {
			continue
		}
		if m.Status != "" && !(outcome.StateOf(old.Status).Final() && m.Status == outcome.Processing) && old.Status != outcome.Success {
			list[i].Status = m.Status
		}
		if list[i].ID == "" {
			list[i].ID = m.ID
		}
		return list
	}
	return append(list, m)
}

// Learn adds the refunds and captures of the response to an inquiry.
func (p *Payment) Learn(transactions []outcome.Transaction) {
	for _, t := range transactions {
		m := Movement{RequestID: t.RequestID, ID: t.ID, Amount: t.Value, Currency: t.Currency, Status: t.Status}
		switch spec.TransactionSubject(t.Type) {
		case outcome.Refund:
			p.Refunds = Put(p.Refunds, m)
		case outcome.Capture:
			p.Captures = Put(p.Captures, m)
		}
	}
}

// OfCapture is the payment as far as one capture goes, which is what a refund is
// held against: the one with Antom's id, or without an id the only one there is.
func (p *Payment) OfCapture(id string) (*Payment, bool) {
	var found []Movement
	for _, c := range p.Captures {
		if outcome.StateOf(c.Status) == outcome.Succeeded && (id == "" || c.ID == id) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return p, false
	}
	part := *p
	part.part, part.Amount, part.Currency = true, found[0].Amount, found[0].Currency
	if id != "" {
		part.Refunds = slices.DeleteFunc(slices.Clone(p.Refunds), func(m Movement) bool { return m.Capture != id })
	}
	return &part, true
}

// Sum is how much of a payment moved.
type Sum struct {
	Sure  int64      // for certain, or accepted and running
	Maybe []Movement // those whose outcome is not known
	Known []Movement // those that Sure counts
}

// Add sums movements up, but for the one with an id: a repeat of it moves
// nothing twice.
func Add(movements []Movement, currency, except string) Sum {
	var s Sum
	for _, m := range movements {
		n, ok := amountOf(m.Amount)
		state := outcome.StateOf(m.Status)
		switch {
		case m.RequestID == except && except != "", state == outcome.Ended:
		case state == outcome.Unknown:
			s.Maybe = append(s.Maybe, m)
		case ok && m.Currency == currency:
			s.Sure += n
			s.Known = append(s.Known, m)
		}
	}
	return s
}

// amountOf reads an amount in the smallest unit, of at most the 16 digits that
// Antom takes, so that no sum overflows.
func amountOf(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n > 0 && len(text) <= 16
}

// Left is what is left of the payment's amount when movements are taken away,
// but for the one with an id. ok is false when the amount is not known.
func (p *Payment) Left(movements []Movement, except string) (left int64, s Sum, ok bool) {
	total, ok := amountOf(p.Amount)
	if !ok || p.Currency == "" {
		return 0, Sum{}, false
	}
	s = Add(movements, p.Currency, except)
	return max(total-s.Sure, 0), s, true
}
