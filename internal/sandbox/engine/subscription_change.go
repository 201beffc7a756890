package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// codeBusy refuses an update while the charge of a period is to be tried again.
const codeBusy = "UPDATE_FORBIDDEN_DURING_PAYMENT"

// The values of prorationSettings.prorationMode.
const (
	prorationPay    = "IMMEDIATE_PAY_CUSTOM_AMOUNT"
	prorationRefund = "IMMEDIATE_REFUND_CUSTOM_AMOUNT"
)

// PlanChange is what a change makes different. What is zero stays as it is.
type PlanChange struct {
	From        time.Time  `json:"from,omitzero"` // when a new calendar begins
	Description string     `json:"description,omitempty"`
	Rule        PeriodRule `json:"periodRule,omitzero"`
	Amount      Amount     `json:"amount,omitzero"`
	End         time.Time  `json:"end,omitzero"`
}

// changed is the subscription after the change that it waits for.
func (s Subscription) changed() Subscription {
	c := *s.Change
	s.Change = nil
	return s.changedBy(c)
}

// changedBy is the subscription after a change. A new rule, or a new beginning,
// starts the calendar again: the next period begins at From. A change that it waits
// for stays.
func (s Subscription) changedBy(c PlanChange) Subscription {
	if s.Asked == nil {
		s.Asked = &Terms{Amount: s.Amount, Rule: s.Rule}
	}
	if c.Description != "" {
		s.Description = c.Description
	}
	if c.Amount != (Amount{}) {
		s.Amount = c.Amount
	}
	if !c.End.IsZero() {
		s.End = c.End
	}
	if c.Rule != (PeriodRule{}) {
		s.Rule = c.Rule
	}
	switch {
	case s.Phase == 0 && !c.From.IsZero():
		s.Start, s.Anchor = c.From, c.From
	case !c.From.IsZero():
		s.PeriodEnd, s.Anchor, s.AnchorPhase = c.From, c.From, s.Phase
	case c.Rule != (PeriodRule{}):
		s.Anchor, s.AnchorPhase = s.boundary(), s.Phase
	}
	return s
}

// schedule lets a subscription wait for a change. It waits for one moment at a time:
// what is asked for the same one is added to what it waits for.
func (s Subscription) schedule(c PlanChange, field string) (Subscription, refusal) {
	if s.Change == nil {
		s.Change = &c
		return s, refusal{}
	}
	if !s.Change.From.Equal(c.From) {
		return s, refuse(codeParam, "%s: a change is scheduled for %s already, and the simulator keeps one; use that time to add to it", field, stamp(s.Change.From).Text)
	}
	merged := *s.Change
	merged.Description = cmp.Or(c.Description, merged.Description)
	merged.Rule = cmp.Or(c.Rule, merged.Rule)
	merged.Amount = cmp.Or(c.Amount, merged.Amount)
	if !c.End.IsZero() {
		merged.End = c.End
	}
	s.Change = &merged
	return s, refusal{}
}

// readChange takes from a request what it changes. next is the field with the
// beginning of the next period.
func (e *Engine) readChange(b *spec.Node, next string, now time.Time) (c PlanChange, no refusal) {
	c = PlanChange{Description: b.Get("subscriptionDescription").String(), Amount: amountOf(b.Get("paymentAmount"))}
	if c.Rule, no = periodRuleOf(b); no.code != "" {
		return c, no
	}
	if c.End, no = endOf(b, "subscriptionEndTime", now); no.code != "" {
		return c, no
	}
	if text := b.Get(next).String(); text != "" {
		var ok bool
		if c.From, ok = ParseTime(text); !ok {
			return c, refuse(codeParam, "%s: %q is not a date and time with an offset, such as 2026-01-20T08:51:06+08:00", next, text)
		}
	}
	return c, refusal{}
}

// changeSubscription changes a subscription from subscriptionStartTime on, or at
// once, and charges paymentAmountDifference.
func (e *Engine) changeSubscription(r Request) (Reply, error) {
	return e.alter(r, "subscriptionChangeRequestId", "subscriptionStartTime", func(w *work, s Subscription, c PlanChange) (Subscription, refusal, error) {
		now := w.e.calendar(s, w.now)
		if text := r.Body.Get("subscriptionExpiryTime").String(); text != "" {
			if at, ok := ParseTime(text); ok && !at.After(now) {
				return s, refuse(codeParam, "subscriptionExpiryTime: %s has passed", text), nil
			}
		}
		if c.From.After(now) {
			var no refusal
			if s, no = s.schedule(c, "subscriptionStartTime"); no.code != "" {
				return s, no, nil
			}
		} else {
			c.From = time.Time{}
			s = s.changedBy(c)
		}
		var err error
		if difference := amountOf(r.Body.Get("paymentAmountDifference")); difference != (Amount{}) {
			if s, err = w.chargeExtra(s, difference); err != nil {
				return s, refusal{}, err
			}
		}
		s, err = w.notifySubscription(s, notifyChanged, w.now)
		return s, refusal{}, err
	})
}

// updateSubscription changes a subscription at once, and charges or refunds the
// difference that the merchant names.
func (e *Engine) updateSubscription(r Request) (Reply, error) {
	return e.alter(r, "subscriptionUpdateRequestId", "nextSubscriptionDate", func(w *work, s Subscription, c PlanChange) (Subscription, refusal, error) {
		if !s.RetryAt.IsZero() {
			return s, refuse(codeBusy, "the charge of period %d failed and is tried again at %s", s.Phase, stamp(s.RetryAt).Text), nil
		}
		if from := c.From; !from.IsZero() && !from.After(w.e.calendar(s, w.now)) {
			return s, refuse(codeParam, "nextSubscriptionDate: %s has passed", stamp(from).Text), nil
		}
		s = s.changedBy(c)
		s, no, err := w.prorate(s, r.Body.Get("prorationSettings"), r.Body.Get("subscriptionUpdateRequestId").String())
		if no.code != "" || err != nil {
			return s, no, err
		}
		s, err = w.notifySubscription(s, notifyUpdated, w.now)
		return s, refusal{}, err
	})
}

// prorate charges or refunds the amount that the merchant chose for the rest of the
// present period.
func (w *work) prorate(s Subscription, n *spec.Node, requestID string) (Subscription, refusal, error) {
	amount := amountOf(n.Get("customAmount"))
	if n == nil || amount == (Amount{}) {
		return s, refusal{}, nil
	}
	switch n.Get("prorationMode").String() {
	case prorationPay:
		s, err := w.chargeExtra(s, amount)
		return s, refusal{}, err
	case prorationRefund:
		if s.LastPaid == "" {
			return s, refuse(codeParam, "prorationSettings: no period was paid yet, so nothing can be refunded"), nil
		}
		reply, err := w.refund(Refund{
			ClientID: s.ClientID, RefundRequestID: requestID, PaymentID: s.LastPaid, Amount: amount,
			Reason: "update of the subscription", NotifyURL: s.PaymentNotifyURL,
		}, Directive{})
		if result := reply.Body.Get("result"); err == nil && result.Get("resultStatus").String() != "S" {
			return s, refuse(codeParam, "prorationSettings.customAmount: %s", result.Get("resultMessage").String()), nil
		}
		return s, refusal{}, err
	}
	return s, refuse(codeParam, "prorationSettings.prorationMode: it must be %s or %s", prorationPay, prorationRefund), nil
}

// chargeExtra charges something beside the price of the period.
func (w *work) chargeExtra(s Subscription, amount Amount) (Subscription, error) {
	_, err := w.chargeOf(&s, amount, "", w.now)
	return s, err
}

// errRefused takes back what was written before a refusal.
type errRefused struct{ refusal }

func (e errRefused) Error() string { return e.message }

// alter carries out a change with a request id of its own once, and answers its
// repeats in the same way.
func (e *Engine) alter(r Request, idField, nextField string, apply func(*work, Subscription, PlanChange) (Subscription, refusal, error)) (Reply, error) {
	key := r.Operation + "\x00" + requestKey(r.ClientID, r.Body.Get(idField).String())
	sum := sha256.Sum256(r.Body.AppendJSON(nil))
	fingerprint := hex.EncodeToString(sum[:])
	err := e.update(func(w *work) error {
		switch earlier := string(w.Get(store.SubscriptionChanges, key)); earlier {
		case "":
		case fingerprint:
			return nil // a repeat
		default:
			return errRefused{refuse(codeInconsistent, "%s: the earlier request with it was another one; use a new one", idField)}
		}
		before, no, err := w.alterable(r)
		if err != nil {
			return err
		}
		if no.code != "" {
			return errRefused{no}
		}
		change, no := e.readChange(r.Body, nextField, w.now)
		if no.code != "" {
			return errRefused{no}
		}
		s := before
		s.Updated = w.now
		if s, no, err = apply(w, s, change); err != nil {
			return err
		}
		if no.code != "" {
			return errRefused{no}
		}
		if err := w.saveSubscription(before, s); err != nil {
			return err
		}
		return w.Put(store.SubscriptionChanges, key, []byte(fingerprint))
	})
	var no errRefused
	if errors.As(err, &no) {
		return Refusal(r.Operation, no.code, no.message), nil
	}
	return Reply{Body: withResult(r.Operation, codeSuccess, "")}, err
}

// alterable finds the subscription that a request is about, if it can be changed.
func (w *work) alterable(r Request) (Subscription, refusal, error) {
	id := r.Body.Get("subscriptionId").String()
	s, found, err := merchantSubscription(w, r.ClientID, id, "")
	switch {
	case err != nil:
		return s, refusal{}, err
	case !found:
		return s, noSubscription(id, ""), nil
	}
	if s, err = w.upToDate(s); err != nil {
		return s, refusal{}, err
	}
	switch {
	case s.Status != Active:
		return s, refuse(codeProcess, "subscription %s is %s: only an ACTIVE one can be changed", id, s.Status), nil
	}
	if other := amountOf(r.Body.Get("paymentAmount")); other.Currency != "" && other.Currency != s.Amount.Currency {
		return s, refuse(codeParam, "paymentAmount.currency: the subscription is in %s, not %s", s.Amount.Currency, other.Currency), nil
	}
	return s, refusal{}, nil
}

// cancelSubscription ends a subscription with its present period, or at once.
func (e *Engine) cancelSubscription(r Request) (Reply, error) {
	named, no, err := e.namedSubscription(r)
	if no.code != "" || err != nil {
		return Refusal(r.Operation, no.code, no.message), err
	}
	atOnce := r.Body.Get("cancellationType").String() == "TERMINATE"
	err = e.update(func(w *work) error {
		s, found, err := findSubscription(w, named.SubscriptionID)
		if err != nil || !found {
			return err
		}
		if s, err = w.upToDate(s); err != nil || s.Status == Terminated || s.Status == Canceled && !atOnce {
			return err // a repeat, or there is nothing left to cancel
		}
		before := s
		if atOnce || s.Phase == 0 {
			s, err = w.over(s, EndTerminated, notifyTerminated, w.now)
		} else {
			s.Status, s.Updated, s.RetryAt, s.Change = Canceled, w.now, time.Time{}, nil
			s, err = w.notifySubscription(s, notifyCanceled, w.now)
		}
		if err != nil {
			return err
		}
		return w.saveSubscription(before, s)
	})
	return Reply{Body: withResult(r.Operation, codeSuccess, "")}, err
}
