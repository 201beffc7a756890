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
		return Refusal(OpInquiry, codeParam, "paymentRequestId: give paymentRequestId or paymentId"), nil
	}
	var p Payment
	var found bool
	var list *spec.Node
	err := e.store.View(func(tx store.Tx) (err error) {
		if p, found, err = ofMerchant(tx, r.ClientID, paymentID, requestID); found {
			list, err = transactions(tx, p.PaymentID)
		}
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	if !found {
		return Refusal(OpInquiry, codeNotExist, notFound(paymentID, requestID)), nil
	}
	if code, err := e.laterCode(p.Later, OpInquiry, p.PaymentID); code != "" || err != nil {
		return Refusal(OpInquiry, code, ""), err
	}
	reply := e.answerInquiry(p.At(e.now()))
	if list != nil {
		reply.Body.Set("transactions", list)
	}
	return reply, nil
}

func notFound(paymentID, requestID string) string {
	if paymentID != "" {
		return "there is no payment with the paymentId " + paymentID
	}
	return "there is no payment with the paymentRequestId " + requestID
}

// ofMerchant finds a payment of one client id; paymentId wins when both are given.
func ofMerchant(tx store.Tx, clientID, paymentID, requestID string) (p Payment, found bool, err error) {
	if paymentID != "" {
		p, found, err = findPayment(tx, paymentID)
	} else {
		p, found, err = findRequest(tx, clientID, requestID)
	}
	if p.ClientID != clientID {
		return Payment{}, false, err
	}
	return p, found, err
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
		n.Set("actualPaymentAmount", p.actualAmount().node())
		setPaid(n, p, "promotionResults")
	}
	if p.Authorized() && !p.Authorization.Expires.IsZero() {
		n.Set("authExpiryTime", stamp(p.Authorization.Expires))
	}
	if p.Status == Processing && (p.Session == nil || p.Hosted()) {
		n.Set("redirectActionForm", redirectForm(e.CheckoutURL(p)))
	}
	if hasResultInfo(p) {
		n.Set("paymentResultInfo", resultInfo(p))
	}
	setText(n, "paymentMethodType", p.Method)
	if p.Hosted() {
		setText(n, "paymentRedirectUrl", p.RedirectURL)
	}
	setText(n, "metadata", p.Metadata)
	return Reply{Body: n}
}

// hasResultInfo follows the reference: cards and GrabPay have paymentResultInfo
// once they are decided.
func hasResultInfo(p Payment) bool {
	switch p.Method {
	case methodCard, "GRABPAY_MY", "GRABPAY_SG":
		return p.Status == Success || p.Status == Fail
	}
	return false
}

// resultInfo has the details of a card. For other methods it is empty, as in Antom's
// sample of the notification of a session.
func resultInfo(p Payment) *spec.Node {
	if p.Method == methodCard {
		return cardInfo(p)
	}
	return spec.NewObject()
}
