package engine

import (
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// pay makes a payment that waits for its buyer.
func (e *Engine) pay(r Request) (Reply, error) {
	return e.create(r, creation{complete: e.completePay, answer: e.answerPay})
}

func (e *Engine) completePay(p *Payment, r Request, now time.Time) (message string, err error) {
	chosen, message := e.chosenEnd(r.Body, "paymentExpiryTime", now)
	if message != "" {
		return message, nil
	}
	p.Expires = chosen
	if chosen.IsZero() {
		p.Expires = e.after(now, spec.DefaultExpiry(OpPay, p.Method))
	}
	return "", nil
}

// answerPay is the same for every call with one paymentRequestId until the
// payment is final. One that is paid says SUCCESS from then on, also when the
// money was given back, and has nothing more that a buyer could open.
func (e *Engine) answerPay(p Payment) Reply {
	code := codeInProcess
	switch {
	case p.Answer != "":
		code = p.Answer
	case p.Status == Success:
		code = codeSuccess
	}
	n := withResult(OpPay, code, "")
	n.Set("paymentRequestId", text(p.PaymentRequestID))
	n.Set("paymentId", text(p.PaymentID))
	n.Set("paymentAmount", p.Amount.node())
	n.Set("paymentCreateTime", stamp(p.Created))
	if code == codeSuccess {
		n.Set("paymentTime", stamp(p.Paid))
		setPaid(n, p, "promotionResult")
		return Reply{Body: n}
	}
	setSettlement(n, p.Amount, p.Settlement, p.Created)
	if p.extra().NoURL {
		return Reply{Body: n}
	}
	e.setLinks(n, p)
	if p.Terminal == terminalApp {
		n.Set("paymentData", e.appData(p))
	}
	if form := e.orderCode(p); form != nil {
		n.Set("orderCodeForm", form)
	}
	return Reply{Body: n}
}
