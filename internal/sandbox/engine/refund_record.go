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

// insertRefund writes a new refund with everything that leads to it.
func (w *work) insertRefund(r Refund) error {
	if err := w.Put(store.RefundRequests, requestKey(r.ClientID, r.RefundRequestID), []byte(r.RefundID)); err != nil {
		return err
	}
	if err := w.follow(r.PaymentID, r.Created, kindRefund, r.RefundID); err != nil {
		return err
	}
	return w.saveRefund(Refund{}, r)
}

// saveRefund writes a refund in place of what it was before, which is the zero
// value when it is new.
func (w *work) saveRefund(before, r Refund) error {
	r.Version = recordVersion
	data, err := encode("refund", r.RefundID, r)
	if err != nil {
		return err
	}
	if err := w.setAlarm(kindRefund, r.RefundID, before.next(), r.next()); err != nil {
		return err
	}
	return w.Put(store.Refunds, r.RefundID, data)
}

func findRefund(tx store.Tx, id string) (r Refund, found bool, err error) {
	if id == "" {
		return r, false, nil
	}
	data := tx.Get(store.Refunds, id)
	if data == nil {
		return r, false, nil
	}
	if err = decode("refund", data, &r); err == nil {
		err = known("refund", r.RefundID, r.Version)
	}
	return r, err == nil, err
}

func findRefundRequest(tx store.Tx, clientID, requestID string) (Refund, bool, error) {
	return findRefund(tx, string(tx.Get(store.RefundRequests, requestKey(clientID, requestID))))
}

// transaction is the refund in the list of inquiryPayment.
func (r Refund) transaction() *spec.Node {
	n := object(
		"transactionResult", withResult(OpRefund, r.ResultCode, "").Get("result"),
		"transactionId", spec.NewString(r.RefundID),
		"transactionType", spec.NewString("REFUND"),
		"transactionStatus", spec.NewString(string(r.Status)),
		"transactionAmount", r.Amount.node(),
		"transactionRequestId", spec.NewString(r.RefundRequestID),
	)
	if r.Status == Success {
		n.Set("transactionTime", stamp(r.Updated))
	}
	return n
}
