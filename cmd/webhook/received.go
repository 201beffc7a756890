package webhook

import (
	"time"

	"github.com/antom-cli/antom/internal/receiver"
)

// receivedLine is one notification in JSON.
type receivedLine struct {
	Event            string `json:"event"`
	Time             string `json:"time"`
	ID               string `json:"id,omitempty"`
	NotifyType       string `json:"notifyType,omitempty"`
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	RequestID        string `json:"requestId,omitempty"` // of a refund, a capture or the like
	ObjectID         string `json:"objectId,omitempty"`  // its own id
	ResultStatus     string `json:"resultStatus,omitempty"`
	ResultCode       string `json:"resultCode,omitempty"`
	Currency         string `json:"currency,omitempty"`
	Value            string `json:"value,omitempty"`
	Verified         bool   `json:"verified"`
	Cause            string `json:"cause,omitempty"`
	Explanation      string `json:"explanation,omitempty"`
	DuplicateOf      string `json:"duplicateOf,omitempty"`
	HTTPStatus       int    `json:"httpStatus"`
	Error            string `json:"error,omitempty"`
	Problem          string `json:"problem,omitempty"`
	ForwardURL       string `json:"forwardUrl,omitempty"`
	ForwardStatus    int    `json:"forwardStatus,omitempty"`
	ForwardError     string `json:"forwardError,omitempty"`
	ForwardAttempts  int    `json:"forwardAttempts,omitempty"` // how many attempts this delivery had
	RequestTime      string `json:"requestTime,omitempty"`
	// AgeSeconds is the time between requestTime and the arrival, negative for a
	// requestTime ahead of this machine's clock.
	AgeSeconds *float64 `json:"ageSeconds,omitempty"`
	// Asked is the amount of the request in the journal, if it differs.
	Asked      string  `json:"asked,omitempty"`
	DurationMS float64 `json:"durationMs"`
}

func newReceivedLine(e receiver.Event) receivedLine {
	r, amount := e.Record, recordAmount(&e.Record)
	line := receivedLine{
		Event: "notification", Time: e.Time.UTC().Format(time.RFC3339Nano), ID: r.ID, NotifyType: r.NotifyType,
		PaymentRequestID: r.PaymentRequestID, PaymentID: r.PaymentID, RequestID: r.RequestID, ObjectID: r.ObjectID, ResultStatus: string(r.Result.ResultStatus), ResultCode: string(r.Result.ResultCode),
		Currency: amount.Currency, Value: amount.Value, Verified: r.Verified, Cause: r.Cause, Explanation: e.Explanation,
		DuplicateOf: r.DuplicateOf, HTTPStatus: e.Status, Problem: string(e.Problem),
		DurationMS: float64(e.Duration.Microseconds()) / 1000,
	}
	if e.Err != nil {
		line.Error = e.Err.Error()
	}
	line.RequestTime = sentAt(&r)
	if age, ok := notificationAge(e); ok {
		seconds := float64(age.Milliseconds()) / 1000
		line.AgeSeconds = &seconds
	}
	if last, ok := e.Forwarded(); ok {
		line.ForwardURL, line.ForwardStatus, line.ForwardError = last.URL, last.Status, last.Err
		line.ForwardAttempts = len(r.Forward)
	}
	return line
}
