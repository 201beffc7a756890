package engine

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// The states of a Notification.
const (
	Waiting   = "waiting"   // an attempt is due, or will be
	Delivered = "delivered" // the merchant acknowledged it
	GivenUp   = "given-up"  // nobody acknowledged the last attempt
)

const (
	// maxAttempts is how many of its latest attempts a Notification keeps.
	maxAttempts = 20
	// maxReason is the longest Attempt.Error that is kept, in characters.
	maxReason = 300
)

// Notification is one message that the simulator owes a merchant. Its body is
// what the state was when the message came into being.
type Notification struct {
	Version int    `json:"v"`
	ID      string `json:"id"`
	// Name is the message's name in the specification, such as notifyPayment.
	Name string `json:"name"`
	// NotifyType is the field of that name in the body, such as PAYMENT_RESULT.
	NotifyType        string `json:"notifyType"`
	ClientID          string `json:"clientId"`
	PaymentID         string `json:"paymentId"`
	PaymentRequestID  string `json:"paymentRequestId,omitempty"`
	RefundRequestID   string `json:"refundRequestId,omitempty"`
	CaptureRequestID  string `json:"captureRequestId,omitempty"`
	DisputeID         string `json:"disputeId,omitempty"`
	SubscriptionID    string `json:"subscriptionId,omitempty"`
	AuthorizationID   string `json:"authorizationId,omitempty"`
	VaultingRequestID string `json:"vaultingRequestId,omitempty"`
	// SubscriptionRequestID and AuthState are the merchant's own ids of what it is about.
	SubscriptionRequestID string          `json:"subscriptionRequestId,omitempty"`
	AuthState             string          `json:"authState,omitempty"`
	URL                   string          `json:"url"`
	Body                  json.RawMessage `json:"body"`
	Created               time.Time       `json:"created"`
	// Attempts are the latest attempts, oldest first.
	Attempts []Attempt `json:"attempts,omitempty"`
	// Tries counts the attempts since the message came into being, or since
	// somebody asked for it again.
	Tries int `json:"tries"`
	// Next is when the next attempt is due; zero when there will be none.
	Next time.Time `json:"next,omitzero"`
	// Finished is when it was delivered or given up; zero while it waits.
	Finished time.Time `json:"finished,omitzero"`
	// State is Waiting, Delivered or GivenUp.
	State string `json:"state"`
}

// IDs are the ids by which a notification is found: its own and those of what it is
// about, both Antom's and the merchant's.
func (n Notification) IDs() []string {
	return slices.DeleteFunc([]string{
		n.ID, n.PaymentID, n.PaymentRequestID, n.RefundRequestID, n.CaptureRequestID, n.DisputeID,
		n.SubscriptionID, n.SubscriptionRequestID, n.AuthorizationID, n.AuthState, n.VaultingRequestID,
	}, func(id string) bool { return id == "" })
}

// requestID is the merchant's own id of what a notification is about.
func (n Notification) requestID() string {
	return cmp.Or(n.RefundRequestID, n.CaptureRequestID, n.SubscriptionRequestID, n.AuthState, n.VaultingRequestID, n.PaymentRequestID)
}

// SubjectID is the merchant's own id of what a notification is about, or else the
// paymentId.
func (n Notification) SubjectID() string { return cmp.Or(n.requestID(), n.PaymentID) }

// Attempt is one try to deliver a Notification.
type Attempt struct {
	At           time.Time     `json:"at"`
	HTTPStatus   int           `json:"httpStatus,omitempty"` // 0 when there was no answer
	Error        string        `json:"error,omitempty"`      // why it does not count as acknowledged
	Acknowledged bool          `json:"acknowledged"`
	Duration     time.Duration `json:"duration"` // in nanoseconds
}

// attempted is the notification after one more attempt.
func (e *Engine) attempted(n Notification, a Attempt) Notification {
	a.Error = cut(a.Error, maxReason)
	n.Attempts = append(n.Attempts[max(0, len(n.Attempts)-maxAttempts+1):len(n.Attempts):len(n.Attempts)], a)
	n.Tries++
	switch {
	case n.State == Delivered:
		// A copy was sent after the merchant had acknowledged another.
	case a.Acknowledged:
		n.State, n.Next, n.Finished = Delivered, time.Time{}, a.At
	case n.State == GivenUp:
	default:
		if n.Next = e.afterTries(n.Tries, a.At); n.Next.IsZero() {
			n.State, n.Finished = GivenUp, a.At
		}
	}
	return n
}

// again is the notification when it shall be sent now, whatever it was.
func (n Notification) again(now time.Time) Notification {
	n.State, n.Next, n.Finished, n.Tries = Waiting, now, time.Time{}, 0
	return n
}

// NothingToNotifyError says why there is no notification to send.
type NothingToNotifyError struct {
	ID     string
	Reason string
}

func (e *NothingToNotifyError) Error() string {
	return fmt.Sprintf("there is no notification of %s to send: %s", e.ID, e.Reason)
}
