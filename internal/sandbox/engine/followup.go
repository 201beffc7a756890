package engine

import (
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// maxTransactions is how many refunds and captures an answer of inquiryPayment
// lists at most, the oldest first.
const maxTransactions = 500

// follow lists a refund or capture under its payment.
func (w *work) follow(paymentID string, at time.Time, kind, id string) error {
	return w.Put(store.FollowUps, paymentID+"\x00"+sortable(at)+kind+id, nil)
}

// followUps calls f for the refunds and captures of a payment, oldest first.
func followUps(tx store.Tx, paymentID string, f func(kind, id string) error) error {
	start := len(paymentID) + 1 + sortableLength
	for key := range tx.Ascend(store.FollowUps, paymentID+"\x00", paymentID+"\x01") {
		if len(key) <= start {
			continue
		}
		if err := f(key[start:start+1], key[start+1:]); err != nil {
			return err
		}
	}
	return nil
}

// transactions lists what became of a payment for inquiryPayment; nil when there
// is nothing.
func transactions(tx store.Tx, paymentID string) (*spec.Node, error) {
	list := spec.NewArray()
	err := followUps(tx, paymentID, func(kind, id string) error {
		if len(list.Items) == maxTransactions {
			return nil
		}
		switch kind {
		case kindRefund:
			r, found, err := findRefund(tx, id)
			if found {
				list.Items = append(list.Items, r.transaction())
			}
			return err
		case kindCapture:
			c, found, err := findCapture(tx, id)
			if found {
				list.Items = append(list.Items, c.transaction())
			}
			return err
		}
		return nil
	})
	if len(list.Items) == 0 {
		list = nil
	}
	return list, err
}
