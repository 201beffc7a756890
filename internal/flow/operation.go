package flow

import (
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Operation is what the way of a request goes by.
type Operation struct {
	Name    string // in the specification; empty for a path that it does not have
	Path    string
	Command string // of antom's that calls it
	Creates bool   // makes something that a buyer can pay
	Moves   bool   // changes a payment that is there
	Reads   bool   // only asks for something
	Retry   string // how a call without an answer may be repeated

	IdempotencyField string // makes a repeat safe
	RequestIDField   string // the merchant's own id of what the operation is about
	AmountField      string // the amount that it moves or asks about
	IDPrefix         string // how the ids begin that are made for it
}

// The operations that have a command of their own.
func Pay() Operation            { return OperationNamed("pay") }
func Session() Operation        { return OperationNamed("createPaymentSession") }
func InquirePayment() Operation { return OperationNamed("inquiryPayment") }
func InquireRefund() Operation  { return OperationNamed("inquiryRefund") }
func Cancel() Operation         { return OperationNamed("cancel") }
func Refund() Operation         { return OperationNamed("refund") }
func Capture() Operation        { return OperationNamed("capture") }
func Consult() Operation        { return OperationNamed("consult") }

// Operations are those that have a command of their own.
func Operations() []Operation {
	return []Operation{Pay(), Session(), InquirePayment(), InquireRefund(), Cancel(), Refund(), Capture(), Consult()}
}

// OperationNamed is what is known of an operation; of one that is in no table it
// is the name only.
func OperationNamed(name string) Operation {
	known, _ := spec.FindOperation(name)
	op := Operation{
		Name: name, Path: known.Path, Reads: known.Reads, Retry: known.Retry, IdempotencyField: known.IdempotencyField,
		RequestIDField: "paymentRequestId", AmountField: "paymentAmount", IDPrefix: "PAY",
	}
	if op.IdempotencyField != "" {
		op.RequestIDField = op.IdempotencyField
	}
	switch outcome.About(name) {
	case outcome.Refund:
		op.RequestIDField, op.AmountField = "refundRequestId", "refundAmount"
	case outcome.Capture:
		op.RequestIDField, op.AmountField = "captureRequestId", "captureAmount"
	}
	switch name {
	case "pay":
		op.Command, op.Creates = "pay", true
	case "createPaymentSession":
		op.Command, op.Creates = "session", true
	case "inquiryPayment":
		op.Command = "inquire"
	case "inquiryRefund":
		op.Command = "inquire-refund"
	case "cancel":
		op.Command, op.Moves = name, true
	case "refund":
		op.Command, op.Moves, op.IDPrefix = name, true, "REFUND"
	case "capture":
		op.Command, op.Moves, op.IDPrefix = name, true, "CAPTURE"
	case "consult":
		op.Command = name
	}
	return op
}

// about is what an operation is about.
func about(op Operation) outcome.Thing { return outcome.About(op.Name) }

// changes tells whether anything is different after the call.
func changes(op Operation) bool { return op.Creates || op.Moves }

// accepts tells whether a request of the operation has a field at path, so
// that a profile's defaults go only where they belong.
func accepts(op Operation, path string) bool {
	steps, err := spec.ParsePath(path)
	if err != nil || len(steps) == 0 {
		return false
	}
	t := spec.Request(op.Name)
	if t == nil {
		return false
	}
	for _, f := range t.Fields {
		if f.Name == steps[0].Name {
			return true
		}
	}
	return false
}

// requires tells whether the request must have the field at path: Antom requires
// it, and what is around it is required or there.
func requires(op Operation, d *request.Document, path string) bool {
	t := spec.Request(op.Name)
	for i, r := range path + "." {
		if r != '.' {
			continue
		}
		f := t.At(path[:i])
		if f == nil || f.Required != spec.Yes && !d.Has(path[:i]) {
			return false
		}
	}
	return true
}
