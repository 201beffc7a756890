package engine

import (
	"fmt"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/sandbox/store"
)

// Find returns the payment as it stands now. The id is a paymentId, a
// paymentSessionId, or a paymentRequestId of the client in Options.
func (e *Engine) Find(id string) (p Payment, err error) {
	if err := e.settleDue(); err != nil {
		return p, err
	}
	err = e.store.View(func(tx store.Tx) error {
		p, err = e.findAny(tx, id)
		return err
	})
	return p.At(e.now()), err
}

// FindPayment returns the payment with a paymentId.
func (e *Engine) FindPayment(paymentID string) (p Payment, err error) {
	if err := e.settleDue(); err != nil {
		return p, err
	}
	err = e.store.View(func(tx store.Tx) error {
		var found bool
		if p, found, err = findPayment(tx, paymentID); err == nil && !found {
			return &NotFoundError{ID: paymentID}
		}
		return err
	})
	return p.At(e.now()), err
}

// FindSession returns the payment of a session.
func (e *Engine) FindSession(id string) (Payment, error) { return e.findIndexed(store.Sessions, id) }

// FindCode returns the payment of an order code.
func (e *Engine) FindCode(code string) (Payment, error) { return e.findIndexed(store.Codes, code) }

func (e *Engine) findIndexed(index store.Bucket, key string) (p Payment, err error) {
	if err := e.settleDue(); err != nil {
		return p, err
	}
	err = e.store.View(func(tx store.Tx) error {
		var found bool
		if p, found, err = findBy(tx, index, key); err == nil && !found {
			return &NotFoundError{ID: key}
		}
		return err
	})
	return p.At(e.now()), err
}

func (e *Engine) findAny(tx store.Tx, id string) (Payment, error) {
	p, found, err := findPayment(tx, id)
	if !found && err == nil {
		p, found, err = findBy(tx, store.Sessions, id)
	}
	for _, client := range e.clients() {
		if found || err != nil {
			break
		}
		p, found, err = findRequest(tx, client, id)
	}
	if !found && err == nil {
		err = &NotFoundError{ID: id}
	}
	return p, err
}

// Page returns at most max payments as they stand now, newest first, that are
// older than the one with the paymentId before; an empty one stands for the
// newest. next leads to the following page and is empty on the last.
func (e *Engine) Page(before string, max int) (list []Payment, next string, err error) {
	list = []Payment{}
	if err := e.settleDue(); err != nil {
		return list, "", err
	}
	now := e.now()
	err = e.store.View(func(tx store.Tx) error {
		for id, data := range tx.Descend(store.Payments, before) {
			if len(list) == max {
				next = list[max-1].PaymentID
				return nil
			}
			p, err := decodePayment(data)
			if err != nil {
				return fmt.Errorf("%w (record %s)", err, id)
			}
			list = append(list, p.At(now))
		}
		return nil
	})
	// Ids sort by time but for those that older programs made.
	ordered.Sort(list, func(a, b Payment) int { return b.Created.Compare(a.Created) })
	return list, next, err
}

// Pay makes an open payment succeed, as a buyer would. A method is what the
// buyer chose on the hosted page; "" keeps the payment's own. A payment that Antom's
// test cards or the amount for risk control make fail, fails.
func (e *Engine) Pay(id, method string) (Payment, error) {
	return e.settle(id, method, Success, codeSuccess)
}

// Decline makes an open payment fail. An empty code stands for DeclineCode.
func (e *Engine) Decline(id, code string) (Payment, error) {
	if err := checkDecline(code); err != nil {
		return Payment{}, err
	}
	return e.settle(id, "", Fail, code)
}

// Pend makes a payment PENDING, as if the buyer had paid and the result were not
// final yet.
func (e *Engine) Pend(id string) (Payment, error) {
	return e.settle(id, "", Pending, codeInProcess)
}

// DeclineCode is the usual reason why a payment with a method is refused.
func DeclineCode(method string) string {
	if method == methodCard {
		return codeCard
	}
	return codeBalance
}

// settle writes a payment's outcome. It returns the payment as it is also when
// its state forbids the change.
func (e *Engine) settle(id, method string, status Status, code string) (p Payment, err error) {
	if err := e.settleDue(); err != nil {
		return p, err
	}
	err = e.update(func(w *work) (err error) {
		if p, err = e.findAny(w, id); err != nil {
			return err
		}
		if p, err = w.currentPayment(p); err != nil {
			return err
		}
		if !p.Status.Open() {
			return &StateError{PaymentID: p.PaymentID, Status: p.Status, ResultCode: p.ResultCode}
		}
		before := p
		if method != "" {
			p.Method = method
		}
		reason := code
		if declined, ok := p.declinedCard(); ok && status == Success {
			status, reason = Fail, declined
		}
		if reason == "" {
			reason = DeclineCode(p.Method)
		}
		p, err = w.turn(before, p.settled(status, reason, w.now))
		return err
	})
	return p, err
}

// Reset forgets everything but what the store itself and its user keep in Meta.
func (e *Engine) Reset() error {
	return e.update(func(w *work) error {
		for _, b := range []store.Bucket{
			store.Payments, store.Requests, store.Sessions, store.Codes, store.Calls, store.Orders, store.Alarms,
			store.Refunds, store.RefundRequests, store.Captures, store.CaptureRequests, store.FollowUps,
			store.Disputes, store.DisputeFiles,
			store.Agreements, store.AgreementKeys,
			store.Vaultings, store.VaultingKeys,
			store.Notifications, store.Outbox, store.Finished,
			store.Subscriptions, store.SubscriptionRequests, store.SubscriptionChanges, store.Declarations,
		} {
			if err := w.Clear(b); err != nil {
				return err
			}
		}
		if err := w.Delete(store.Meta, disputeFilesKey); err != nil {
			return err
		}
		// The numbers go on, so that no id comes back with another meaning.
		q, err := w.readQueue()
		if err != nil {
			return err
		}
		return w.saveQueue(queue{Last: q.Last})
	})
}
