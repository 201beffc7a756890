package simulator

import (
	"encoding/json"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// notificationFacts is the JSON form of a notification from the simulator.
type notificationFacts struct {
	ID               string          `json:"id"`
	Name             string          `json:"name"` // in the specification, such as notifyPayment
	NotifyType       string          `json:"notifyType"`
	ClientID         string          `json:"clientId"`
	PaymentID        string          `json:"paymentId"`
	PaymentRequestID string          `json:"paymentRequestId,omitempty"`
	RefundRequestID  string          `json:"refundRequestId,omitempty"`
	CaptureRequestID string          `json:"captureRequestId,omitempty"`
	DisputeID        string          `json:"disputeId,omitempty"`
	URL              string          `json:"url"`
	State            string          `json:"state"` // waiting, delivered or given-up
	Created          time.Time       `json:"created"`
	Next             time.Time       `json:"next,omitzero"`
	Attempts         []attemptFacts  `json:"attempts"`
	Body             json.RawMessage `json:"body"`
}

// attemptFacts is the JSON form of one delivery.
type attemptFacts struct {
	At           time.Time `json:"at"`
	HTTPStatus   int       `json:"httpStatus,omitempty"` // 0: there was no answer
	Acknowledged bool      `json:"acknowledged"`
	Error        string    `json:"error,omitempty"`
	DurationMS   float64   `json:"durationMs"`
}

func newNotificationFacts(n sandbox.Notification) notificationFacts {
	facts := notificationFacts{
		ID: n.ID, Name: n.Name, NotifyType: n.NotifyType, ClientID: n.ClientID, PaymentID: n.PaymentID,
		PaymentRequestID: n.PaymentRequestID, RefundRequestID: n.RefundRequestID, CaptureRequestID: n.CaptureRequestID, DisputeID: n.DisputeID,
		URL: n.URL, State: n.State, Created: n.Created, Next: n.Next, Attempts: []attemptFacts{}, Body: n.Body,
	}
	for _, at := range n.Attempts {
		facts.Attempts = append(facts.Attempts, attemptFacts{
			At: at.At, HTTPStatus: at.HTTPStatus, Acknowledged: at.Acknowledged, Error: at.Error, DurationMS: cli.Milliseconds(at.Duration),
		})
	}
	return facts
}

func newNotificationFactsList(list []sandbox.Notification) []notificationFacts {
	facts := []notificationFacts{}
	for _, n := range list {
		facts = append(facts, newNotificationFacts(n))
	}
	return facts
}

// paymentFacts is the JSON form of a payment with its refunds, captures, disputes and notifications.
type paymentFacts struct {
	sandbox.Payment
	Refunds       []sandbox.Part      `json:"refunds"`
	Captures      []sandbox.Part      `json:"captures"`
	Disputes      []sandbox.Dispute   `json:"disputes"`
	Notifications []notificationFacts `json:"notifications"`
}

// deliveryKind returns the mark of a notification's state.
func deliveryKind(n sandbox.Notification) ui.StatusKind {
	switch n.State {
	case "delivered":
		return ui.StatusOK
	case "given-up":
		return ui.StatusFailed
	}
	return ui.StatusWaiting
}
