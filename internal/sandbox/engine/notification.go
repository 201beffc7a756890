package engine

import (
	"encoding/json"
	"time"
)

// The states of a Notification.
const (
	Waiting   = "waiting"   // an attempt is due, or will be
	Delivered = "delivered" // the merchant acknowledged it
	GivenUp   = "given-up"  // nobody acknowledged the last attempt
)

// maxAttempts is how many of its latest attempts a Notification keeps.
const maxAttempts = 20

// Notification is one message that the simulator owes a merchant. Its body is
// what the state was when the message came into being.
type Notification struct {
	ID string `json:"id"`
	// Name is the message's name in the specification, such as notifyPayment.
	Name string `json:"name"`
	// NotifyType is the field of that name in the body, such as PAYMENT_RESULT.
	NotifyType       string          `json:"notifyType"`
	ClientID         string          `json:"clientId"`
	PaymentID        string          `json:"paymentId"`
	PaymentRequestID string          `json:"paymentRequestId,omitempty"`
	RefundRequestID  string          `json:"refundRequestId,omitempty"`
	CaptureRequestID string          `json:"captureRequestId,omitempty"`
	URL              string          `json:"url"`
	Body             json.RawMessage `json:"body"`
	Created          time.Time       `json:"created"`
	// Attempts are the latest attempts, oldest first.
	Attempts []Attempt `json:"attempts,omitempty"`
	// Tries counts the attempts since the message was due for the first time, or
	// since somebody asked for it again.
	Tries int `json:"tries"`
	// Next is when the next attempt is due; zero when there will be none.
	Next time.Time `json:"next,omitzero"`
	// State is Waiting, Delivered or GivenUp.
	State string `json:"state"`
}

// Attempt is one try to deliver a Notification.
type Attempt struct {
	At           time.Time     `json:"at"`
	HTTPStatus   int           `json:"httpStatus,omitempty"` // 0 when there was no answer
	Error        string        `json:"error,omitempty"`      // why it does not count as acknowledged
	Acknowledged bool          `json:"acknowledged"`
	Duration     time.Duration `json:"duration"` // in nanoseconds
}

// Sweep settles what the clock made due: planned outcomes, expiries, refunds and
// captures in process. It queues the notifications that come of them, and tells
// when to look again; zero when nothing is scheduled.
func (e *Engine) Sweep() (next time.Time, err error) { return time.Time{}, nil }

// Due returns at most max notifications that are to be attempted now, the one
// that is due longest first, and when the earliest later one is due; zero when
// there is none.
func (e *Engine) Due(max int) (due []Notification, next time.Time, err error) {
	return nil, time.Time{}, nil
}

// Attempted records an attempt. An acknowledged one ends the repeats; after
// another the next is due when the ladder says so. The error is a *NotFoundError
// when the notification is not kept any more.
func (e *Engine) Attempted(id string, a Attempt) (Notification, error) {
	return Notification{}, &NotFoundError{ID: id}
}

// Notifications returns the notifications, newest first, at most MaxListed.
func (e *Engine) Notifications() ([]Notification, error) { return []Notification{}, nil }

// Notify makes a notification due now, also one that was delivered or given up.
// The id is its own, or that of a payment, a session, a refund or a capture,
// whose latest notification is meant. The error is a *NotFoundError when nothing
// has the id, or a *NothingToNotifyError.
func (e *Engine) Notify(id string) (Notification, error) {
	return Notification{}, &NotFoundError{ID: id}
}

// NothingToNotifyError says why there is no notification to send.
type NothingToNotifyError struct {
	ID     string
	Reason string
}

func (e *NothingToNotifyError) Error() string {
	return "there is no notification of " + e.ID + " to send: " + e.Reason
}
