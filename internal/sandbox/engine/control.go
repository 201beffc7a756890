package engine

import (
	"slices"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// Find returns the payment as it stands now. The id is a paymentId, a
// paymentSessionId, or a paymentRequestId of the client in Options.
func (e *Engine) Find(id string) (p Payment, err error) {
	err = e.store.View(func(tx store.Tx) error {
		p, err = e.findAny(tx, id)
		return err
	})
	return p.At(e.now()), err
}

// FindPayment returns the payment with a paymentId.
func (e *Engine) FindPayment(paymentID string) (p Payment, err error) {
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
	if !found && err == nil {
		p, found, err = findRequest(tx, e.clientID, id)
	}
	if !found && err == nil {
		err = &NotFoundError{ID: id}
	}
	return p, err
}

// MaxListed is how many records a list holds at most; the newest are in it.
const MaxListed = 1000

func each(tx store.Tx, f func(Payment)) error {
	return tx.Each(store.Payments, func(_ string, data []byte) error {
		p, err := decodePayment(data)
		if err == nil {
			f(p)
		}
		return err
	})
}

// List returns the newest payments as they stand now, newest first, at most MaxListed.
func (e *Engine) List() ([]Payment, error) {
	list := []Payment{}
	now := e.now()
	err := e.store.View(func(tx store.Tx) error {
		return each(tx, func(p Payment) { list = append(list, p.At(now)) })
	})
	slices.SortStableFunc(list, func(a, b Payment) int { return b.Created.Compare(a.Created) })
	return list, err
}

// Pay makes an open payment succeed, as a buyer would. A method is what the
// buyer chose on the hosted page; "" keeps the payment's own.
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
	now := e.now()
	err = e.store.Update(func(tx store.Tx) error {
		if p, err = e.findAny(tx, id); err != nil {
			return err
		}
		p = p.At(now)
		if !p.Status.Open() {
			return &StateError{PaymentID: p.PaymentID, Status: p.Status, ResultCode: p.ResultCode}
		}
		if method != "" {
			p.Method = method
		}
		if code == "" {
			p = p.settled(status, DeclineCode(p.Method), now)
		} else {
			p = p.settled(status, code, now)
		}
		return save(tx, p)
	})
	return p, err
}

// Reset forgets all payments and sessions.
func (e *Engine) Reset() error {
	return e.store.Update(func(tx store.Tx) error {
		for _, b := range []store.Bucket{store.Payments, store.Requests, store.Sessions, store.Codes, store.Calls} {
			if err := tx.Clear(b); err != nil {
				return err
			}
		}
		return nil
	})
}
