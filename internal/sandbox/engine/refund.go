package engine

import (
	"fmt"
	"strconv"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// refusal is a result code with the message that goes with it; the zero value
// refuses nothing.
type refusal struct{ code, message string }

func refuse(code, format string, args ...any) refusal {
	return refusal{code: code, message: fmt.Sprintf(format, args...)}
}

// refund gives money back. The rules are those of the reference of refund and of
// its result codes.
func (e *Engine) refund(r Request) (Reply, error) {
	d, message := refundDirective(r.Body)
	if message != "" {
		return Refusal(OpRefund, codeParam, message), nil
	}
	fresh := readRefund(r)
	var reply Reply
	err := e.update(func(w *work) error {
		limited, err := w.counted(d, OpRefund, fresh.ClientID, fresh.RefundRequestID)
		if err != nil {
			return err
		}
		if reply, err = w.refund(fresh, limited); err != nil {
			return err
		}
		reply.Delay, reply.Drop = limited.Delay, limited.Drop
		return nil
	})
	return reply, err
}

func readRefund(r Request) Refund {
	b := r.Body
	refund := Refund{
		ClientID:        r.ClientID,
		RefundRequestID: b.Get("refundRequestId").String(),
		PaymentID:       b.Get("paymentId").String(),
		CaptureID:       b.Get("captureId").String(),
		Amount:          amountOf(b.Get("refundAmount")),
		Reason:          b.Get("refundReason").String(),
		Metadata:        b.Get("metadata").String(),
		NotifyURL:       b.Get("refundNotifyUrl").String(),
	}
	if b.Get("isAsyncRefund").String() == "true" {
		refund.Plan = &Plan{Status: Success, Code: codeSuccess}
	}
	return refund
}

// refund makes a refund, or finds the one that an earlier call with its
// refundRequestId made, and answers.
func (w *work) refund(fresh Refund, d Directive) (Reply, error) {
	earlier, found, err := findRefundRequest(w, fresh.ClientID, fresh.RefundRequestID)
	if err != nil {
		return Reply{}, err
	}
	if found {
		return w.refundAgain(earlier, fresh)
	}
	p, found, err := findPayment(w, fresh.PaymentID)
	if err != nil {
		return Reply{}, err
	}
	if !found || p.ClientID != fresh.ClientID {
		return Refusal(OpRefund, codeNotExist, notFound(fresh.PaymentID, "")), nil
	}
	if p, err = w.currentPayment(p); err != nil {
		return Reply{}, err
	}
	asked, err := w.later(p.Later, OpRefund, p.PaymentID)
	if err != nil {
		return Reply{}, err
	}
	d = d.orLater(asked)
	if d.Result != "" && d.Result != codeSuccess && d.Result != codeRefunding {
		return Refusal(OpRefund, d.Result, ""), nil
	}
	no, err := w.refundable(p, fresh)
	if no.code != "" || err != nil {
		return Refusal(OpRefund, no.code, no.message), err
	}
	return w.refundNow(p, fresh, d)
}

// refundAgain answers a repeat with the state of the refund.
func (w *work) refundAgain(earlier, fresh Refund) (Reply, error) {
	earlier, err := w.currentRefund(earlier)
	switch {
	case err != nil:
		return Reply{}, err
	case earlier.Amount != fresh.Amount:
		return Refusal(OpRefund, codeInconsistent, fmt.Sprintf("refundRequestId: the earlier request with it had refundAmount %s, this one has %s", earlier.Amount, fresh.Amount)), nil
	case earlier.PaymentID != fresh.PaymentID:
		return Refusal(OpRefund, codeInconsistent, "refundRequestId: the earlier request with it was for payment "+earlier.PaymentID), nil
	case earlier.Status == Fail:
		return Refusal(OpRefund, earlier.ResultCode, ""), nil
	}
	return answerRefund(earlier), nil
}

// refundable checks what the state of the payment and its method say.
func (w *work) refundable(p Payment, r Refund) (refusal, error) {
	amount := r.Amount.minor()
	left := max(p.refundable()-p.Refunded-p.Disputed, 0)
	method, _ := spec.FindMethod(p.Method)
	switch {
	case p.Status == Cancelled:
		return refuse(codeCancelled, "payment %s was cancelled: there is nothing to refund", p.PaymentID), nil
	case p.Status != Success:
		return refuse(codeState, "payment %s is %s: only a successful payment can be refunded", p.PaymentID, p.Status), nil
	case p.Authorized() && p.Authorization.Settled == 0:
		return refuse(codeState, "payment %s is authorized, but nothing of it is captured: cancel it instead", p.PaymentID), nil
	case r.Amount.Currency != p.Amount.Currency:
		return refuse(codeCurrency, "refundAmount.currency: the payment was made in %s, not %s", p.Amount.Currency, r.Amount.Currency), nil
	case method.Refundable == spec.False:
		return refuse(codeMethod, "payments with %s cannot be refunded", p.Method), nil
	case method.PartialRefund == spec.False && amount != p.refundable():
		return refuse(codeNoPart, "payments with %s can only be refunded completely: %s", p.Method, p.Amount.Major()), nil
	case w.refundWindowOver(p, method):
		return refuse(codeRefundLate, "payments with %s can be refunded for %d days", p.Method, method.RefundWindowDays), nil
	case amount > left:
		return refuse(codeRefundMore, "refundAmount.value: %s of payment %s can still be refunded, not %s", p.Amount.with(left).Major(), p.PaymentID, r.Amount.Major()), nil
	}
	return w.captureRefundable(p, r)
}

// refundWindowOver counts the days of the method in the simulator's time.
func (w *work) refundWindowOver(p Payment, m spec.Method) bool {
	window := time.Duration(m.RefundWindowDays) * 24 * time.Hour
	return window > 0 && !w.now.Before(w.e.after(p.Paid, window))
}

// refundNow makes the refund: done at once, or in process when a directive or
// isAsyncRefund asks for it.
func (w *work) refundNow(p Payment, r Refund, d Directive) (Reply, error) {
	var err error
	if r.RefundID, err = w.e.newID(w.now); err != nil {
		return Reply{}, err
	}
	r.Created, r.Updated, r.Later = w.now, w.now, p.Later.refundInquiry(d)
	r.Status, r.ResultCode = Success, codeSuccess
	if r.Settlement = p.Settlement; r.Settlement != "" {
		r.Locked = p.Created
	}
	if d.Refund != "" || d.Result == codeRefunding || r.Plan != nil {
		r.Status, r.ResultCode = Processing, codeRefunding
		r.Plan = w.e.planned(d.Refund, d.Code, w.now, d.After)
	}
	if r.CaptureID == "" {
		if r.CaptureID, err = w.refundedCapture(p); err != nil {
			return Reply{}, err
		}
	}
	before := p
	p.Refunded += r.Amount.minor()
	if err := w.addRefunded(r, r.Amount.minor()); err != nil {
		return Reply{}, err
	}
	if err := w.save(before, p); err != nil {
		return Reply{}, err
	}
	if r.Status == Success {
		if r, err = w.notifyRefund(r, w.now); err != nil {
			return Reply{}, err
		}
	}
	return answerRefund(r), w.insertRefund(r)
}

// currentRefund brings a stored refund to the present moment and writes what the
// clock did to it. A refund that fails gives its amount free again.
func (w *work) currentRefund(r Refund) (Refund, error) {
	next := r.next()
	if next.IsZero() || next.After(w.now) {
		return r, nil
	}
	return w.endRefund(r, r.Plan.Status, r.Plan.Code, next)
}

// endRefund writes the end of a refund in process.
func (w *work) endRefund(r Refund, status Status, code string, at time.Time) (Refund, error) {
	before := r
	r.Status, r.ResultCode, r.Updated, r.Plan = status, code, at, nil
	var err error
	if r.Status == Fail {
		if err = w.giveBack(r); err != nil {
			return r, err
		}
	}
	if r, err = w.notifyRefund(r, at); err != nil {
		return r, err
	}
	return r, w.saveRefund(before, r)
}

func (w *work) giveBack(r Refund) error {
	p, found, err := findPayment(w, r.PaymentID)
	if err != nil || !found {
		return err
	}
	before := p
	p.Refunded -= r.Amount.minor()
	if err := w.addRefunded(r, -r.Amount.minor()); err != nil {
		return err
	}
	return w.save(before, p)
}

func answerRefund(r Refund) Reply {
	n := withResult(OpRefund, r.ResultCode, "")
	n.Set("refundRequestId", spec.NewString(r.RefundRequestID))
	n.Set("refundId", spec.NewString(r.RefundID))
	n.Set("paymentId", spec.NewString(r.PaymentID))
	n.Set("refundAmount", r.Amount.node())
	if r.Status == Success {
		n.Set("refundTime", stamp(r.Updated))
	}
	setSettlement(n, r.Amount, r.Settlement, r.Locked)
	return Reply{Body: n}
}

// String writes the amount for a message, in the smallest unit.
func (a Amount) String() string { return a.Currency + " " + a.Value }

// Major writes the amount for people, in the major unit. A currency that is not known
// leaves the smallest unit.
func (a Amount) Major() string {
	if c, ok := spec.FindCurrency(a.Currency); ok {
		return a.Currency + " " + c.Major(a.Value)
	}
	return a.String()
}

// with is another amount of the same currency, in the smallest unit.
func (a Amount) with(minor int64) Amount {
	return Amount{Currency: a.Currency, Value: minorText(minor)}
}

// minorText writes an amount in the smallest unit.
func minorText(n int64) string { return strconv.FormatInt(n, 10) }
