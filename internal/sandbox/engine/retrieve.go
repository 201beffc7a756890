package engine

import (
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// retrieve tells the order that a session was made for, as it was sent.
func (e *Engine) retrieve(r Request) (Reply, error) {
	requestID := r.Body.Get("paymentRequestId").String()
	if requestID == "" {
		return Refusal(OpRetrieve, codeParam, "paymentRequestId: it is required to find the session"), nil
	}
	var p Payment
	var order []byte
	err := e.store.View(func(tx store.Tx) (err error) {
		if p, _, err = ofMerchant(tx, r.ClientID, "", requestID); err == nil {
			order = tx.Get(store.Orders, p.PaymentID)
		}
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	if p.Session == nil {
		return Refusal(OpRetrieve, codeNotExist, "there is no session with the paymentRequestId "+requestID), nil
	}
	if code, err := e.laterCode(p.Later, OpRetrieve, p.PaymentID); code != "" || err != nil {
		return Refusal(OpRetrieve, code, ""), err
	}
	n := withResult(OpRetrieve, codeSuccess, "")
	if root, err := spec.ParseJSON(order); err == nil {
		n.Set("order", root)
	}
	return Reply{Body: n}, nil
}

// keepOrder stores the order of a new session.
func (w *work) keepOrder(p Payment, order *spec.Node) error {
	if p.Session == nil || order == nil || order.Kind != spec.Object {
		return nil
	}
	return w.Put(store.Orders, p.PaymentID, order.AppendJSON(nil))
}
