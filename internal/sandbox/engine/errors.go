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
type NotFoundError struct{ ID string }

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("the simulator has no payment with the paymentRequestId, paymentId or paymentSessionId %q", e.ID)
}

// Unwrap returns ErrNotFound.
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// StateError says that a payment's state does not allow what was asked for.
type StateError struct {
	PaymentID  string
	Status     Status
	ResultCode string
}

func (e *StateError) Error() string {
	state := string(e.Status)
	if e.ResultCode != "" && e.ResultCode != state {
		state += " (" + e.ResultCode + ")"
	}
	return fmt.Sprintf("payment %s is already %s and can no longer be paid or declined", e.PaymentID, state)
}

// CodeError says that a result code cannot be the end of a payment.
type CodeError struct {
	Code    string
	Nearest string // the nearest code that can be; "" when there is none
}

func (e *CodeError) Error() string {
	return fmt.Sprintf("%q is not a result code of a failed payment; %s", e.Code, instead(e.Code, failures()))
}

// checkDecline refuses a code that no failed payment ends with.
func checkDecline(code string) error {
	codes := failures()
	if code == "" || slices.Contains(codes, code) {
		return nil
	}
	return &CodeError{Code: code, Nearest: spec.Nearest(code, codes)}
}

// failures are the codes that a failed payment can end with.
func failures() []string {
	var codes []string
	for _, c := range spec.Codes() {
		if c.Operation == OpPay && c.Status == string(antom.StatusFailed) {
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
