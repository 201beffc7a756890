package reference

import (
	"bytes"
	"errors"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Outcome is one result code in an answer or a notification.
type Outcome struct {
	Path      string `json:"path"` // where it stands, "result" or "paymentResultCode"
	Code      string `json:"code"`
	Status    string `json:"status,omitempty"`    // S, F or U as the body says
	Message   string `json:"message,omitempty"`   // resultMessage of the body
	Operation string `json:"operation,omitempty"` // what it answers, as far as that shows
	Meanings  []Code `json:"meanings"`            // of the tables; empty for an unknown code
}

// Errors of Outcomes that are no *spec.SyntaxError.
var (
	ErrEmpty  = errors.New("it is empty")
	ErrNoCode = errors.New("it has no result code")
)

// Outcomes finds the result codes in the body of an answer or a notification,
// or in one with its HTTP head before it, and explains them. operation is
// whose answer it is; "" means that the body itself has to show it. The error
// is ErrEmpty, ErrNoCode, a *spec.SyntaxError or a *NotFoundError.
func Outcomes(data []byte, operation string) ([]Outcome, error) {
	operation, err := codeOperation(operation)
	if err != nil {
		return nil, err
	}
	data = body(data)
	if len(data) == 0 {
		return nil, ErrEmpty
	}
	root, err := spec.ParseJSON(data)
	if err != nil {
		return nil, err
	}
	root = unwrap(root)
	if operation == "" {
		operation = guessOperation(root)
	}
	var found []Outcome
	add := func(path, operation, code, status, message string) {
		if code != "" {
			found = append(found, Outcome{
				Path: path, Code: code, Status: status, Message: message,
				Operation: operation, Meanings: meaningsFor(operation, code),
			})
		}
	}
	if r := root.Get("result"); r != nil {
		add("result", operation, r.Get("resultCode").String(), r.Get("resultStatus").String(), r.Get("resultMessage").String())
	} else {
		add("resultCode", operation, root.Get("resultCode").String(), root.Get("resultStatus").String(), root.Get("resultMessage").String())
	}
	add("paymentResultCode", "pay", root.Get("paymentResultCode").String(), "", root.Get("paymentResultMessage").String())
	if len(found) == 0 {
		return nil, ErrNoCode
	}
	return found, nil
}

// meaningsFor returns the one meaning of a code for an operation, else all that
// it has.
func meaningsFor(operation, code string) []Code {
	if operation != "" {
		if c, ok := spec.CodeFor(operation, code); ok {
			return []Code{Code(c)}
		}
	}
	all := []Code{}
	for _, c := range spec.FindCode(code) {
		all = append(all, Code(c))
	}
	return all
}

// body takes away the head of an HTTP message and what surrounds a JSON text.
func body(data []byte) []byte {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	if !bytes.HasPrefix(data, []byte("HTTP/")) && !bytes.HasPrefix(data, []byte("POST ")) {
		return data
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	_, after, _ := bytes.Cut(data, []byte("\n\n"))
	return bytes.TrimSpace(after)
}

// unwrap finds the answer inside the error object that --output json writes.
func unwrap(root *spec.Node) *spec.Node {
	for _, path := range []string{"error.details.response", "error.details"} {
		if inner := root.At(path); inner.Get("result") != nil {
			return inner
		}
	}
	return root
}

// guessOperation finds out what a body answers, "" when that does not show.
func guessOperation(root *spec.Node) string {
	kinds := []struct{ begin, name string }{
		{"CAPTURE", "notifyCapture"}, {"REFUND", "notifyRefund"}, {"PAYMENT", "notifyPayment"}, {"UPDATE_AMOUNT", "notifyPayment"},
	}
	for _, k := range kinds {
		if strings.HasPrefix(root.Get("notifyType").String(), k.begin) {
			return k.name
		}
	}
	signs := []struct{ field, name string }{
		{"captureId", "capture"}, {"captureRequestId", "capture"},
		{"refundStatus", "inquiryRefund"}, {"refundId", "refund"}, {"refundRequestId", "refund"},
		{"paymentSessionData", "createPaymentSession"}, {"paymentSessionId", "createPaymentSession"},
		{"paymentStatus", "inquiryPayment"}, {"paymentResultCode", "inquiryPayment"},
		{"cancelTime", "cancel"}, {"paymentOptions", "consult"},
		{"orderCodeForm", "pay"}, {"normalUrl", "pay"}, {"schemeUrl", "pay"}, {"applinkUrl", "pay"}, {"paymentCreateTime", "pay"},
	}
	for _, s := range signs {
		if root.Get(s.field) != nil {
			return s.name
		}
	}
	return ""
}
