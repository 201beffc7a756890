package engine

import "time"

// Refund is one refund as the store keeps it.
type Refund struct {
	Version         int       `json:"v"`
	RefundID        string    `json:"refundId"`
	RefundRequestID string    `json:"refundRequestId"`
	ClientID        string    `json:"clientId"`
	PaymentID       string    `json:"paymentId"`
	CaptureID       string    `json:"captureId,omitempty"`
	Amount          Amount    `json:"amount"`
	Status          Status    `json:"status"` // Processing, Success or Fail
	ResultCode      string    `json:"resultCode"`
	Reason          string    `json:"reason,omitempty"`
	Metadata        string    `json:"metadata,omitempty"`
	NotifyURL       string    `json:"notifyUrl,omitempty"`
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`
	Plan            *Plan     `json:"plan,omitempty"`
	// Notified is the id of its latest notification.
	Notified string `json:"notified,omitempty"`
}

// Refunds returns the refunds of a payment, oldest first. The id is one that Find
// takes; the error is a *NotFoundError when no payment has it.
func (e *Engine) Refunds(paymentID string) ([]Refund, error) { return []Refund{}, nil }
