package reconcile

import (
	"cmp"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/reconfile"
)

// Source is where sales are from.
type Source int

// The sources, the one that is believed first.
const (
	FromOrders  Source = iota // a list of orders
	FromJournal               // what was sent from this machine
	FromInbox                 // notifications that were received
)

// Sale is a payment, a refund or a capture as the merchant knows it.
type Sale struct {
	Source Source
	Line   int // in the list of orders, or a running number

	Type             string // PAYMENT, REFUND or CAPTURE
	RequestID        string // its own: paymentRequestId, refundRequestId, captureRequestId
	PaymentRequestID string // of a refund or a capture
	ID               string // Antom's
	OrderID          string
	Amount           reconfile.Money
	HasAmount        bool
	Currency         string // empty is not compared
	Status           string
	Time             time.Time // zero: the sale is expected in whatever files there are
	Day              bool      // Time is the begin of a day, and only the day is known
}

// saleClass is the class of a type of a sale.
func saleClass(name string) (class, bool) {
	switch strings.ToUpper(name) {
	case "", "PAYMENT", "PAY", "SALE", "CHARGE", "AUTHORIZATION":
		return paymentClass, true
	case "REFUND":
		return refundClass, true
	case "CAPTURE":
		return captureClass, true
	}
	return otherClass, false
}

// words are what systems write for the state of a payment.
func words() map[string]state {
	return map[string]state{
		"SUCCESS": succeeded, "SUCCEEDED": succeeded, "SUCCESSFUL": succeeded, "PAID": succeeded, "COMPLETED": succeeded, "COMPLETE": succeeded,
		"CAPTURED": succeeded, "SETTLED": succeeded, "TO_BE_SETTLED": succeeded, "REFUNDED": succeeded, "S": succeeded,
		"PROCESSING": open, "PENDING": open, "INITIATED": open, "OPEN": open, "UNPAID": open, "CREATED": open, "U": open,
		"FAIL": failed, "FAILED": failed, "DECLINED": failed, "CLOSED": failed, "EXPIRED": failed, "REJECTED": failed, "F": failed,
		"CANCELLED": cancelled, "CANCELED": cancelled, "VOIDED": cancelled, "VOID": cancelled, "REVERSED": cancelled,
	}
}

// FromLedger are the payments, refunds and captures of the journal.
func FromLedger(l *ledger.Ledger) []Sale {
	var sales []Sale
	add := func(s Sale) {
		s.Line = len(sales) + 1
		sales = append(sales, s)
	}
	for _, p := range l.Payments() {
		if p.Refused || p.RequestID == "" && p.PaymentID == "" {
			continue
		}
		if p.Made { // an inquiry alone does not make a payment one of this merchant's shop
			add(paymentSale(p))
		}
		for _, part := range []struct {
			name string
			list []ledger.Movement
		}{{"REFUND", p.Refunds}, {"CAPTURE", p.Captures}} {
			for _, m := range part.list {
				moved := Sale{
					Source: FromJournal, Type: part.name, RequestID: m.RequestID, PaymentRequestID: p.RequestID, ID: m.ID, OrderID: p.OrderID,
					Currency: m.Currency, Status: m.Status, Time: m.Time,
				}
				moved.Amount, moved.HasAmount = minor(m.Amount, m.Currency)
				add(moved)
			}
		}
	}
	return sales
}

// paymentSale is a payment that was made from this machine. One of which nothing more is
// known is still open.
func paymentSale(p *ledger.Payment) Sale {
	s := Sale{
		Source: FromJournal, Type: "PAYMENT", RequestID: p.RequestID, ID: p.PaymentID, OrderID: p.OrderID,
		Currency: p.Currency, Status: cmp.Or(p.Status, "PROCESSING"), Time: p.PaidAt,
	}
	if s.Time.IsZero() {
		s.Time = p.Placed
	}
	s.Amount, s.HasAmount = minor(p.Amount, p.Currency)
	return s
}

// FromRecord is the sale that a received notification is about; ok is false for one
// that did not verify or is about something else.
func FromRecord(r *inbox.Record, number int) (s Sale, ok bool) {
	if !r.Verified || r.DuplicateOf != "" {
		return Sale{}, false
	}
	s = Sale{Source: FromInbox, Line: number, RequestID: r.PaymentRequestID, ID: r.PaymentID, Time: r.ReceivedAt}
	switch r.NotifyType {
	case "PAYMENT_RESULT":
		s.Type = "PAYMENT"
	case "REFUND_RESULT":
		s.Type, s.RequestID, s.PaymentRequestID, s.ID = "REFUND", r.RequestID, r.PaymentRequestID, r.ObjectID
	case "CAPTURE_RESULT":
		s.Type, s.RequestID, s.PaymentRequestID, s.ID = "CAPTURE", r.RequestID, r.PaymentRequestID, r.ObjectID
	default:
		return Sale{}, false
	}
	s.Status = string(r.Result.ResultStatus)
	if r.Amount != nil {
		s.Currency = r.Amount.Currency
		s.Amount, s.HasAmount = minor(r.Amount.Value, r.Amount.Currency)
	}
	return s, s.RequestID != "" || s.ID != ""
}

// minor reads an amount of smallest units, as Antom's interface has them.
func minor(text, currency string) (reconfile.Money, bool) {
	if text == "" {
		return 0, false
	}
	m, err := reconfile.ParseMinor(text, reconfile.Decimals(currency))
	return m, err == nil
}

// record is the sale as it is joined.
func (s *Sale) record(states map[string]state) *record {
	c, _ := saleClass(s.Type)
	r := &record{
		sale: true, day: s.Day, class: c, file: int(s.Source), line: s.Line, typ: s.Type, requestID: s.RequestID, original: s.PaymentRequestID,
		id: s.ID, order: s.OrderID, status: s.Status, amount: s.Amount, currency: s.Currency, state: succeeded,
	}
	if !s.HasAmount {
		r.amount = noAmount
	}
	if s.Status != "" {
		r.state = states[strings.ToUpper(s.Status)]
	}
	if !s.Time.IsZero() {
		r.time = s.Time.Unix()
	}
	return r
}
