package simulator

import (
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/sandbox"
)

// CallLine is the JSON form of a call of the gateway.
type CallLine struct {
	Event        string  `json:"event"`
	Time         string  `json:"time"`
	Operation    string  `json:"operation"`
	ClientID     string  `json:"clientId,omitempty"`
	RequestID    string  `json:"requestId,omitempty"`
	PaymentID    string  `json:"paymentId,omitempty"`
	Currency     string  `json:"currency,omitempty"`
	Value        string  `json:"value,omitempty"`
	HTTPStatus   int     `json:"httpStatus"`
	ResultStatus string  `json:"resultStatus,omitempty"`
	ResultCode   string  `json:"resultCode,omitempty"`
	Message      string  `json:"resultMessage,omitempty"`
	State        string  `json:"state,omitempty"`
	Cause        string  `json:"cause,omitempty"` // why it was refused
	Fix          string  `json:"fix,omitempty"`
	DurationMS   float64 `json:"durationMs"`
}

func NewCallLine(c sandbox.Call) CallLine {
	return CallLine{
		Event: "call", Time: c.Time.UTC().Format(time.RFC3339Nano), Operation: c.Operation, ClientID: c.ClientID,
		RequestID: c.RequestID, PaymentID: c.PaymentID, Currency: c.Currency, Value: c.Value, HTTPStatus: c.HTTPStatus,
		ResultStatus: c.ResultStatus, ResultCode: c.ResultCode, Message: c.ResultMessage, State: c.State, Cause: c.Cause, Fix: c.Fix, DurationMS: cli.Milliseconds(c.Duration),
	}
}

// DeliveryLine is the JSON form of a delivery of a notification.
type DeliveryLine struct {
	Event      string  `json:"event"`
	Time       string  `json:"time"`
	ID         string  `json:"id"`
	NotifyType string  `json:"notifyType"`
	RequestID  string  `json:"requestId,omitempty"`
	PaymentID  string  `json:"paymentId,omitempty"`
	URL        string  `json:"url"`
	State      string  `json:"state"`
	HTTPStatus int     `json:"httpStatus,omitempty"`
	Error      string  `json:"error,omitempty"`
	Next       string  `json:"next,omitempty"`
	DurationMS float64 `json:"durationMs"`
}

// NewDeliveryLine is the JSON form of a delivery; last is its latest attempt.
func NewDeliveryLine(n sandbox.Notification, last sandbox.NotificationAttempt) DeliveryLine {
	line := DeliveryLine{
		Event: "delivery", Time: last.At.UTC().Format(time.RFC3339Nano), ID: n.ID, NotifyType: n.NotifyType, RequestID: n.SubjectID(),
		PaymentID: n.PaymentID, URL: n.URL, State: n.State, HTTPStatus: last.HTTPStatus, Error: last.Error, DurationMS: cli.Milliseconds(last.Duration),
	}
	if !n.Next.IsZero() {
		line.Next = n.Next.UTC().Format(time.RFC3339Nano)
	}
	return line
}

// LatestAttempt is the last attempt to deliver a notification, the zero value
// before the first one.
func LatestAttempt(n sandbox.Notification) sandbox.NotificationAttempt {
	if len(n.Attempts) == 0 {
		return sandbox.NotificationAttempt{}
	}
	return n.Attempts[len(n.Attempts)-1]
}
