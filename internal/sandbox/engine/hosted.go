package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// MethodError says that the buyer of a payment cannot choose a method.
type MethodError struct {
	Method  string
	Reason  string
	Nearest string // the nearest method that exists, if this one does not
}

func (e *MethodError) Error() string {
	text := fmt.Sprintf("%q %s", e.Method, e.Reason)
	if e.Nearest != "" {
		text += " (did you mean " + e.Nearest + "?)"
	}
	return text
}

// PayWith makes an open payment of the hosted page succeed with a method that the
// buyer chose. The error is a *MethodError if that cannot be.
func (e *Engine) PayWith(id, method string) (Payment, error) {
	p, err := e.Find(id)
	if err != nil {
		return p, err
	}
	if err := choosable(p, method); err != nil {
		return p, err
	}
	return e.Pay(p.PaymentID, method)
}

// choosable refuses a method that the hosted page of a payment cannot have.
func choosable(p Payment, method string) error {
	refuse := func(reason string) error { return &MethodError{Method: method, Reason: reason} }
	if !p.Hosted() {
		if p.Method == method && method != "" {
			return nil
		}
		return refuse(fmt.Sprintf("cannot be chosen: the buyer of %s has no choice, its payment method is %s", p.PaymentRequestID, p.Method))
	}
	m, known := spec.FindMethod(method)
	switch own := p.Session.Methods; {
	case len(own) > 0 && !slices.Contains(own, method):
		return refuse("is not offered: the session has " + strings.Join(own[:min(len(own), maxNear)], ", "))
	case len(own) == 0 && !known:
		return &MethodError{Method: method, Reason: "is not a payment method", Nearest: spec.NearestMethod(method)}
	case !known:
		return nil // the merchant may know a newer one
	}
	if f, refused := certainMisfit(m, p.Amount, p.Terminal); refused {
		return refuse("does not take the payment: " + f.Path + " " + f.Message)
	}
	return nil
}
