package cmd

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// retry pays the order of an earlier payment again.
type retry struct {
	app   *App
	cmd   *cobra.Command
	conn  *connection
	flags *createFlags
	op    operation
	id    string          // the paymentRequestId of the earlier payment
	known *ledger.Payment // what the journal knows of it
	found bool
}

// newRetry reads --retry-of; nil without it.
func (a *App) newRetry(cmd *cobra.Command, conn *connection, f *createFlags, op operation, docs []*request.Document) (*retry, error) {
	if !cmd.Flags().Changed("retry-of") {
		return nil, nil
	}
	if f.retryOf == "" {
		return nil, apperr.New(apperr.Usage, "--retry-of needs the paymentRequestId of the earlier payment", nil, "antom history --operation pay")
	}
	if len(docs) > 1 {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("--retry-of is for one request, and the file has %d", len(docs)), nil)
	}
	t := a.lookUp(conn, target{requestID: f.retryOf})
	return &retry{app: a, cmd: cmd, conn: conn, flags: f, op: op, id: or(t.known.RequestID, f.retryOf), known: t.known, found: t.found && t.known.Made}, nil
}

// begin fills the request with what the journal has of the order, and takes the
// old paymentRequestId out of it. Flags come later and win.
func (r *retry) begin(d *request.Document) error {
	if d.Get("paymentRequestId") == r.id {
		id, err := r.app.freshID(r.op)
		if err != nil {
			return err
		}
		if err := d.Set("paymentRequestId", id, request.Origin{Flag: "--retry-of"}); err != nil {
			return err
		}
	}
	if r.flags.request.final(r.cmd, d, "paymentRequestId") == r.id {
		return apperr.New(apperr.Usage, fmt.Sprintf("%s is the payment to retry; a retry needs a new paymentRequestId", r.id), nil,
			"leave it out to have a new one made")
	}
	order := r.flags.request.final(r.cmd, d, "order.referenceOrderId")
	switch {
	case !r.found && order == "":
		return apperr.New(apperr.Usage, fmt.Sprintf("payment %s is not in the journal, so its order is not known", r.id), nil,
			"give the order again: the file it was made from, or --order-id and the other flags")
	case r.found && order != "" && r.known.OrderID != "" && order != r.known.OrderID:
		return apperr.New(apperr.Usage, fmt.Sprintf("payment %s is of order %s, but the request is for order %s", r.id, r.known.OrderID, order), nil,
			"retry with the file of that order, or pay without --retry-of")
	}
	return r.fill(d)
}

// fill sets the fields that the journal keeps.
func (r *retry) fill(d *request.Document) error {
	p := r.known
	r.compareAmount(d)
	for _, field := range []fieldDefault{
		{"order.referenceOrderId", p.OrderID},
		{"paymentAmount.currency", p.Currency},
		{"paymentAmount.value", p.Amount},
		{"paymentMethod.paymentMethodType", p.Method},
	} {
		if !r.found || field.text == "" {
			continue
		}
		if err := ignoreConflict(d.SetDefault(field.path, field.text, request.Origin{What: "payment " + r.id})); err != nil {
			return err
		}
	}
	return nil
}

// compareAmount warns when the file has another amount than the earlier payment.
func (r *retry) compareAmount(d *request.Document) {
	value, currency := d.Get("paymentAmount.value"), d.Get("paymentAmount.currency")
	if r.found && value != "" && (value != r.known.Amount || currency != r.known.Currency) {
		r.app.warn("the amount is %s; payment %s was for %s", ledger.Money(currency, value), r.id, ledger.Money(r.known.Currency, r.known.Amount))
	}
}

// explain adds to the mistakes of a request why the journal cannot fill them.
func (r *retry) explain(err error) error {
	e := *r.app.classify(err)
	e.Hints = append(slices.Clone(e.Hints), fmt.Sprintf("the journal keeps amounts and ids, no descriptions, URLs, goods, buyers or cards: give the file again, antom pay FILE --retry-of %s",
		apperr.ShellQuote(r.id)))
	return &e
}

// check asks for every payment of the order that may have been paid. It is nil
// only when none was and none can be any more.
func (r *retry) check(d *request.Document) error {
	attempts := []*ledger.Payment{r.known}
	for _, p := range r.app.ledger(r.conn).MayBePaid(r.conn.scope(), d.Get("order.referenceOrderId")) {
		if p != r.known {
			attempts = append(attempts, p)
		}
	}
	for _, p := range attempts {
		if err := r.ask(p, d); err != nil {
			return err
		}
	}
	r.app.note("paying order %s again, as %s", d.Get("order.referenceOrderId"), d.Get("paymentRequestId"))
	return nil
}

// ask asks for one payment.
func (r *retry) ask(p *ledger.Payment, d *request.Document) error {
	q := inquiry{requestID: or(p.RequestID, r.id)}
	doc, err := q.document()
	if err != nil {
		return err
	}
	x, err := r.app.send(r.cmd, r.conn, opInquiry(), doc)
	if err != nil {
		return err
	}
	attempt := outcome.Attempt{Operation: p.Operation, Method: p.Method, Placed: p.Placed, Refused: p.Refused}
	order := d.Get("order.referenceOrderId")
	switch x.judged().MayPayAgain(attempt, r.app.Now()) {
	case outcome.PaidAlready:
		return r.paid(q, x, p, order)
	case outcome.StillOpen:
		return r.open(q, x, p, order)
	case outcome.NotKnown:
		return r.unknown(q, x)
	}
	state := x.status()
	if state == "" {
		state = "was never made"
	} else {
		state = "ended with " + state
	}
	r.app.note("%s %s", q.noun(), state)
	return nil
}

// paid refuses, unless all of the payment was given back.
func (r *retry) paid(q inquiry, x *answer, p *ledger.Payment, order string) error {
	known := *p
	known.Status = x.status()
	known.Amount, known.Currency = or(known.Amount, x.got("paymentAmount.value")), or(known.Currency, x.got("paymentAmount.currency"))
	known.Learn(outcome.Transactions(x.body))
	if !known.Paid() {
		r.app.note("%s was paid and given back in full", q.noun())
		return nil
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("order %s is paid already, by %s; no second payment was made", order, q.noun()), nil,
		"see it: "+r.app.askCommand(q.words()),
		"to have it paid anew, give this one back first: "+r.app.askCommand(q.cancelWords()),
	).WithCode("already-paid").WithDetails(failedCall{PaymentRequestID: q.requestID, PaymentID: x.got("paymentId")})
}

// open refuses while the buyer may still pay.
func (r *retry) open(q inquiry, x *answer, p *ledger.Payment, order string) error {
	status := or(x.status(), outcome.Processing)
	e := apperr.New(apperr.Pending, fmt.Sprintf("%s of order %s is still %s and may yet be paid; no second payment was made", q.noun(), order, status), nil,
		"wait for its end: "+r.app.askCommand(q.words())+" --wait",
		"or close it: "+r.app.askCommand(q.cancelWords())+", and then run this again",
	).WithCode(status).WithDetails(failedCall{PaymentRequestID: q.requestID, PaymentID: x.got("paymentId")})
	if m, ok := spec.FindMethod(or(p.Method, x.got("paymentMethodType"))); ok && m.Refundable == spec.False {
		e.Hints = append(e.Hints, m.Code+" cannot be refunded, so that two payments could not be put right")
	}
	return e
}

// unknown refuses when Antom does not tell.
func (r *retry) unknown(q inquiry, x *answer) error {
	e := x.errorOf(x.judged().Meaning())
	if x.response.Result.ResultStatus != antom.StatusFailed || e.Code != "ORDER_NOT_EXIST" || !r.found {
		return e
	}
	e.Kind = apperr.Pending
	e.What = fmt.Sprintf("%s is not known to Antom, or not yet; no second payment was made", q.noun())
	e.Hints = []string{
		"send the same request with the same id, which cannot make a second payment: antom pay FILE --request-id " + apperr.ShellQuote(q.requestID),
		"or ask again when it would have closed: " + r.app.askCommand(q.words()),
	}
	return e
}
