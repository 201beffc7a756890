package engine

import (
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

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
	Settlement      string    `json:"settlement,omitempty"` // as of the payment
	Locked          time.Time `json:"locked,omitzero"`      // when the rate to it was
	NotifyURL       string    `json:"notifyUrl,omitempty"`
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`
	// Plan is the outcome of a refund that takes its time.
	Plan *Plan `json:"plan,omitempty"`
	// Later is what a directive says about the calls to come.
	Later *Later `json:"later,omitempty"`
	// Notified is the id of its latest notification.
	Notified string `json:"notified,omitempty"`
}

// next is when the clock changes the refund by itself; zero when it does not.
func (r Refund) next() time.Time { return r.Plan.due(r.Status) }

// Refunds returns the refunds of a payment, oldest first. The id is one that Find
// takes; the error is a *NotFoundError when no payment has it.
func (e *Engine) Refunds(id string) ([]Refund, error) {
	list := []Refund{}
	if err := e.settleDue(); err != nil {
		return list, err
	}
	err := e.store.View(func(tx store.Tx) error {
		p, err := e.findAny(tx, id)
		if err != nil {
			return err
		}
		return followUps(tx, p.PaymentID, func(kind, id string) error {
			r, found, err := findRefund(tx, id)
			if kind == kindRefund && found {
				list = append(list, r)
			}
			return err
		})
	})
	return list, err
}

// FindRefund returns the refund with a refundId, or with a refundRequestId of a
// client in Options.
func (e *Engine) FindRefund(id string) (r Refund, err error) {
	if err := e.settleDue(); err != nil {
		return r, err
	}
	err = e.store.View(func(tx store.Tx) error {
		var found bool
		w := work{Tx: tx, e: e}
		if r, found, err = w.anyRefund(id); err == nil && !found {
			return &NotFoundError{ID: id}
		}
		return err
	})
	return r, err
}

// place is where a refund is kept.
func (r Refund) place() place {
	return place{
		what: "refund", records: store.Refunds, requests: store.RefundRequests, kind: kindRefund, id: r.RefundID,
		clientID: r.ClientID, requestID: r.RefundRequestID, paymentID: r.PaymentID, created: r.Created,
	}
}

// insertRefund writes a new refund with everything that leads to it.
func (w *work) insertRefund(r Refund) error {
	r.Version = recordVersion
	return w.insertMovement(r.place(), r.next(), r)
}

// saveRefund writes a refund in place of what it was before.
func (w *work) saveRefund(before, r Refund) error {
	r.Version = recordVersion
	return w.saveMovement(r.place(), before.next(), r.next(), r)
}

func findRefund(tx store.Tx, id string) (Refund, bool, error) {
	return findMovement(tx, store.Refunds, "refund", id, func(r Refund) (string, int) { return r.RefundID, r.Version })
}

func findRefundRequest(tx store.Tx, clientID, requestID string) (Refund, bool, error) {
	return findRefund(tx, string(tx.Get(store.RefundRequests, requestKey(clientID, requestID))))
}

// transaction is the refund in the list of inquiryPayment.
func (r Refund) transaction() *spec.Node {
	return r.place().transaction(OpRefund, "REFUND", r.ResultCode, r.Status, r.Amount, r.Updated)
}
