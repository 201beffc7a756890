package engine

import (
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// place is where a movement is kept, a refund or a capture of a payment, and what
// leads to it.
type place struct {
	what                string // "refund" or "capture", for messages
	records, requests   store.Bucket
	kind, id            string
	clientID, requestID string // the merchant's own id of it
	paymentID           string
	created             time.Time
}

// insertMovement writes a new movement with everything that leads to it. next is
// when the clock changes it by itself.
func (w *work) insertMovement(p place, next time.Time, record any) error {
	if err := w.Put(p.requests, requestKey(p.clientID, p.requestID), []byte(p.id)); err != nil {
		return err
	}
	if err := w.follow(p.paymentID, p.created, p.kind, p.id); err != nil {
		return err
	}
	return w.saveMovement(p, time.Time{}, next, record)
}

// saveMovement writes a movement in place of what it was before.
func (w *work) saveMovement(p place, before, next time.Time, record any) error {
	data, err := encode(p.what, p.id, record)
	if err != nil {
		return err
	}
	if err := w.setAlarm(p.kind, p.id, before, next); err != nil {
		return err
	}
	return w.Put(p.records, p.id, data)
}

// findMovement reads a movement. about tells the id and the version of its record.
func findMovement[M any](tx store.Tx, records store.Bucket, what, id string, about func(M) (id string, version int)) (m M, found bool, err error) {
	if id == "" {
		return m, false, nil
	}
	data := tx.Get(records, id)
	if data == nil {
		return m, false, nil
	}
	if err = decode(what, data, &m); err == nil {
		id, version := about(m)
		err = known(what, id, version)
	}
	return m, err == nil, err
}

// transaction is a movement in the list of inquiryPayment.
func (p place) transaction(operation, kind, code string, status Status, amount Amount, updated time.Time) *spec.Node {
	n := object(
		"transactionResult", withResult(operation, code, "").Get("result"),
		"transactionId", spec.NewString(p.id),
		"transactionType", spec.NewString(kind),
		"transactionStatus", spec.NewString(string(status)),
		"transactionAmount", amount.node(),
		"transactionRequestId", spec.NewString(p.requestID),
	)
	if status == Success {
		n.Set("transactionTime", stamp(updated))
	}
	return n
}
