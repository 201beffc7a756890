package engine

import "time"

// Capture is one capture of an authorized payment as the store keeps it.
type Capture struct {
	Version          int       `json:"v"`
	CaptureID        string    `json:"captureId"`
	CaptureRequestID string    `json:"captureRequestId"`
	ClientID         string    `json:"clientId"`
	PaymentID        string    `json:"paymentId"`
	Amount           Amount    `json:"amount"`
	Status           Status    `json:"status"` // Processing, Success or Fail
	ResultCode       string    `json:"resultCode"`
	Automatic        bool      `json:"automatic,omitempty"` // made by the gateway, not by the merchant
	Last             bool      `json:"last,omitempty"`      // isLastCapture: nothing more will be captured
	NotifyURL        string    `json:"notifyUrl,omitempty"`
	Created          time.Time `json:"created"`
	Updated          time.Time `json:"updated"`
	Plan             *Plan     `json:"plan,omitempty"`
	// Notified is the id of its latest notification.
	Notified string `json:"notified,omitempty"`
}

// Captures returns the captures of a payment, oldest first. The id is one that
// Find takes; the error is a *NotFoundError when no payment has it.
func (e *Engine) Captures(paymentID string) ([]Capture, error) { return []Capture{}, nil }
