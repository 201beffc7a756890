package outcome

import (
	"cmp"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Subject is what a call is about.
type Subject = spec.Subject

// The subjects of calls.
const (
	Payment = spec.SubjectPayment
	Session = spec.SubjectSession
	Refund  = spec.SubjectRefund
	Capture = spec.SubjectCapture
	Methods = spec.SubjectMethods

	Subscription = spec.SubjectSubscription
)

// About is what an operation is about: a payment where nothing else is known.
func About(operation string) Subject {
	return cmp.Or(spec.OperationNamed(operation).About, Payment)
}

// operation is the entry of the call that was answered.
func (a Answer) operation() spec.Operation { return spec.OperationNamed(a.Operation) }

// name is the id by which people know what an answer is about.
func (a Answer) name() string {
	op := a.operation()
	for _, field := range []string{op.RequestIDField, op.AntomIDField} {
		for _, node := range []*spec.Node{a.Body, a.Sent} {
			if id := node.Get(field).String(); id != "" {
				return id
			}
		}
	}
	return "?"
}
