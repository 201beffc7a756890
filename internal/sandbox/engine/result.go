package engine

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// CodeClosed is the result code of a payment that nobody paid in time.
const CodeClosed = "ORDER_IS_CLOSED"

// Result codes that the engine itself decides on.
const (
	codeSuccess      = "SUCCESS"
	codeInProcess    = string(antom.CodePaymentInProcess)
	codeCancelled    = "ORDER_IS_CANCELED"
	codeInconsistent = "REPEAT_REQ_INCONSISTENT"
	codeNotExist     = "ORDER_NOT_EXIST"
	codeNoOperation  = "NO_INTERFACE_DEF"
	codeParam        = "PARAM_ILLEGAL"
	codeProcess      = "PROCESS_FAIL"
	codeState        = "ORDER_STATUS_INVALID"
	codeCurrency     = "CURRENCY_NOT_SUPPORT"
	codeCancelLate   = "CANCEL_WINDOW_EXCEED"

	codeRefunding  = "REFUND_IN_PROCESS"
	codeRefundMore = "REFUND_AMOUNT_EXCEED"
	codeRefundLate = "REFUND_WINDOW_EXCEED"
	codeMethod     = "PAYMENT_METHOD_NOT_SUPPORTED"
	codeNoPart     = "PARTIAL_REFUND_NOT_SUPPORTED"
	codeNoRefund   = "REFUND_NOT_EXIST"

	codeCapturing     = "CAPTURE_IN_PROCESS"
	codeCaptureMore   = "CAPTURE_AMOUNT_EXCEED_AUTH_LIMIT"
	codeOneCapture    = "MULTI_CAPTURE_NOT_SUPPORTED"
	codeNoAuth        = "AUTH_NOT_FOUND"
	codeAuthExpired   = "AUTH_EXPIRED"
	codeAuthCancelled = "AUTH_CANCELLED"

	codeRepeated     = "REPEAT_REQUEST"
	codeTooLate      = "TIME_EXCEEDS_LIMIT"
	codeNotNow       = "NOT_ALLOW_IN_CURRENT_STATUS"
	codeDefenceLimit = "DEFENSE_EXCEED_LIMIT"

	codeBalance = "USER_BALANCE_NOT_ENOUGH" // the usual refusal of a wallet or bank
	codeCard    = "DO_NOT_HONOR"            // the usual refusal of a card
)

// methodCard is the method of all card brands.
const methodCard = "CARD"

// maxMessage is the longest resultMessage, in characters: the reference gives
// no limit for it, but paymentResultMessage has this one.
const maxMessage = 256

// Refusal is an answer that consists of a result only. An empty message stands
// for the code's own.
func Refusal(operation, code, message string) Reply {
	return Reply{Body: withResult(operation, code, message)}
}

// withResult begins an answer: an object with its result.
func withResult(operation, code, message string) *spec.Node {
	c := lookUp(operation, code)
	if message == "" {
		message = c.Message
	}
	return object("result", object(
		"resultCode", spec.NewString(code),
		"resultStatus", spec.NewString(c.Status),
		"resultMessage", spec.NewString(shorten(message)),
	))
}

// lookUp finds what a code means for an operation, or what it means anywhere.
func lookUp(operation, code string) spec.Code {
	switch code {
	case codeSuccess:
		return spec.Code{Code: code, Status: string(antom.StatusSuccess), Message: "success."}
	case codeInProcess:
		return spec.Code{Code: code, Status: string(antom.StatusUnknown), Message: "payment in process"}
	}
	if c, ok := spec.CodeFor(operation, code); ok {
		return c
	}
	if found := spec.FindCode(code); len(found) > 0 {
		return found[0]
	}
	return spec.Code{Code: code, Status: string(antom.StatusFailed), Message: code}
}

// gatewayCode reports whether a code is given before an order is made, so that
// no payment comes of the call.
func gatewayCode(code string) bool {
	if code == codeParam {
		return true
	}
	for _, c := range spec.FindCode(code) {
		if c.Operation == "" {
			return true
		}
	}
	return false
}

// problems names what the specification finds wrong with a request, as much of it
// as an answer has room for; "" when it is right. The clock is left out: a repeat
// of an old request is still valid.
func problems(operation string, body *spec.Node) string {
	if body == nil || body.Kind != spec.Object {
		return "the body must be a JSON object"
	}
	text := ""
	more := 0
	for _, f := range spec.Validate(operation, body, spec.Options{}) {
		if f.Severity != spec.Error {
			continue
		}
		one := describe(f)
		switch {
		case text == "":
			text = one
		case more == 0 && utf8.RuneCountInString(text)+utf8.RuneCountInString(one) < maxMessage-len("; (and 999 more)"):
			text += "; " + one
		default:
			more++
		}
	}
	if more > 0 {
		text = fmt.Sprintf("%s (and %d more)", text, more)
	}
	return text
}

func describe(f spec.Finding) string {
	text := f.Message
	if f.Path != "" {
		text = f.Path + ": " + text
	}
	if f.Nearest != "" {
		text += " (did you mean " + f.Nearest + "?)"
	}
	return text
}

// object makes an object of names and values in turn; nil values are left out.
func object(pairs ...any) *spec.Node {
	n := spec.NewObject()
	for i := 0; i+1 < len(pairs); i += 2 {
		if value, _ := pairs[i+1].(*spec.Node); value != nil {
			n.Set(pairs[i].(string), value)
		}
	}
	return n
}

// text is a string value, or nothing when it is empty.
func text(s string) *spec.Node {
	if s == "" {
		return nil
	}
	return spec.NewString(s)
}

func (a Amount) node() *spec.Node {
	return object("currency", spec.NewString(a.Currency), "value", spec.NewString(a.Value))
}

// stamp writes a time as the gateway does: whole seconds and a numeric offset.
func stamp(t time.Time) *spec.Node {
	return spec.NewString(t.UTC().Format("2006-01-02T15:04:05-07:00"))
}

func shorten(s string) string {
	short := cut(s, maxMessage)
	if len(short) < len(s) {
		short = cut(s, maxMessage-1) + "…"
	}
	return short
}

// cut is the beginning of a text, of so many characters at most.
func cut(s string, most int) string {
	for i := range s {
		if most--; most < 0 {
			return s[:i]
		}
	}
	return s
}
