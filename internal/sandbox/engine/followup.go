package engine

import (
	"errors"
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

// errEnough ends a walk over the followUps of a payment.
var errEnough = errors.New("enough")

// followUps calls f for the refunds and captures of a payment, oldest first, until
// it fails. errEnough is no failure.
func followUps(tx store.Tx, paymentID string, f func(kind, id string) error) error {
	start := len(paymentID) + 1 + sortableLength
	for key := range tx.Ascend(store.FollowUps, paymentID+"\x00", paymentID+"\x01") {
		if len(key) <= start {
			continue
		}
		err := f(key[start:start+1], key[start+1:])
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
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
			return errEnough
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
