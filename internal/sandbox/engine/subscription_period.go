package engine

import (
	"fmt"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// maxCatchUp is how many steps of a subscription that is behind are made at once.
	maxCatchUp = 31
	// catchUpPause is the time, by the clock, after which it goes on.
	catchUpPause = time.Second
	// maxPeriods is how many periods a subscription has at most.
	maxPeriods = 1000
	// maxTries is how often the charge of a period is tried, retryPause the time
	// between two tries, in the simulator's time.
	maxTries   = 4
	retryPause = 24 * time.Hour
)

func (w *work) ringSubscription(id string) error {
	s, found, err := findSubscription(w, id)
	if !found || err != nil {
		return nil
	}
	_, err = w.currentSubscription(s)
	return err
}

// currentSubscription does what the clock made due, but no more than a few steps of
// it, and writes what came of it. The rest waits for a moment, so that a subscription
// that is far behind does not hold up all others.
func (w *work) currentSubscription(before Subscription) (s Subscription, err error) {
	s = before
	for range maxCatchUp {
		at := w.e.dueSubscription(s)
		if at.IsZero() || at.After(w.now) {
			break
		}
		if s, err = w.stepSubscription(s, at); err != nil {
			return s, err
		}
	}
	next := w.e.dueSubscription(s)
	if !next.IsZero() && !next.After(w.now) {
		next = w.now.Add(catchUpPause)
	}
	return s, w.putSubscription(before, s, next)
}

// upToDate is currentSubscription for a call about a subscription, whose stored form it
// returns.
func (w *work) upToDate(s Subscription) (Subscription, error) {
	if at := w.e.dueSubscription(s); at.IsZero() || at.After(w.now) {
		return s, nil
	}
	if _, err := w.currentSubscription(s); err != nil {
		return s, err
	}
	s, _, err := findSubscription(w, s.SubscriptionID)
	return s, err
}

// dueSubscription is when the clock changes a subscription next; zero when never.
func (e *Engine) dueSubscription(s Subscription) time.Time {
	var m earliest
	switch {
	case s.Status == Unsigned:
		m.add(s.Expires)
		if s.Script != nil {
			m.add(s.Script.At)
		}
	case s.running():
		m.add(e.clock(s, s.boundary()))
		m.add(s.RetryAt)
		if s.Change != nil {
			m.add(e.clock(s, s.Change.From))
		}
	}
	return m.Time
}

// boundary is where the next period begins, or the subscription ends.
func (s Subscription) boundary() time.Time {
	if s.Phase == 0 {
		return s.Start
	}
	return s.PeriodEnd
}

// stepSubscription does the one thing that is due at a moment of the clock.
func (w *work) stepSubscription(s Subscription, at time.Time) (Subscription, error) {
	switch {
	case s.Status == Unsigned && s.Script != nil && !s.Script.At.IsZero() && !s.Script.At.After(at):
		if s.Script.Consent == "accept" {
			return w.accepted(s, at)
		}
		return w.over(s, EndDeclined, notifySubscribed, at)
	case s.Status == Unsigned:
		return w.over(s, EndExpired, notifySubscribed, at)
	case s.Change != nil && !w.e.clock(s, s.Change.From).After(at):
		return s.changed(), nil
	case !s.RetryAt.IsZero() && !s.RetryAt.After(at):
		return w.charge(s, at)
	}
	return w.nextPeriod(s, at)
}

// accepted begins a subscription. One that should have begun already begins now.
func (w *work) accepted(s Subscription, at time.Time) (Subscription, error) {
	s.Status, s.Accepted, s.Updated = Active, at, at
	s.CalendarAt, s.ClockAt = at.In(s.Start.Location()).Truncate(time.Second), at
	if s.Start.Before(s.CalendarAt) {
		s.Start = s.CalendarAt
	}
	s.Anchor, s.AnchorPhase = s.Start, 0
	return w.notifySubscription(s, notifySubscribed, at)
}

// over ends a subscription.
func (w *work) over(s Subscription, reason, kind string, at time.Time) (Subscription, error) {
	return w.notifySubscription(s.ended(reason, at), kind, at)
}

// nextPeriod begins a period and charges it, or ends the subscription.
func (w *work) nextPeriod(s Subscription, at time.Time) (Subscription, error) {
	begin := s.boundary()
	end := s.Rule.after(s.Anchor, s.Phase-s.AnchorPhase+1)
	switch {
	case s.Status == Canceled && s.Phase > 0:
		return w.over(s, EndCanceled, notifyTerminated, at)
	case !s.End.IsZero() && !begin.Before(s.End):
		return w.over(s, EndCompleted, notifyTerminated, at)
	case s.Phase >= maxPeriods || !end.After(begin):
		return w.over(s, EndLimit, notifyTerminated, at)
	}
	if !s.End.IsZero() && end.After(s.End) {
		end = s.End
	}
	s.Phase, s.PeriodStart, s.PeriodEnd, s.Tries, s.Updated = s.Phase+1, begin, end, 0, at
	return w.charge(s, at)
}

// charge takes the price of the present period. One that failed is tried again a day
// later where the subscription allows it, as long as the period lasts.
func (w *work) charge(s Subscription, at time.Time) (Subscription, error) {
	s.Tries++
	s.RetryAt = time.Time{}
	code, fails := s.Script.fails(s.Phase, s.Tries)
	p, err := w.chargeOf(&s, s.Price(s.Phase), code, at)
	if err != nil {
		return s, err
	}
	if !fails {
		s.LastPaid = p.PaymentID
		return s, nil
	}
	if retry := w.e.after(at, retryPause); s.Retries && s.Tries < maxTries && retry.Before(w.e.clock(s, s.PeriodEnd)) {
		s.RetryAt = retry
	}
	return s, nil
}

// chargeOf makes the payment of a charge; an empty code is success.
func (w *work) chargeOf(s *Subscription, amount Amount, code string, at time.Time) (Payment, error) {
	id, err := w.e.newID(at)
	if err != nil {
		return Payment{}, err
	}
	s.Charges++
	p := Payment{
		PaymentID: id, ClientID: s.ClientID, PaymentRequestID: fmt.Sprintf("%s-%d", s.SubscriptionID, s.Charges),
		Operation: spec.OpSubscriptionsCreate, Amount: amount, Method: s.Method, Merchant: s.Merchant,
		OrderID: s.RequestID, Description: s.Description, Terminal: s.Terminal, RedirectURL: s.RedirectURL, NotifyURL: s.PaymentNotifyURL,
		Created: at, Expires: at, Updated: at,
		Phase: &Phase{SubscriptionID: s.SubscriptionID, RequestID: s.RequestID, No: s.Phase, Start: s.PeriodStart, End: s.PeriodEnd},
	}
	if code == "" {
		p = p.settled(Success, codeSuccess, at)
	} else {
		p = p.settled(Fail, code, at)
	}
	if w.Get(store.Payments, id) != nil {
		return p, fmt.Errorf("charging subscription %s: the new id %s exists already", s.SubscriptionID, id)
	}
	if err := w.Put(store.Requests, requestKey(p.ClientID, p.PaymentRequestID), []byte(id)); err != nil {
		return p, err
	}
	return w.turn(Payment{}, p)
}
