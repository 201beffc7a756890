package engine

import (
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// cancel closes an order that is not paid, and gives back the money of one that is.
func (e *Engine) cancel(r Request) (Reply, error) {
	paymentID := r.Body.Get("paymentId").String()
	requestID := r.Body.Get("paymentRequestId").String()
	if paymentID == "" && requestID == "" {
		return Refusal(OpCancel, codeParam, "paymentRequestId: give paymentRequestId or paymentId"), nil
	}
	var reply Reply
	err := e.update(func(w *work) error {
		p, found, err := ofMerchant(w, r.ClientID, paymentID, requestID)
		if err != nil {
			return err
		}
		if !found {
			reply = Refusal(OpCancel, codeNotExist, notFound(paymentID, requestID))
			return nil
		}
		reply, err = w.cancel(p)
		return err
	})
	return reply, err
}

func (w *work) cancel(p Payment) (Reply, error) {
	p, err := w.currentPayment(p)
	if err != nil {
		return Reply{}, err
	}
	if p.Status == Cancelled {
		return answerCancel(p), nil // a repeat
	}
	asked, err := w.later(p.Later, OpCancel, p.PaymentID)
	if err != nil {
		return Reply{}, err
	}
	if asked.Code != "" && asked.Code != codeSuccess {
		return Refusal(OpCancel, asked.Code, ""), nil
	}
	if no := w.cancellable(p); no.code != "" {
		return Refusal(OpCancel, no.code, no.message), nil
	}
	before := p
	p = p.settled(Cancelled, codeCancelled, w.now)
	p.CancelledAt = w.now
	if err := w.save(before, p); err != nil {
		return Reply{}, err
	}
	return answerCancel(p), w.cancelCaptures(p)
}

// cancellable checks what the state of the payment and its method say.
func (w *work) cancellable(p Payment) refusal {
	window := spec.CancelWindow(p.Method, p.Paid)
	switch {
	case p.Status == Fail:
		return refuse(codeState, "payment %s is FAIL (%s): there is nothing to cancel", p.PaymentID, p.ResultCode)
	case window.Never:
		return refuse(codeState, "payments with %s cannot be cancelled", p.Method)
	case p.Status.Open():
		return refusal{}
	case window.UnpaidOnly:
		return refuse(codeState, "payments with %s can be cancelled only before they succeed; refund it", p.Method)
	case p.Disputed > 0:
		return refuse(codeState, "payment %s is disputed, and only a whole payment can be cancelled", p.PaymentID)
	case p.Refunded > 0:
		return refuse(codeState, "payment %s already has refunds, and only a whole payment can be cancelled; refund the rest", p.PaymentID)
	}
	if end := w.e.after(p.Paid, window.Until.Sub(p.Paid)); !w.now.Before(end) {
		return refuse(codeCancelLate, "payment %s could be cancelled only until %s; refund it", p.PaymentID, stamp(end).Text)
	}
	return refusal{}
}

// cancelCaptures ends the captures of a cancelled payment that are in process.
func (w *work) cancelCaptures(p Payment) error {
	if !p.Authorized() {
		return nil
	}
	list, err := captures(w, p.PaymentID)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Status != Processing {
			continue
		}
		if _, err := w.endCapture(c, Fail, codeAuthCancelled, w.now); err != nil {
			return err
		}
	}
	return nil
}

func answerCancel(p Payment) Reply {
	n := withResult(OpCancel, codeSuccess, "")
	n.Set("paymentId", spec.NewString(p.PaymentID))
	n.Set("paymentRequestId", spec.NewString(p.PaymentRequestID))
	n.Set("cancelTime", stamp(p.CancelledAt))
	return Reply{Body: n}
}
