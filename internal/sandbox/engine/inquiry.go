package engine

import (
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// inquire tells the state of a payment. The result is that of the inquiry; the
// state is in paymentStatus.
func (e *Engine) inquire(r Request) (Reply, error) {
	paymentID := r.Body.Get("paymentId").String()
	requestID := r.Body.Get("paymentRequestId").String()
	if paymentID == "" && requestID == "" {
		return Refusal(OpInquiry, codeParam, "paymentRequestId: give it, or paymentId: one of the two is needed"), nil
	}
	p, found, err := e.ofMerchant(r.ClientID, paymentID, requestID)
	if err != nil {
		return Reply{}, err
	}
	if !found {
		return Refusal(OpInquiry, codeNotExist, notFound(paymentID, requestID)), nil
	}
	return e.answerInquiry(p.At(e.now())), nil
}

func notFound(paymentID, requestID string) string {
	if paymentID != "" {
		return "there is no payment with the paymentId " + paymentID
	}
	return "there is no payment with the paymentRequestId " + requestID
}

// ofMerchant finds a payment of one client id; paymentId wins when both are given.
func (e *Engine) ofMerchant(clientID, paymentID, requestID string) (p Payment, found bool, err error) {
	err = e.store.View(func(tx store.Tx) error {
		if paymentID != "" {
			p, found, err = findPayment(tx, paymentID)
		} else {
			p, found, err = findRequest(tx, clientID, requestID)
		}
		return err
	})
	return p, found && p.ClientID == clientID, err
}

func (e *Engine) answerInquiry(p Payment) Reply {
	n := withResult(OpInquiry, codeSuccess, "")
	n.Set("paymentStatus", spec.NewString(string(p.Status)))
	n.Set("paymentResultCode", spec.NewString(p.ResultCode))
	n.Set("paymentResultMessage", spec.NewString(shorten(lookUp(OpPay, p.ResultCode).Message)))
	n.Set("paymentRequestId", spec.NewString(p.PaymentRequestID))
	n.Set("paymentId", spec.NewString(p.PaymentID))
	n.Set("paymentAmount", p.Amount.node())
	n.Set("paymentCreateTime", stamp(p.Created))
	if p.Status == Success {
		n.Set("paymentTime", stamp(p.Paid))
		n.Set("actualPaymentAmount", p.Amount.node())
	}
	if p.Status == Processing && (p.Session == nil || p.Hosted()) {
		n.Set("redirectActionForm", redirectForm(e.CheckoutURL(p)))
	}
	if hasResultInfo(p) {
		n.Set("paymentResultInfo", spec.NewObject())
	}
	if p.Method != "" {
		n.Set("paymentMethodType", spec.NewString(p.Method))
	}
	if p.Metadata != "" {
		n.Set("metadata", spec.NewString(p.Metadata))
	}
	return Reply{Body: n}
}

// hasResultInfo follows the reference: cards and GrabPay have paymentResultInfo
// once they are decided. It is empty here, as in Antom's samples, because the
// simulator never looks at a card.
func hasResultInfo(p Payment) bool {
	switch p.Method {
	case methodCard, "GRABPAY_MY", "GRABPAY_SG":
		return p.Status == Success || p.Status == Fail
	}
	return false
}
