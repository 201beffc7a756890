package engine

import (
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// hasCaptures reports whether payments with a method can be authorized first and
// captured afterwards: those with a card, also through a wallet.
func hasCaptures(method string) bool {
	m, ok := spec.FindMethod(method)
	return ok && (m.Kind == "card" || strings.Contains(m.Kind, "card based"))
}

// capture takes money that was authorized. The rules are those of the reference
// of capture and of its result codes.
func (e *Engine) capture(r Request) (Reply, error) {
	fresh := readCapture(r)
	var reply Reply
	err := e.update(func(w *work) (err error) {
		reply, err = w.capture(fresh)
		return err
	})
	return reply, err
}

func readCapture(r Request) Capture {
	b := r.Body
	return Capture{
		ClientID:         r.ClientID,
		CaptureRequestID: b.Get("captureRequestId").String(),
		PaymentID:        b.Get("paymentId").String(),
		Amount:           amountOf(b.Get("captureAmount")),
		Last:             b.Get("isLastCapture").String() == "true",
	}
}

// capture makes a capture, or finds the one that an earlier call with its
// captureRequestId made, and answers.
func (w *work) capture(fresh Capture) (Reply, error) {
	earlier, found, err := findCaptureRequest(w, fresh.ClientID, fresh.CaptureRequestID)
	if err != nil {
		return Reply{}, err
	}
	if found {
		return w.captureAgain(earlier, fresh)
	}
	p, found, err := findPayment(w, fresh.PaymentID)
	if err != nil {
		return Reply{}, err
	}
	if !found || p.ClientID != fresh.ClientID {
		return Refusal(OpCapture, codeNoAuth, notFound(fresh.PaymentID, "")), nil
	}
	if p, err = w.currentPayment(p); err != nil {
		return Reply{}, err
	}
	asked, err := w.later(p.Later, OpCapture, p.PaymentID)
	if err != nil {
		return Reply{}, err
	}
	if code := asked.Code; code != "" && code != codeSuccess && code != codeCapturing {
		return Refusal(OpCapture, code, ""), nil
	}
	if no := w.capturable(p, fresh); no.code != "" {
		return Refusal(OpCapture, no.code, no.message), nil
	}
	fresh.NotifyURL = p.NotifyURL
	fresh.Status, fresh.ResultCode = Success, codeSuccess
	if asked.Status != "" || asked.Code == codeCapturing {
		fresh.Status, fresh.ResultCode = Processing, codeCapturing
		fresh.Plan = w.e.planned(asked.Status, codeProcess, w.now, 0)
	}
	before := p
	if p, fresh, err = w.captured(p, fresh, w.now); err != nil {
		return Reply{}, err
	}
	return answerCapture(fresh), w.save(before, p)
}

// captureAgain answers a repeat with the state of the capture.
func (w *work) captureAgain(earlier, fresh Capture) (Reply, error) {
	earlier, err := w.currentCapture(earlier)
	switch {
	case err != nil:
		return Reply{}, err
	case earlier.Amount != fresh.Amount:
		return Refusal(OpCapture, codeInconsistent, fmt.Sprintf("captureRequestId: the earlier request with it had captureAmount %s, this one has %s", earlier.Amount, fresh.Amount)), nil
	case earlier.PaymentID != fresh.PaymentID:
		return Refusal(OpCapture, codeInconsistent, "captureRequestId: the earlier request with it was for payment "+earlier.PaymentID), nil
	case earlier.Status == Fail:
		return Refusal(OpCapture, earlier.ResultCode, ""), nil
	}
	return answerCapture(earlier), nil
}

// capturable checks what the state of the authorization says.
func (w *work) capturable(p Payment, c Capture) refusal {
	a, amount := p.Authorization, c.Amount.minor()
	switch {
	case !p.Authorized():
		return refuse(codeNoAuth, "payment %s is not an authorization: pay with CARD and paymentFactor.isAuthorization true", p.PaymentID)
	case p.Status == Cancelled:
		return refuse(codeAuthCancelled, "the authorization of payment %s was cancelled", p.PaymentID)
	case p.Status != Success:
		return refuse(codeNoAuth, "payment %s is %s: the buyer has not authorized it", p.PaymentID, p.Status)
	case !w.now.Before(a.Expires):
		return refuse(codeAuthExpired, "the authorization of payment %s expired at %s", p.PaymentID, stamp(a.Expires).Text)
	case c.Amount.Currency != p.Amount.Currency:
		return refuse(codeCurrency, "captureAmount.currency: the payment was authorized in %s, not %s", p.Amount.Currency, c.Amount.Currency)
	case a.Closed:
		return refuse(codeOneCapture, "payment %s has had its last capture; the rest of the amount is released", p.PaymentID)
	case amount > p.Amount.minor()-a.Captured && !a.Manual:
		return refuse(codeCaptureMore, "payment %s is captured automatically; use captureMode MANUAL to capture it yourself", p.PaymentID)
	case amount > p.Amount.minor()-a.Captured:
		return refuse(codeCaptureMore, "captureAmount.value: %s of payment %s can still be captured, not %s", p.Amount.with(p.Amount.minor()-a.Captured).Major(), p.PaymentID, c.Amount.Major())
	}
	return refusal{}
}

// captureBySelf begins the capture that the gateway makes when it was not told to
// leave it to the merchant.
func (w *work) captureBySelf(p Payment) (Payment, error) {
	asked, err := w.later(p.Later, OpCapture, p.PaymentID)
	if err != nil {
		return p, err
	}
	id, err := w.e.newID(p.Paid)
	if err != nil {
		return p, err
	}
	c := Capture{
		CaptureRequestID: id, ClientID: p.ClientID, PaymentID: p.PaymentID, Amount: p.Amount,
		Status: Processing, ResultCode: codeCapturing, Automatic: true, Last: true, NotifyURL: p.NotifyURL,
	}
	if asked.Code != "" && lookUp(OpCapture, asked.Code).Status == "F" {
		c.Plan = w.e.planned(Fail, asked.Code, p.Paid, 0)
	} else {
		c.Plan = w.e.planned(asked.Status, codeProcess, p.Paid, 0)
	}
	p, _, err = w.captured(p, c, p.Paid)
	return p, err
}

// captured writes a new capture and adds it to its payment, which the caller saves.
func (w *work) captured(p Payment, c Capture, at time.Time) (Payment, Capture, error) {
	var err error
	if c.CaptureID, err = w.e.newID(at); err != nil {
		return p, c, err
	}
	c.Created, c.Updated = at, at
	a := *p.Authorization
	a.Captured += c.Amount.minor()
	a.Captures++
	a.Closed = c.Last
	if c.Status == Success {
		a.Settled += c.Amount.minor()
	}
	p.Authorization = &a
	if c.Status == Success {
		if c, err = w.notifyCapture(c, at); err != nil {
			return p, c, err
		}
	}
	return p, c, w.insertCapture(c)
}

// currentCapture brings a stored capture to the present moment and writes what
// the clock did to it.
func (w *work) currentCapture(c Capture) (Capture, error) {
	next := c.next()
	if next.IsZero() || next.After(w.now) {
		return c, nil
	}
	return w.endCapture(c, c.Plan.Status, c.Plan.Code, next)
}

// endCapture writes the end of a capture in process. One that fails gives its
// amount free again.
func (w *work) endCapture(c Capture, status Status, code string, at time.Time) (Capture, error) {
	before := c
	c.Status, c.ResultCode, c.Updated, c.Plan = status, code, at, nil
	if err := w.countCapture(c); err != nil {
		return c, err
	}
	c, err := w.notifyCapture(c, at)
	if err != nil {
		return c, err
	}
	return c, w.saveCapture(before, c)
}

// captureEnded lets the gateway's own capture of a payment end now, as it was planned
// to, so that what comes after it finds what was captured.
func (w *work) captureEnded(p Payment) (Payment, error) {
	if !p.Authorized() || p.Authorization.Manual {
		return p, nil
	}
	list, err := captures(w, p.PaymentID)
	if err != nil {
		return p, err
	}
	for _, c := range list {
		if c.Automatic && !c.next().IsZero() {
			if _, err := w.endCapture(c, c.Plan.Status, c.Plan.Code, w.now); err != nil {
				return p, err
			}
		}
	}
	p, _, err = findPayment(w, p.PaymentID)
	return p, err
}

// countCapture tells the payment how a capture in process ended.
func (w *work) countCapture(c Capture) error {
	p, found, err := findPayment(w, c.PaymentID)
	if err != nil || !found || p.Authorization == nil {
		return err
	}
	before, a := p, *p.Authorization
	if c.Status == Success {
		a.Settled += c.Amount.minor()
	} else {
		a.Captured -= c.Amount.minor()
		a.Captures--
		a.Closed = false
	}
	p.Authorization = &a
	return w.save(before, p)
}

func answerCapture(c Capture) Reply {
	n := withResult(OpCapture, c.ResultCode, "")
	n.Set("captureRequestId", spec.NewString(c.CaptureRequestID))
	n.Set("captureId", spec.NewString(c.CaptureID))
	n.Set("paymentId", spec.NewString(c.PaymentID))
	n.Set("captureAmount", c.Amount.node())
	if c.Status == Success {
		n.Set("captureTime", stamp(c.Updated))
	}
	return Reply{Body: n}
}

// captureRefundable checks a refund against the capture that it names. It must
// name one when there are several.
func (w *work) captureRefundable(p Payment, r Refund) (refusal, error) {
	if !p.Authorized() {
		if r.CaptureID != "" {
			return refuse(codeParam, "captureId: payment %s has no captures", p.PaymentID), nil
		}
		return refusal{}, nil
	}
	if r.CaptureID == "" {
		if p.Authorization.Captures > 1 {
			return refuse(codeParam, "captureId: payment %s was captured more than once; give the captureId of the capture to refund", p.PaymentID), nil
		}
		return refusal{}, nil
	}
	c, found, err := findCapture(w, r.CaptureID)
	switch {
	case err != nil:
		return refusal{}, err
	case !found || c.PaymentID != p.PaymentID || c.Status != Success:
		return refuse(codeParam, "captureId: payment %s has no capture %s", p.PaymentID, r.CaptureID), nil
	case r.Amount.minor() > c.Amount.minor()-c.Refunded:
		return refuse(codeRefundMore, "refundAmount.value: %s of capture %s can still be refunded, not %s", c.Amount.with(c.Amount.minor()-c.Refunded).Major(), c.CaptureID, r.Amount.Major()), nil
	}
	return refusal{}, nil
}

// refundedCapture is the capture that a refund without a captureId is taken from;
// "" when the payment has none.
func (w *work) refundedCapture(p Payment) (string, error) {
	if !p.Authorized() {
		return "", nil
	}
	list, err := captures(w, p.PaymentID)
	for _, c := range list {
		if c.Status == Success {
			return c.CaptureID, err
		}
	}
	return "", err
}

// addRefunded counts a refund on the capture that it names.
func (w *work) addRefunded(r Refund, amount int64) error {
	if r.CaptureID == "" {
		return nil
	}
	c, found, err := findCapture(w, r.CaptureID)
	if err != nil || !found {
		return err
	}
	before := c
	c.Refunded += amount
	return w.saveCapture(before, c)
}
