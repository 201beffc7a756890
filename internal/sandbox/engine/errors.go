package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// codePage is where Antom documents the result codes of pay.
const codePage = "docs.antom.com/ac/ams/payment_cashier"

// maxNear is the number of codes that a message about a wrong one names.
const maxNear = 3

// ErrNotFound says that no payment has an id. The error that is returned is a
// *NotFoundError where an id was asked for.
var ErrNotFound = errors.New("the simulator has no such payment")

// NotFoundError says which id no payment has.
type NotFoundError struct {
	ID string
	// What was looked for: "refund" or "capture"; a payment when it is empty.
	What string
}

func (e *NotFoundError) Error() string {
	if e.What != "" {
		return fmt.Sprintf("the simulator has no %s with the %sRequestId or %sId %q", e.What, e.What, e.What, e.ID)
	}
	return fmt.Sprintf("the simulator has no payment with the paymentRequestId, paymentId or paymentSessionId %q", e.ID)
}

// Unwrap returns ErrNotFound.
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// StateError says that a payment's state does not allow what was asked for.
type StateError struct {
	PaymentID  string
	Status     Status
	ResultCode string
	// What it is about when it is not the payment: "refund" or "capture", whose id ID is.
	What, ID string
}

func (e *StateError) Error() string {
	state := string(e.Status)
	if e.ResultCode != "" && e.ResultCode != state {
		state += " (" + e.ResultCode + ")"
	}
	if e.What != "" {
		return fmt.Sprintf("%s %s is already %s and can no longer be decided", e.What, e.ID, state)
	}
	return fmt.Sprintf("payment %s is already %s and can no longer be paid or declined", e.PaymentID, state)
}

// CodeError says that a result code cannot be the end of a payment.
type CodeError struct {
	Code    string
	Nearest string // the nearest code that can be; "" when there is none
	// What shall end with it: "refund" or "capture"; a payment when it is empty.
	What string
}

func (e *CodeError) Error() string {
	if e.What != "" {
		codes := failures(e.What)
		return fmt.Sprintf("%q is not a result code of a failed %s; the codes are %s", e.Code, e.What, strings.Join(codes, ", "))
	}
	return fmt.Sprintf("%q is not a result code of a failed payment; %s", e.Code, instead(e.Code, failures(OpPay)))
}

// checkDecline refuses a code that no failed payment ends with.
func checkDecline(code string) error {
	codes := failures(OpPay)
	if code == "" || slices.Contains(codes, code) {
		return nil
	}
	return &CodeError{Code: code, Nearest: spec.Nearest(code, codes)}
}

// failures are the codes that what an operation makes can end with when it fails.
func failures(operation string) []string {
	var codes []string
	for _, c := range spec.Codes() {
		if c.Operation == operation && c.Status == string(antom.StatusFailed) {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

// UsualFailures are the codes that a shop should be tried with.
func UsualFailures() []string {
	return []string{codeBalance, codeCard, "RISK_REJECT", "USER_PAYMENT_VERIFICATION_FAILED", "PAYMENT_AMOUNT_EXCEED_LIMIT", "PROCESS_FAIL"}
}

// instead says which codes may have been meant, else where all of them are.
func instead(code string, codes []string) string {
	if near := nearest(code, codes); len(near) > 0 {
		return "did you mean " + strings.Join(near, " or ") + "?"
	}
	return "common ones are " + strings.Join(UsualFailures(), ", ") + "; all are listed on " + codePage
}

// nearest are the codes that may have been meant, the likeliest first.
func nearest(code string, codes []string) []string {
	codes = slices.Compact(slices.Sorted(slices.Values(codes)))
	var near []string
	for len(near) < maxNear {
		next := spec.Nearest(code, codes)
		if next == "" {
			break
		}
		near = append(near, next)
		codes = slices.DeleteFunc(codes, func(c string) bool { return c == next })
	}
	return near
}
