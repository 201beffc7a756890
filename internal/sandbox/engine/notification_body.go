package engine

import (
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// The values of notifyType.
const (
	notifyResult  = "PAYMENT_RESULT"
	notifyPending = "PAYMENT_PENDING"
	notifyRefund  = "REFUND_RESULT"
	notifyCapture = "CAPTURE_RESULT"
)

// notifyPayment queues the notification of a payment's state, if it has one: the
// end of it, or that the buyer has done his part. A cancellation has none.
func (w *work) notifyPayment(p Payment, at time.Time) (Payment, error) {
	kind := notifyResult
	switch p.Status {
	case Pending:
		kind = notifyPending
	case Success, Fail:
	default:
		return p, nil
	}
	if p.Phase != nil {
		return w.notifyPhase(p, at)
	}
	err := w.queue(Notification{
		Name: antom.KindPayment, NotifyType: kind, ClientID: p.ClientID,
		PaymentID: p.PaymentID, PaymentRequestID: p.PaymentRequestID,
		URL: p.NotifyURL, Body: bodyOf(paymentBody(p, kind)), Created: at,
		Next: w.e.after(at, w.e.firstAttempt(p.Method)),
	}, &p.Notified)
	return p, err
}

func (w *work) notifyRefund(r Refund, at time.Time) (Refund, error) {
	err := w.queue(Notification{
		Name: antom.KindRefund, NotifyType: notifyRefund, ClientID: r.ClientID,
		PaymentID: r.PaymentID, RefundRequestID: r.RefundRequestID,
		URL: r.NotifyURL, Body: bodyOf(refundBody(r)), Created: at,
	}, &r.Notified)
	return r, err
}

func (w *work) notifyCapture(c Capture, at time.Time) (Capture, error) {
	err := w.queue(Notification{
		Name: antom.KindCapture, NotifyType: notifyCapture, ClientID: c.ClientID,
		PaymentID: c.PaymentID, CaptureRequestID: c.CaptureRequestID,
		URL: c.NotifyURL, Body: bodyOf(captureBody(c)), Created: at,
	}, &c.Notified)
	return c, err
}

// queue puts a new notification into the queue and notes its id where the latest
// one is kept. One that has no time for its first attempt gets the usual one. Without
// an address there is none, and nothing is noted.
func (w *work) queue(n Notification, latest *string) (err error) {
	if n.URL == "" {
		n.URL = w.e.notifyURL(n.ClientID)
	}
	if n.URL == "" {
		return nil
	}
	if n.ID, err = w.newNotificationID(); err != nil {
		return err
	}
	n.State = Waiting
	if n.Next.IsZero() {
		n.Next = w.e.after(n.Created, w.e.firstAttempt(""))
	}
	*latest = n.ID
	return w.saveNotification(Notification{}, n)
}

func paymentBody(p Payment, kind string) *spec.Node {
	code := p.ResultCode
	if p.Status == Pending {
		code = codeSuccess // the buyer has finished
	}
	n := withResult(OpPay, code, "")
	n.Set("notifyType", spec.NewString(kind))
	n.Set("paymentRequestId", spec.NewString(p.PaymentRequestID))
	n.Set("paymentId", spec.NewString(p.PaymentID))
	n.Set("paymentAmount", p.Amount.node())
	n.Set("paymentCreateTime", stamp(p.Created))
	if p.Status == Success {
		n.Set("paymentTime", stamp(p.Paid))
		n.Set("actualPaymentAmount", p.actualAmount().node())
		setPaid(n, p, "promotionResult")
		if p.Authorized() {
			n.Set("authExpiryTime", stamp(p.Authorization.Expires))
		}
	}
	if hasResultInfo(p) || p.Session != nil && kind == notifyResult {
		n.Set("paymentResultInfo", resultInfo(p))
	}
	setText(n, "paymentMethodType", p.Method)
	setText(n, "metadata", p.Metadata)
	return n
}

func refundBody(r Refund) *spec.Node {
	n := withResult(OpRefund, r.ResultCode, "")
	n.Set("notifyType", spec.NewString(notifyRefund))
	n.Set("refundStatus", spec.NewString(string(r.Status)))
	n.Set("refundRequestId", spec.NewString(r.RefundRequestID))
	n.Set("refundId", spec.NewString(r.RefundID))
	n.Set("refundAmount", r.Amount.node())
	if r.Status == Success {
		n.Set("refundTime", stamp(r.Updated))
		setSettlement(n, r.Amount, r.Settlement, r.Locked)
	}
	setText(n, "metadata", r.Metadata)
	return n
}

func captureBody(c Capture) *spec.Node {
	n := withResult(OpCapture, c.ResultCode, "")
	n.Set("notifyType", spec.NewString(notifyCapture))
	n.Set("captureRequestId", spec.NewString(c.CaptureRequestID))
	n.Set("captureId", spec.NewString(c.CaptureID))
	n.Set("paymentId", spec.NewString(c.PaymentID))
	n.Set("captureAmount", c.Amount.node())
	if c.Status == Success {
		n.Set("captureTime", stamp(c.Updated))
	}
	return n
}

// setText sets a member unless its text is empty.
func setText(n *spec.Node, name, value string) {
	if value != "" {
		n.Set(name, spec.NewString(value))
	}
}

// bodyOf writes a body with its members in alphabetical order, as in the samples
// of Antom's guides.
func bodyOf(n *spec.Node) []byte {
	ordered.Sort(n.Members, func(a, b spec.Member) int { return strings.Compare(a.Name, b.Name) })
	return n.AppendJSON(nil)
}
