package engine

import (
	"cmp"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/sandbox/store"
)

// The kinds of an Event.
const (
	EventPaymentOutcome = "payment-outcome" // the outcome that a directive asked for
	EventPaymentExpiry  = "payment-expiry"
	EventRefundOutcome  = "refund-outcome"
	EventCaptureOutcome = "capture-outcome"
	EventNotification   = "notification-attempt"

	EventDisputeReminder = "dispute-reminder" // the merchant is reminded of the deadline
	EventDisputeDeadline = "dispute-deadline" // the time for evidence is over

	EventSubscriptionOutcome = "subscription-outcome" // the buyer's decision that a directive asked for
	EventSubscriptionExpiry  = "subscription-expiry"
	EventSubscriptionChange  = "subscription-change"
	EventSubscriptionRetry   = "subscription-retry"  // the payment of a period is tried again
	EventSubscriptionPeriod  = "subscription-period" // the next one begins, or the last one is over

	EventVaultingExpiry = "vaulting-expiry" // the time of the buyer is over

	EventOther = "other" // of a record that nobody can read
)

// Event is something that the clock makes happen.
type Event struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind"`
	// ID is Antom's id of the record, or that of a notification.
	ID string `json:"id"`
	// RequestID is the merchant's id of the payment, refund, capture or subscription; of
	// a dispute, that of its payment.
	RequestID string `json:"requestId,omitempty"`
}

// Text says what an event is, in a few words.
func (e Event) Text() string {
	texts := map[string]string{
		EventPaymentOutcome:      "outcome of a payment",
		EventPaymentExpiry:       "expiry of a payment",
		EventRefundOutcome:       "outcome of a refund",
		EventCaptureOutcome:      "outcome of a capture",
		EventNotification:        "attempt of a notification",
		EventDisputeReminder:     "reminder of a dispute",
		EventDisputeDeadline:     "deadline of a dispute",
		EventSubscriptionOutcome: "outcome of a subscription",
		EventSubscriptionExpiry:  "expiry of a subscription",
		EventSubscriptionChange:  "change of a subscription",
		EventSubscriptionRetry:   "retried payment of a subscription",
		EventVaultingExpiry:      "expiry of a vaulting",
		EventSubscriptionPeriod:  "next period of a subscription",
	}
	return cmp.Or(texts[e.Kind], strings.ReplaceAll(e.Kind, "-", " "))
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
			list = append(list, e.alarmEvent(tx, key))
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
	ordered.Sort(list, func(a, b Event) int {
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
func (e *Engine) alarmEvent(tx store.Tx, key string) Event {
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
		event.Kind, event.RequestID = EventDisputeDeadline, d.PaymentRequestID
		if !d.Alert.IsZero() {
			event.Kind = EventDisputeReminder
		}
	case kindSubscription:
		s, found, _ := findSubscription(tx, id)
		if found {
			event.Kind, event.RequestID = e.subscriptionEvent(s, event.At), s.RequestID
		}
	case kindVaulting:
		v, _, _ := findVaulting(tx, id)
		event.Kind, event.RequestID = EventVaultingExpiry, v.RequestID
	}
	return event
}

// subscriptionEvent says what stepSubscription does at a moment of the clock.
func (e *Engine) subscriptionEvent(s Subscription, at time.Time) string {
	switch {
	case s.Status == Unsigned && s.Script != nil && !s.Script.At.IsZero() && !s.Script.At.After(at):
		return EventSubscriptionOutcome
	case s.Status == Unsigned:
		return EventSubscriptionExpiry
	case s.Change != nil && !e.clock(s, s.Change.From).After(at):
		return EventSubscriptionChange
	case !s.RetryAt.IsZero() && !s.RetryAt.After(at):
		return EventSubscriptionRetry
	}
	return EventSubscriptionPeriod
}

func outboxEvent(tx store.Tx, key string) Event {
	n, _, _ := findNotification(tx, key[sortableLength:])
	return Event{
		At: fromSortable(key), Kind: EventNotification, ID: key[sortableLength:],
		RequestID: n.requestID(),
	}
}
