package engine

import (
	"fmt"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// requestKey is the key of a paymentRequestId, which is unique for one client.
func requestKey(clientID, requestID string) string {
	return clientID + "\x00" + requestID
}

// insert writes a new payment with everything that leads to it.
func (w *work) insert(p Payment, order *spec.Node) error {
	tx := w.Tx
	if tx.Get(store.Payments, p.PaymentID) != nil || tx.Get(store.Codes, p.Code) != nil {
		return fmt.Errorf("making a payment: its new id %s or code %s exists already", p.PaymentID, p.Code)
	}
	id := []byte(p.PaymentID)
	if err := tx.Put(store.Requests, requestKey(p.ClientID, p.PaymentRequestID), id); err != nil {
		return err
	}
	if err := tx.Put(store.Codes, p.Code, id); err != nil {
		return err
	}
	if p.Session != nil {
		if err := tx.Put(store.Sessions, p.Session.ID, id); err != nil {
			return err
		}
	}
	if err := w.keepOrder(p, order); err != nil {
		return err
	}
	if p.Status == Success {
		_, err := w.turn(Payment{}, p) // paid at once
		return err
	}
	return w.save(Payment{}, p)
}

// save writes a payment in place of what it was before, which is the zero value
// when it is new.
func (w *work) save(before, p Payment) error {
	p.Version = recordVersion
	data, err := encode("payment", p.PaymentID, p)
	if err != nil {
		return err
	}
	if err := w.setAlarm(kindPayment, p.PaymentID, before.next(), p.next()); err != nil {
		return err
	}
	return w.Put(store.Payments, p.PaymentID, data)
}

func findPayment(tx store.Tx, paymentID string) (Payment, bool, error) {
	data := tx.Get(store.Payments, paymentID)
	if data == nil {
		return Payment{}, false, nil
	}
	p, err := decodePayment(data)
	return p, err == nil, err
}

// findBy follows an index to a payment.
func findBy(tx store.Tx, index store.Bucket, key string) (Payment, bool, error) {
	id := tx.Get(index, key)
	if id == nil {
		return Payment{}, false, nil
	}
	return findPayment(tx, string(id))
}

func findRequest(tx store.Tx, clientID, requestID string) (Payment, bool, error) {
	return findBy(tx, store.Requests, requestKey(clientID, requestID))
}
