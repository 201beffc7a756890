package antom

import "github.com/antom-cli/antom/pkg/antom/spec"

// A ResultStatus is the outcome of a call in one letter.
type ResultStatus string

// The values of Result.ResultStatus.
const (
	StatusSuccess ResultStatus = "S" // the call succeeded
	StatusFailed  ResultStatus = "F" // the call failed, for good
	StatusUnknown ResultStatus = "U" // the outcome is not known (yet)
)

// A ResultCode says what became of a call. There is a constant for each code that
// Antom documents; it may send others. The constants are errors for [errors.Is]:
//
//	if errors.Is(err, antom.CodeOrderNotExist) { … }
//
// holds for a [*ResultError] with that code.
//
// The status of CodePaymentInProcess, CodeRefundInProcess and
// CodeCaptureInProcess is U, and yet they are the wanted answer: the payment was
// created and waits for the buyer, the refund or capture was accepted and runs.
type ResultCode string

// Error returns the code itself.
func (c ResultCode) Error() string { return string(c) }

// A Result is the business outcome in every answer of Antom. In an inquiry it
// tells whether the inquiry worked, not whether the payment did: that is in
// the field paymentStatus.
type Result struct {
	ResultCode    ResultCode   `json:"resultCode"`
	ResultStatus  ResultStatus `json:"resultStatus"` // "S", "F" or "U"
	ResultMessage string       `json:"resultMessage"`
}

// Accepted reports whether a request was accepted and is still being carried out:
// a payment, refund or capture in process. Inquire about the outcome; sending the
// request again would gain nothing.
func (r Result) Accepted() bool {
	return r.ResultStatus == StatusUnknown && spec.IsAccepted(string(r.ResultCode))
}

// AcceptedBy is Accepted for one operation, such as "refund": the code of
// another operation does not count.
func (r Result) AcceptedBy(operation string) bool {
	o, ok := spec.FindOperation(operation)
	return ok && o.Accepted != "" && r.ResultStatus == StatusUnknown && string(r.ResultCode) == o.Accepted
}

// OK reports whether the caller can go on: success, or accepted and not final
// yet.
func (r Result) OK() bool { return r.ResultStatus == StatusSuccess || r.Accepted() }
