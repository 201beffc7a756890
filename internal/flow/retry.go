package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// retry pays the order of an earlier payment again.
type retry struct {
	run   *Run
	id    string          // the paymentRequestId of the earlier payment
	known *ledger.Payment // what the journal knows of it
	found bool            // the payment was made from this machine
}

// newRetry reads RetryOf; nil without it.
func newRetry(r *Run) (*retry, error) {
	of := r.options.RetryOf
	if !of.Given {
		return nil, nil
	}
	if of.Text == "" {
		return nil, apperr.New(apperr.Usage, "--retry-of requires the paymentRequestId of the earlier payment", nil, "antom history --operation pay")
	}
	if len(r.Requests) > 1 {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("--retry-of is for one request, and the file has %d", len(r.Requests)), nil)
	}
	earlier := Request{run: r, requestID: of.Text}
	earlier.lookUp()
	known := earlier.Payment
	return &retry{run: r, id: cmp.Or(known.RequestID, of.Text), known: known, found: known.Made}, nil
}

// beginRetry fills the request with what the journal has of the order, and removes
// the old paymentRequestId from it. Flags come later and win.
func beginRetry(r *Run, q *Request) error {
	if r.retry == nil {
		return nil
	}
	return r.retry.begin(q.Document)
}

func (t *retry) begin(d *request.Document) error {
	r := t.run
	if d.Get("paymentRequestId") == t.id {
		id, err := r.gateway.newID(r.options.Operation)
		if err != nil {
			return err
		}
		if err := d.Set("paymentRequestId", id, request.Origin{Flag: "--retry-of"}); err != nil {
			return err
		}
	}
	if r.options.Overlay.final(d, "paymentRequestId") == t.id {
		return apperr.New(apperr.Usage, fmt.Sprintf("%s is the payment to retry; a retry needs a new paymentRequestId", t.id), nil,
			"omit it to have a new one generated")
	}
	order := r.options.Overlay.final(d, "order.referenceOrderId")
	switch {
	case !t.found && order == "":
		return apperr.New(apperr.Usage, fmt.Sprintf("payment %s is not in the journal, so its order is not known", t.id), nil,
			"pass the order again: its file, or --order-id and the other flags")
	case t.found && order != "" && t.known.OrderID != "" && order != t.known.OrderID:
		return apperr.New(apperr.Usage, fmt.Sprintf("payment %s is of order %s, but the request is for order %s", t.id, t.known.OrderID, order), nil,
			"retry with the file of that order, or pay without --retry-of")
	}
	if !t.found {
		return nil
	}
	return t.fill(d)
}

// fill sets the fields that the journal keeps.
func (t *retry) fill(d *request.Document) error {
	p := t.known
	t.compareAmount(d)
	for _, f := range []Default{
		{"order.referenceOrderId", p.OrderID},
		{"paymentAmount.currency", p.Currency},
		{"paymentAmount.value", p.Amount},
		{"paymentMethod.paymentMethodType", p.Method},
	} {
		if f.Text == "" {
			continue
		}
		if err := ignoreConflict(d.SetDefault(f.Path, f.Text, request.Origin{What: "payment " + t.id})); err != nil {
			return err
		}
	}
	return nil
}

// compareAmount warns when the file has another amount than the earlier payment.
func (t *retry) compareAmount(d *request.Document) {
	value, currency := d.Get("paymentAmount.value"), d.Get("paymentAmount.currency")
	if value != "" && (value != t.known.Amount || currency != t.known.Currency) {
		t.run.gateway.Events.warn("the amount is %s; payment %s was for %s", ledger.Money(currency, value), t.id, ledger.Money(t.known.Currency, t.known.Amount))
	}
}

// explain adds to the mistakes of a request why the journal cannot fill them.
func (t *retry) explain(err error) error {
	var known *apperr.Error
	if !errors.As(err, &known) {
		return err
	}
	e := *known
	e.Hints = append(slices.Clone(e.Hints), fmt.Sprintf("the journal keeps amounts and ids, but no descriptions, URLs, goods, buyers or cards; pass the file again: antom pay FILE --retry-of %s",
		apperr.ShellQuote(t.id)))
	return &e
}

// check asks for every payment of the order that may have been paid. It is nil
// only when none was and none can be any more.
func (t *retry) check(ctx context.Context, d *request.Document) error {
	g, order := t.run.gateway, d.Get("order.referenceOrderId")
	attempts := []*ledger.Payment{t.known}
	for _, p := range g.Ledger().MayBePaid(g.Scope(), order) {
		if p != t.known {
			attempts = append(attempts, p)
		}
	}
	for _, p := range attempts {
		if err := t.ask(ctx, p, order); err != nil {
			return err
		}
	}
	g.Events.note("paying order %s again, as %s", order, d.Get("paymentRequestId"))
	return nil
}

// ask asks for one payment. It is nil when that payment leaves the order unpaid.
func (t *retry) ask(ctx context.Context, p *ledger.Payment, order string) error {
	g := t.run.gateway
	q := Inquiry{RequestID: cmp.Or(p.RequestID, t.id)}
	x, err := g.ask(ctx, q, nil)
	if err != nil {
		return err
	}
	attempt := outcome.Attempt{Operation: p.Operation, Method: p.Method, Placed: p.Placed, Refused: p.Refused}
	switch x.Outcome().MayPayAgain(attempt, g.now()) {
	case outcome.PaidAlready:
		return t.paid(q, x, p, order)
	case outcome.StillOpen:
		return t.open(q, x, p, order)
	case outcome.NotKnown:
		return t.unknown(q, x)
	}
	if status := x.Status(); status != "" {
		g.Events.note("%s ended with %s", q.Name(), status)
	} else {
		g.Events.note("%s was never created", q.Name())
	}
	return nil
}

// paid refuses, unless all the money of the payment was returned.
func (t *retry) paid(q Inquiry, x *Answer, p *ledger.Payment, order string) error {
	g := t.run.gateway
	known := *p
	known.Status = x.Status()
	known.Amount, known.Currency = cmp.Or(known.Amount, x.Field("paymentAmount.value")), cmp.Or(known.Currency, x.Field("paymentAmount.currency"))
	known.Learn(outcome.Transactions(x.Body))
	if !known.Paid() {
		g.Events.note("%s was paid, and all the money was returned", q.Name())
		return nil
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("order %s is paid already, by %s; no second payment was created", order, q.Name()), nil,
		"to see the payment: "+g.Commands.Line(q.Words()),
		"to have the order paid again, first return this payment: "+g.Commands.Line(q.CancelWords()),
	).WithCode("already-paid").WithDetails(requestIDs{PaymentRequestID: q.RequestID, PaymentID: x.Field("paymentId")})
}

// open refuses while the buyer may still pay.
func (t *retry) open(q Inquiry, x *Answer, p *ledger.Payment, order string) error {
	commands, status := t.run.gateway.Commands, cmp.Or(x.Status(), outcome.Processing)
	e := apperr.New(apperr.Pending, fmt.Sprintf("%s of order %s is still %s and can still be paid; no second payment was created", q.Name(), order, status), nil,
		"wait until it is final: "+commands.Line(q.Words())+" --wait",
		"or close it: "+commands.Line(q.CancelWords())+", then run this command again",
	).WithCode(status).WithDetails(requestIDs{PaymentRequestID: q.RequestID, PaymentID: x.Field("paymentId")})
	if m, ok := spec.FindMethod(cmp.Or(p.Method, x.Field("paymentMethodType"))); ok && m.Refundable == spec.False {
		e.Hints = append(e.Hints, m.Code+" cannot be refunded, so a second payment could not be corrected")
	}
	return e
}

// unknown refuses when Antom does not know the payment, or not yet.
func (t *retry) unknown(q Inquiry, x *Answer) error {
	e := x.ErrorOf(x.Outcome().Meaning())
	if x.Response.Result.ResultStatus != antom.StatusFailed || e.Code != "ORDER_NOT_EXIST" || !t.found {
		return e
	}
	e.Kind = apperr.Pending
	e.What = fmt.Sprintf("%s is not known to Antom, or not yet; no second payment was created", q.Name())
	e.Hints = []string{
		"send the same request with the same id, which cannot create a second payment: antom pay FILE --request-id " + apperr.ShellQuote(q.RequestID),
		"or inquire again when it would have expired: " + t.run.gateway.Commands.Line(q.Words()),
	}
	return e
}
