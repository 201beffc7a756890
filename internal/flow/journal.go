package flow

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// beginJournal writes the request ahead and returns what records the outcome.
// A journal that cannot be written is a warning: the request still goes out.
func (g *Gateway) beginJournal(c *Call) func(*antom.Response, error) {
	if g.Journal == nil {
		g.Events.warn("there is no directory for the journal (no home directory); note the ids yourself")
		return func(*antom.Response, error) {}
	}
	entry := g.newEntry(c)
	g.warnOfReuse(c, entry)
	if g.CheckJournal != nil {
		g.CheckJournal()
	}
	id, err := g.Journal.Begin(entry)
	if err != nil {
		g.Events.warn("the journal cannot be written (%v); note the ids yourself", err)
		return func(*antom.Response, error) {}
	}
	return func(r *antom.Response, err error) {
		if jerr := g.Journal.Finish(id, func(e *journal.Entry) { recordOutcome(e, r, err) }); jerr != nil {
			g.Events.warn("the outcome could not be written to the journal: %v", jerr)
		}
	}
}

// newEntry is what the journal keeps of a call that is about to be made.
func (g *Gateway) newEntry(c *Call) journal.Entry {
	op, sent, sum := c.Operation, c.Root, sha256.Sum256(c.Body)
	e := journal.Entry{
		Operation:  op.Name,
		Path:       antom.Path(g.Client.ClientID, c.path()),
		Profile:    g.Profile,
		ClientID:   g.Client.ClientID,
		Gateway:    g.Client.Gateway,
		Local:      g.Local,
		Live:       g.Live,
		RequestID:  sent.Get(op.RequestIDField).String(),
		PaymentID:  sent.Get("paymentId").String(),
		RefundID:   sent.Get("refundId").String(),
		CaptureID:  sent.Get("captureId").String(),
		OrderID:    sent.At("order.referenceOrderId").String(),
		Amount:     sent.At(op.AmountField + ".value").String(),
		Currency:   sent.At(op.AmountField + ".currency").String(),
		Method:     sent.At("paymentMethod.paymentMethodType").String(),
		BodySHA256: hex.EncodeToString(sum[:]),
	}
	if p := c.Payment; p != nil {
		e.OrderID = cmp.Or(e.OrderID, p.OrderID)
		if op.RequestIDField != "paymentRequestId" {
			e.PaymentRequestID = p.RequestID
		}
	}
	return e
}

// warnOfReuse warns of an id that was used before for something else: Antom then
// answers for the first request.
func (g *Gateway) warnOfReuse(c *Call, e journal.Entry) {
	op := c.Operation
	if e.RequestID == "" || !op.Changes() || op.Name == spec.OpCancel {
		return // a cancel names the payment itself, and can be repeated
	}
	find := g.Journal.FindRequest
	if c.earlier != nil {
		find = c.earlier
	}
	before, found, err := find(e.RequestID)
	if err != nil || !found || before.Operation != e.Operation || sameRequest(op, before, e) {
		return
	}
	g.Events.warn("%s %s was already used at %s for a different %s; Antom uses the first one",
		op.RequestIDField, e.RequestID, before.Time.Local().Format("2006-01-02 15:04:05 -07:00"), about(op))
}

// sameRequest reports whether two entries with one id are of the same request, or
// of different merchants.
func sameRequest(op spec.Operation, a, b journal.Entry) bool {
	if a.ClientID != b.ClientID || a.Gateway != b.Gateway && !b.Local {
		return true
	}
	return a.Amount == b.Amount && a.Currency == b.Currency && a.Method == b.Method && (a.PaymentID == b.PaymentID || op.Creates)
}

// recordOutcome adds to an entry what came of its request. Of an answer that was
// not verified only the result is kept.
func recordOutcome(e *journal.Entry, r *antom.Response, err error) {
	switch {
	case err == nil:
		e.State = journal.StateAnswered
	case !antom.Sent(err):
		e.State = journal.StateNotSent
	case errors.Is(err, context.Canceled):
		e.State = journal.StateSent // nobody waited for the answer
	default:
		e.State = journal.StateNoAnswer
	}
	if failed, ok := errors.AsType[*antom.ResponseError](err); ok {
		e.Reason = string(failed.Reason)
	}
	if r == nil {
		return
	}
	e.ResultStatus, e.ResultCode = string(r.Result.ResultStatus), string(r.Result.ResultCode)
	e.Trust, e.Attempts, e.DurationMS = string(r.Trust), r.Attempts, r.Duration.Milliseconds()
	body, perr := spec.ParseJSON(r.Body)
	if perr != nil || !r.Verified {
		return
	}
	recordAnswer(e, body)
}

// recordAnswer adds what a verified answer says.
func recordAnswer(e *journal.Entry, body *spec.Node) {
	op := spec.OperationNamed(e.Operation)
	e.PaymentID = cmp.Or(body.Get("paymentId").String(), e.PaymentID)
	e.RefundID = cmp.Or(body.Get("refundId").String(), e.RefundID)
	e.CaptureID = cmp.Or(body.Get("captureId").String(), e.CaptureID)
	e.RequestID = cmp.Or(e.RequestID, body.Get(op.RequestIDField).String())
	e.PaymentStatus = cmp.Or(body.Get("paymentStatus").String(), body.Get("subscriptionStatus").String())
	e.RefundStatus = body.Get("refundStatus").String()
	if !op.Asks() {
		return
	}
	// An inquiry asks by an id alone; the rest is in the answer.
	e.Amount, e.Currency = body.At(op.AmountField+".value").String(), body.At(op.AmountField+".currency").String()
	e.Method = body.Get("paymentMethodType").String()
	e.PaymentTime = body.Get("paymentTime").String()
}
