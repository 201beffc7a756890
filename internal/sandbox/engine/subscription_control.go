package engine

import (
	"fmt"
	"time"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/sandbox/store"
)

// SubscriptionError says why something cannot be done with a subscription.
type SubscriptionError struct {
	ID     string
	Reason string // "" when there is no subscription with the id
}

func (e *SubscriptionError) Error() string {
	if e.Reason == "" {
		return fmt.Sprintf("the simulator has no subscription with the subscriptionRequestId or subscriptionId %q", e.ID)
	}
	return fmt.Sprintf("subscription %s %s", e.ID, e.Reason)
}

// Missing reports whether there is no subscription with the id.
func (e *SubscriptionError) Missing() bool { return e.Reason == "" }

// FindSubscription returns a subscription as it stands now. The id is a
// subscriptionId or a subscriptionRequestId of the client in Options; the error is a
// *SubscriptionError when nothing has it.
func (e *Engine) FindSubscription(id string) (s Subscription, err error) {
	if err := e.settleDue(); err != nil {
		return s, err
	}
	err = e.store.View(func(tx store.Tx) error {
		var found bool
		if s, found, err = e.anySubscription(tx, id); err == nil && !found {
			return &SubscriptionError{ID: id}
		}
		return err
	})
	return s, err
}

// Subscriptions returns at most max subscriptions, newest first, that are older than
// the one with the subscriptionId before; an empty one stands for the newest. next
// leads to the following page and is empty on the last.
func (e *Engine) Subscriptions(before string, max int) (list []Subscription, next string, err error) {
	list = []Subscription{}
	if err := e.settleDue(); err != nil {
		return list, "", err
	}
	err = e.store.View(func(tx store.Tx) error {
		for id, data := range tx.Descend(store.Subscriptions, before) {
			if len(list) == max {
				next = list[max-1].SubscriptionID
				return nil
			}
			s, err := decodeSubscription(data)
			if err != nil {
				return fmt.Errorf("%w (record %s)", err, id)
			}
			list = append(list, s)
		}
		return nil
	})
	ordered.Sort(list, func(a, b Subscription) int { return b.Created.Compare(a.Created) })
	return list, next, err
}

// Accept agrees to a subscription in the buyer's place.
func (e *Engine) Accept(id string) (Subscription, error) {
	return e.decideSubscription(id, "accepted", func(w *work, s Subscription) (Subscription, error) {
		s, err := w.accepted(s, w.now)
		if err != nil || w.e.clock(s, s.Start).After(w.now) {
			return s, err
		}
		return w.nextPeriod(s, w.now) // the first period begins at once
	})
}

// Refuse declines a subscription in the buyer's place.
func (e *Engine) Refuse(id string) (Subscription, error) {
	return e.decideSubscription(id, "declined", func(w *work, s Subscription) (Subscription, error) {
		return w.over(s, EndDeclined, notifySubscribed, w.now)
	})
}

func (e *Engine) decideSubscription(id, what string, decide func(*work, Subscription) (Subscription, error)) (Subscription, error) {
	return e.withSubscription(id, func(w *work, s Subscription) (Subscription, error) {
		if s.Status != Unsigned {
			return s, &SubscriptionError{ID: s.SubscriptionID, Reason: fmt.Sprintf("is %s and can no longer be %s", s.Status, what)}
		}
		return decide(w, s)
	})
}

// Renew lets the next period of a subscription begin now: its calendar jumps there.
func (e *Engine) Renew(id string) (Subscription, error) {
	return e.withSubscription(id, func(w *work, s Subscription) (Subscription, error) {
		if !s.running() {
			return s, &SubscriptionError{ID: s.SubscriptionID, Reason: fmt.Sprintf("is %s and has no next period", s.Status)}
		}
		s.CalendarAt, s.ClockAt, s.RetryAt = s.boundary(), w.now, time.Time{}
		if s.Change != nil && !s.Change.From.After(s.CalendarAt) {
			s = s.changed()
		}
		return w.nextPeriod(s, w.now)
	})
}

// withSubscription changes a subscription in one transaction. It returns the
// subscription as it is also when its state forbids the change.
func (e *Engine) withSubscription(id string, f func(*work, Subscription) (Subscription, error)) (s Subscription, err error) {
	if err := e.settleDue(); err != nil {
		return s, err
	}
	err = e.update(func(w *work) error {
		before, found, err := w.anySubscription(id)
		switch {
		case err != nil:
			return err
		case !found:
			return &SubscriptionError{ID: id}
		}
		if s, err = f(w, before); err != nil {
			return err
		}
		s.Next = e.dueSubscription(s)
		return w.saveSubscription(before, s)
	})
	return s, err
}

// PhasePayments returns the charges of a subscription, oldest first.
func (e *Engine) PhasePayments(s Subscription) (list []Payment, err error) {
	list = []Payment{}
	err = e.store.View(func(tx store.Tx) error {
		for n := range s.Charges {
			p, found, err := findRequest(tx, s.ClientID, fmt.Sprintf("%s-%d", s.SubscriptionID, n+1))
			if err != nil {
				return err
			}
			if found {
				list = append(list, p)
			}
		}
		return nil
	})
	return list, err
}
