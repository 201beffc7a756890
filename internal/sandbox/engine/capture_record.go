package engine

import (
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

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
	Refunded         int64     `json:"refunded,omitempty"`  // the sum of the refunds that name it
	NotifyURL        string    `json:"notifyUrl,omitempty"`
	Created          time.Time `json:"created"`
	Updated          time.Time `json:"updated"`
	// Plan is the outcome of a capture that takes its time.
	Plan *Plan `json:"plan,omitempty"`
	// Notified is the id of its latest notification.
	Notified string `json:"notified,omitempty"`
}

// next is when the clock changes the capture by itself; zero when it does not.
func (c Capture) next() time.Time { return c.Plan.due(c.Status) }

// Captures returns the captures of a payment, oldest first. The id is one that
// Find takes; the error is a *NotFoundError when no payment has it.
func (e *Engine) Captures(id string) ([]Capture, error) {
	list := []Capture{}
	if err := e.settleDue(); err != nil {
		return list, err
	}
	err := e.store.View(func(tx store.Tx) error {
		p, err := e.findAny(tx, id)
		if err != nil {
			return err
		}
		list, err = captures(tx, p.PaymentID)
		return err
	})
	return list, err
}

// captures reads the captures of a payment, oldest first.
func captures(tx store.Tx, paymentID string) ([]Capture, error) {
	list := []Capture{}
	err := followUps(tx, paymentID, func(kind, id string) error {
		if kind != kindCapture {
			return nil
		}
		c, found, err := findCapture(tx, id)
		if found {
			list = append(list, c)
		}
		return err
	})
	return list, err
}

// place is where a capture is kept.
func (c Capture) place() place {
	return place{
		what: "capture", records: store.Captures, requests: store.CaptureRequests, kind: kindCapture, id: c.CaptureID,
		clientID: c.ClientID, requestID: c.CaptureRequestID, paymentID: c.PaymentID, created: c.Created,
	}
}

// insertCapture writes a new capture with everything that leads to it.
func (w *work) insertCapture(c Capture) error {
	c.Version = recordVersion
	return w.insertMovement(c.place(), c.next(), c)
}

// saveCapture writes a capture in place of what it was before.
func (w *work) saveCapture(before, c Capture) error {
	c.Version = recordVersion
	return w.saveMovement(c.place(), before.next(), c.next(), c)
}

func findCapture(tx store.Tx, id string) (Capture, bool, error) {
	return findMovement(tx, store.Captures, "capture", id, func(c Capture) (string, int) { return c.CaptureID, c.Version })
}

func findCaptureRequest(tx store.Tx, clientID, requestID string) (Capture, bool, error) {
	return findCapture(tx, string(tx.Get(store.CaptureRequests, requestKey(clientID, requestID))))
}

// transaction is the capture in the list of inquiryPayment.
func (c Capture) transaction() *spec.Node {
	return c.place().transaction(OpCapture, "CAPTURE", c.ResultCode, c.Status, c.Amount, c.Updated)
}
