package engine

import (
	"cmp"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// The kinds of an Event.
const (
	EventPaymentOutcome = "payment-outcome" // the outcome that a directive asked for
	EventPaymentExpiry  = "payment-expiry"
	EventRefundOutcome  = "refund-outcome"
	EventCaptureOutcome = "capture-outcome"
	EventNotification   = "notification-attempt"
	EventOther          = "other"
)

// Event is something that the clock makes happen.
type Event struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind"`
	// ID is Antom's id of the record, or that of a notification.
	ID string `json:"id"`
	// RequestID is the merchant's id of the payment, refund or capture.
	RequestID string `json:"requestId,omitempty"`
}

// Upcoming returns at most max events that are due later than now, the earliest
// first. What is due already is not among them.
func (e *Engine) Upcoming(max int) ([]Event, error) {
	list := []Event{}
	// Whatever is due at this very moment is due already.
	from := sortable(e.now().Add(1))
	err := e.store.View(func(tx store.Tx) error {
		list = list[:0]
		for key := range tx.Ascend(store.Alarms, from, "") {
			if len(list) == max {
				break
			}
			list = append(list, alarmEvent(tx, key))
		}
		count := 0
		for key := range tx.Ascend(store.Outbox, from, "") {
			if count++; count > max {
				break
			}
			list = append(list, outboxEvent(tx, key))
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(len(list), max)], err
}

// Overdue reports whether a notification waits for an attempt that is due.
func (e *Engine) Overdue() (waits bool, err error) {
	now := e.now()
	err = e.store.View(func(tx store.Tx) error {
		waits = false
		for key := range tx.Ascend(store.Outbox, "", "") {
			waits = !fromSortable(key).After(now)
			break
		}
		return nil
	})
	return waits, err
}

// alarmEvent says what an alarm is about. A record that nobody can read has an
// event all the same.
func alarmEvent(tx store.Tx, key string) Event {
	event := Event{At: fromSortable(key), Kind: EventOther}
	if len(key) <= sortableLength {
		return event
	}
	kind, id := key[sortableLength:sortableLength+1], key[sortableLength+1:]
	event.ID = id
	switch kind {
	case kindPayment:
		p, _, _ := findPayment(tx, id)
		event.Kind, event.RequestID = EventPaymentExpiry, p.PaymentRequestID
		if p.Plan != nil && !p.Plan.At.After(p.Expires) {
			event.Kind = EventPaymentOutcome
		}
	case kindRefund:
		r, _, _ := findRefund(tx, id)
		event.Kind, event.RequestID = EventRefundOutcome, r.RefundRequestID
	case kindCapture:
		c, _, _ := findCapture(tx, id)
		event.Kind, event.RequestID = EventCaptureOutcome, c.CaptureRequestID
	case kindDispute:
		d, _, _ := findDispute(tx, id)
		event.RequestID = d.PaymentRequestID
	case kindSubscription:
		s, _, _ := findSubscription(tx, id)
		event.RequestID = s.RequestID
	}
	return event
}

func outboxEvent(tx store.Tx, key string) Event {
	n, _, _ := findNotification(tx, key[sortableLength:])
	return Event{
		At: fromSortable(key), Kind: EventNotification, ID: key[sortableLength:],
		RequestID: n.requestID(),
	}
}
