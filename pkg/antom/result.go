package antom

import "github.com/antom-cli/antom/pkg/antom/spec"

// The values of Result.ResultStatus.
const (
	StatusSuccess = "S" // the call succeeded
	StatusFailed  = "F" // the call failed, for good
	StatusUnknown = "U" // the outcome is not known (yet)
)

// CodePaymentInProcess is the resultCode of a payment that was created and now
// waits for the buyer. Its status is U, and yet it is the wanted answer to pay.
const CodePaymentInProcess = "PAYMENT_IN_PROCESS"

// The resultCodes of a refund and of a capture that were accepted and are still
// running. Their status is U.
const (
	CodeRefundInProcess  = "REFUND_IN_PROCESS"
	CodeCaptureInProcess = "CAPTURE_IN_PROCESS"
)

// A Result is the business outcome in every answer of Antom. In an inquiry it
// tells whether the inquiry worked, not whether the payment did: that is in
// the field paymentStatus.
type Result struct {
	ResultCode    string `json:"resultCode"`
	ResultStatus  string `json:"resultStatus"` // "S", "F" or "U"
	ResultMessage string `json:"resultMessage"`
}

// InProcess reports whether the payment was created and waits for the buyer.
func (r Result) InProcess() bool {
	return r.ResultStatus == StatusUnknown && r.ResultCode == CodePaymentInProcess
}

// Accepted reports whether a request was accepted and is still being carried
// out: a payment, refund or capture in process. Its end is asked for; sending it
// again would gain nothing.
func (r Result) Accepted() bool {
	return r.ResultStatus == StatusUnknown && spec.IsAccepted(r.ResultCode)
}

// AcceptedBy is Accepted for one operation, such as "refund": the code of
// another operation does not count.
func (r Result) AcceptedBy(operation string) bool {
	o, ok := spec.FindOperation(operation)
	return ok && o.Accepted != "" && r.ResultStatus == StatusUnknown && r.ResultCode == o.Accepted
}

// OK reports whether the caller can go on: success, or accepted and not final
// yet.
func (r Result) OK() bool { return r.ResultStatus == StatusSuccess || r.Accepted() }
