package flow

import (
	"cmp"
	"context"
	"fmt"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// PaymentRef says which payment a command is about.
type PaymentRef struct {
	RequestID string // paymentRequestId
	AntomID   string // paymentId
	Last      bool   // the newest payment in the journal
}

// given counts how many ways of naming a payment were used.
func (p PaymentRef) given() int { return countGiven(p.RequestID != "", p.AntomID != "", p.Last) }

// Check refuses two payments for one command, and none at all. inFile tells
// whether the request itself may name it.
func (p PaymentRef) Check(op spec.Operation, inFile bool) error {
	switch given := p.given(); {
	case given == 0 && !inFile:
		return apperr.New(apperr.Usage, "which payment?", nil,
			fmt.Sprintf("antom %s PAYMENT-REQUEST-ID, or --payment-id ID, or --last, or a FILE", op.Command),
			"ids used on this machine: antom history")
	case given > 1:
		return apperr.New(apperr.Usage, "give only one of a paymentRequestId, --payment-id and --last", nil)
	}
	return nil
}

// RefundRef says which refund a command is about.
type RefundRef struct {
	RequestID string // refundRequestId
	AntomID   string // refundId
	Last      bool   // the newest refund in the journal
}

// Check wants exactly one refund, or none where the request itself may name it.
func (f RefundRef) Check(inFile bool) error {
	switch given := countGiven(f.RequestID != "", f.AntomID != "", f.Last); {
	case given == 0 && !inFile:
		return apperr.New(apperr.Usage, "which refund?", nil,
			"antom inquire-refund REFUND-REQUEST-ID, or --refund-id ID, or --last, or a FILE", "refunds of this machine: antom history --operation refund")
	case given > 1:
		return apperr.New(apperr.Usage, "give only one of a refundRequestId, --refund-id and --last", nil)
	}
	return nil
}

func countGiven(ways ...bool) int {
	n := 0
	for _, used := range ways {
		if used {
			n++
		}
	}
	return n
}

// findPayment finds the payment that the options or the document name, and what
// the journal knows of it. Without any the ids stay empty.
func (r *Run) findPayment(q *Request) error {
	o, d := &r.options, q.Document
	q.requestID, q.paymentID = o.Payment.RequestID, o.Payment.AntomID
	if o.Payment.Last {
		last, err := r.gateway.lastPayment()
		if err != nil {
			return err
		}
		q.requestID = last
		r.gateway.Events.note("the newest payment is %s", last)
	}
	paymentID, requestID := o.Overlay.final(d, "paymentId"), o.Overlay.final(d, "paymentRequestId")
	if q.requestID == "" && q.paymentID == "" {
		q.requestID, q.paymentID = requestID, paymentID
	} else if paymentID != "" && q.paymentID != "" && paymentID != q.paymentID {
		return apperr.New(apperr.Usage, fmt.Sprintf("two payments are given: --payment-id %s, and paymentId %s at %s",
			q.paymentID, paymentID, cmp.Or(d.OriginOf("paymentId").String(), "--set")), nil)
	}
	q.lookUp()
	return nil
}

// lookUp adds what the journal knows. An id that the journal knows as Antom's
// counts as such, wherever it was given.
func (q *Request) lookUp() {
	q.Payment = &ledger.Payment{RequestID: q.requestID, PaymentID: q.paymentID}
	id := cmp.Or(q.paymentID, q.requestID)
	if id == "" {
		return
	}
	g := q.run.gateway
	p, ok := q.run.learned[id]
	if !ok {
		p, ok = g.Ledger().Find(g.Scope(), id)
	}
	if !ok {
		return
	}
	q.Payment = p
	if q.paymentID == "" && q.requestID == p.PaymentID {
		q.requestID, q.paymentID = "", p.PaymentID
	}
}

// inquiry asks for the payment of the request.
func (q *Request) inquiry() Inquiry { return Inquiry{RequestID: q.requestID, AntomID: q.paymentID} }

// nameCancelled names the payment in a cancellation and warns when it is late.
func nameCancelled(_ context.Context, r *Run, q *Request) error {
	if err := r.findPayment(q); err != nil {
		return err
	}
	o, d := &r.options.Overlay, q.Document
	r.warnOfBothIDs(o.final(d, "paymentId"), o.final(d, "paymentRequestId"), "paymentId", "paymentRequestId")
	if warning := q.Payment.CancelWarning(r.gateway.now()); warning != "" {
		r.gateway.Events.warn("%s; if Antom refuses, refund it: %s", warning, r.gateway.Commands.Line(q.inquiry().RefundWords()))
	}
	path, id := "paymentRequestId", q.requestID
	if q.paymentID != "" {
		path, id = "paymentId", q.paymentID
	}
	if id == "" || d.Get(path) == id {
		return nil
	}
	return d.Set(path, id, request.Origin{What: "the command line"})
}

// warnOfBothIDs warns when a request has Antom's id and the merchant's own: Antom
// then looks at its own only.
func (r *Run) warnOfBothIDs(antomID, requestID, antomField, requestField string) {
	if antomID != "" && requestID != "" {
		r.gateway.Events.warn("%s and %s are both given; Antom uses %s", antomField, requestField, antomField)
	}
}

// nameRefund names the refund that is asked for. An id that the journal knows as
// Antom's counts as such.
func nameRefund(_ context.Context, r *Run, q *Request) error {
	d, requestID, refundID := q.Document, r.options.Refund.RequestID, r.options.Refund.AntomID
	if requestID != "" && r.gateway.isRefundID(requestID) {
		requestID, refundID = "", requestID
	}
	o := &r.options.Overlay
	r.warnOfBothIDs(cmp.Or(refundID, o.final(d, "refundId")), cmp.Or(requestID, o.final(d, "refundRequestId")), "refundId", "refundRequestId")
	switch {
	case refundID != "":
		return d.Set("refundId", refundID, request.Origin{Flag: "--refund-id"})
	case requestID != "":
		return d.Set("refundRequestId", requestID, request.Origin{What: "the command line"})
	}
	return nil
}

// namePayment names the payment of a refund or a capture by Antom's id, and the
// currency of the payment, before the flags are read in its units.
func namePayment(ctx context.Context, r *Run, q *Request) error {
	if err := r.findPayment(q); err != nil {
		return err
	}
	if err := r.needPaymentID(ctx, q); err != nil {
		return err
	}
	d := q.Document
	if q.paymentID != "" && d.Get("paymentId") != q.paymentID {
		if err := d.Set("paymentId", q.paymentID, request.Origin{What: "the payment"}); err != nil {
			return err
		}
	}
	if q.paymentID != "" && !accepts(r.options.Operation, "paymentRequestId") {
		d.Drop("paymentRequestId") // it named the payment, as in an argument
	}
	if err := r.needAmount(ctx, q); err != nil {
		return err
	}
	if q.Payment.Currency == "" {
		return nil
	}
	currency := r.options.Operation.AmountField + ".currency"
	return ignoreConflict(d.SetDefault(currency, q.Payment.Currency, request.Origin{What: "the payment"}))
}

// needPaymentID translates a paymentRequestId: by the journal, else by asking.
func (r *Run) needPaymentID(ctx context.Context, q *Request) error {
	g := r.gateway
	if q.paymentID != "" || q.requestID == "" {
		return nil
	}
	if id := q.Payment.PaymentID; id != "" {
		q.paymentID = id
		g.Events.note("payment %s is paymentId %s (from the journal)", q.requestID, id)
		return nil
	}
	inquire := g.Commands.Line(Inquiry{RequestID: q.requestID}.Words())
	if r.options.DryRun {
		return apperr.New(apperr.Usage, fmt.Sprintf("the journal has no paymentId of payment %s, and a dry run sends no inquiry", q.requestID), nil,
			"give Antom's id: --payment-id ID", "or inquire about the payment first: "+inquire)
	}
	if err := r.askPayment(ctx, q); err != nil {
		return err
	}
	if q.Payment.PaymentID == "" {
		return apperr.New(apperr.Pending, fmt.Sprintf("payment %s has no paymentId yet", q.requestID), nil, inquire)
	}
	q.paymentID = q.Payment.PaymentID
	g.Events.note("payment %s is paymentId %s (from an inquiry)", q.requestID, q.paymentID)
	return nil
}

// needAmount asks what was paid when the request leaves the amount open and the
// journal does not know it.
func (r *Run) needAmount(ctx context.Context, q *Request) error {
	o := &r.options.Overlay
	open := o.final(q.Document, r.options.Operation.AmountField+".value") == "" && !o.amountGiven()
	unknown := q.Payment.Amount == "" || q.Payment.Currency == ""
	if !open || !unknown || r.options.DryRun || q.paymentID == "" {
		return nil
	}
	return r.askPayment(ctx, q)
}

// askPayment inquires the payment, and adds the answer to what is known.
func (r *Run) askPayment(ctx context.Context, q *Request) error {
	ask := q.inquiry()
	r.gateway.Events.note("%s is not in the journal; sending an inquiry", ask.Name())
	x, err := r.gateway.ask(ctx, ask, q.Payment)
	if err != nil {
		return err
	}
	if !x.Succeeded() {
		e := x.ErrorOf(x.Outcome().Meaning())
		if q.paymentID == "" {
			e.Hints = append(e.Hints, fmt.Sprintf("if %s is Antom's id of the payment: antom %s --payment-id %s",
				q.requestID, r.options.Operation.Command, apperr.ShellQuote(q.requestID)))
		}
		return e
	}
	q.Payment = learn(q.Payment, x)
	r.remember(q.Payment)
	return nil
}

// remember keeps a payment that was asked for, so that the next request of the same
// file is held against it.
func (r *Run) remember(p *ledger.Payment) {
	if r.learned == nil {
		r.learned = map[string]*ledger.Payment{}
	}
	for _, id := range []string{p.PaymentID, p.RequestID} {
		if id != "" {
			r.learned[id] = p
		}
	}
}

// learn is what is known of a payment after an answered inquiry of it.
func learn(p *ledger.Payment, x *Answer) *ledger.Payment {
	known := *p
	known.PaymentID, known.RequestID = cmp.Or(known.PaymentID, x.Field("paymentId")), cmp.Or(known.RequestID, x.Field("paymentRequestId"))
	known.Amount, known.Currency = x.Field("paymentAmount.value"), x.Field("paymentAmount.currency")
	known.Method, known.Status = cmp.Or(x.Field("paymentMethodType"), known.Method), x.Field("paymentStatus")
	known.Learn(outcome.Transactions(x.Body))
	return &known
}
