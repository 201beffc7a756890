package engine

import (
	"errors"
	"fmt"
	"slices"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// ErrNotFound says that no payment has an id.
var ErrNotFound = errors.New("the sandbox has no such payment")

// StateError says that a payment's state does not allow what was asked for.
type StateError struct {
	PaymentID  string
	Status     Status
	ResultCode string
}

func (e *StateError) Error() string {
	return fmt.Sprintf("payment %s is %s (%s) and cannot change any more", e.PaymentID, e.Status, e.ResultCode)
}

// CodeError says that a result code cannot be the end of a payment.
type CodeError struct {
	Code    string
	Nearest string // the nearest code that can be; "" when there is none
}

func (e *CodeError) Error() string {
	text := fmt.Sprintf("%q is not a result code of a failed payment", e.Code)
	if e.Nearest != "" {
		text += fmt.Sprintf("; did you mean %s?", e.Nearest)
	}
	return text
}

// Find returns the payment as it stands now. The id is a paymentId, a
// paymentRequestId of any client, or a paymentSessionId.
func (e *Engine) Find(id string) (p Payment, err error) {
	err = e.store.View(func(tx store.Tx) error {
		p, err = findAny(tx, id)
		return err
	})
	return p.At(e.now()), err
}

// FindPayment returns the payment with a paymentId.
func (e *Engine) FindPayment(paymentID string) (p Payment, err error) {
	err = e.store.View(func(tx store.Tx) error {
		var found bool
		if p, found, err = findPayment(tx, paymentID); err == nil && !found {
			return ErrNotFound
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
			return ErrNotFound
		}
		return err
	})
	return p.At(e.now()), err
}

func findAny(tx store.Tx, id string) (Payment, error) {
	if p, found, err := findPayment(tx, id); found || err != nil {
		return p, err
	}
	if p, found, err := findBy(tx, store.Sessions, id); found || err != nil {
		return p, err
	}
	var match *Payment
	err := each(tx, func(p Payment) {
		// The newest wins when two clients use one id.
		if p.PaymentRequestID == id && (match == nil || p.Created.After(match.Created)) {
			match = &p
		}
	})
	if err == nil && match == nil {
		err = ErrNotFound
	}
	if err != nil {
		return Payment{}, err
	}
	return *match, nil
}

func each(tx store.Tx, f func(Payment)) error {
	return tx.Each(store.Payments, func(_ string, data []byte) error {
		p, err := decodePayment(data)
		if err == nil {
			f(p)
		}
		return err
	})
}

// List returns all payments as they stand now, newest first.
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

func checkDecline(code string) error {
	if code == "" {
		return nil
	}
	var failures []string
	for _, c := range spec.Codes() {
		if c.Operation == OpPay && c.Status == "F" {
			failures = append(failures, c.Code)
		}
	}
	if slices.Contains(failures, code) {
		return nil
	}
	return &CodeError{Code: code, Nearest: spec.Nearest(code, failures)}
}

// DeclineCode is the usual reason why a payment with a method is refused.
func DeclineCode(method string) string {
	if method == "CARD" {
		return "DO_NOT_HONOR"
	}
	return "USER_BALANCE_NOT_ENOUGH"
}

// settle writes a payment's outcome. It returns the payment as it is also when
// its state forbids the change.
func (e *Engine) settle(id, method string, status Status, code string) (p Payment, err error) {
	now := e.now()
	err = e.store.Update(func(tx store.Tx) error {
		if p, err = findAny(tx, id); err != nil {
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
