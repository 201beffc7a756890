package flow

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// fillRefund completes the amount and holds the refund against what is known: of
// the capture that it refunds, where there is one.
func fillRefund(r *Run, q *Request) error {
	captureID := q.Document.Get("captureId")
	q.limit, _ = q.Payment.OfCapture(captureID)
	p, g := q.limit, r.gateway
	if err := r.fillAmount(q, p.Refunds, "refunding"); err != nil {
		return err
	}
	problems, warnings := p.CheckRefund(q.draft(), g.now())
	r.addProblems(q, problems, warnings)
	if captures := ledger.Add(p.Captures, p.Currency, "").Known; len(captures) > 1 && captureID == "" {
		g.Events.warn("payment %s was captured %d times; name the capture to refund: %s", p.Name(), len(captures), captureFlags(captures))
	}
	for _, m := range ledger.Add(p.Refunds, p.Currency, q.Document.Get("refundRequestId")).Maybe {
		g.Events.warn("the outcome of refund %s (%s) is not known; inquire before you refund again: %s",
			m.RequestID, ledger.Money(m.Currency, m.Amount), g.Commands.Line(Inquiry{About: outcome.Refund, RequestID: m.RequestID}.Words()))
	}
	m := q.movement()
	m.Capture = captureID
	q.Payment.Refunds = ledger.Put(q.Payment.Refunds, m)
	return nil
}

// captureFlags are the flags that choose one of several captures.
func captureFlags(captures []ledger.Movement) string {
	var flags []string
	for _, c := range captures {
		flags = append(flags, fmt.Sprintf("--capture-id %s (%s)", cmp.Or(c.ID, "ID"), ledger.Money(c.Currency, c.Amount)))
	}
	return strings.Join(flags, ", ")
}

// fillCapture completes the amount and holds the capture against what is known.
func fillCapture(r *Run, q *Request) error {
	if r.options.LastCapture {
		if err := q.Document.Set("isLastCapture", "true", request.Origin{Flag: "--final"}); err != nil {
			return err
		}
	}
	q.limit = q.Payment
	p, g := q.limit, r.gateway
	if err := r.fillAmount(q, p.Captures, "capturing"); err != nil {
		return err
	}
	problems, warnings := p.CheckCapture(q.draft(), g.now())
	r.addProblems(q, problems, warnings)
	for _, m := range ledger.Add(p.Captures, p.Currency, q.Document.Get("captureRequestId")).Maybe {
		g.Events.warn("the outcome of capture %s (%s) is not known; inquire before you capture again: %s",
			m.RequestID, ledger.Money(m.Currency, m.Amount), g.Commands.Line(Inquiry{AntomID: q.paymentID}.Words()))
	}
	p.Captures = ledger.Put(p.Captures, q.movement())
	return nil
}

// fillAmount fills an open amount with what is left of the payment, and says so.
func (r *Run) fillAmount(q *Request, movements []ledger.Movement, doing string) error {
	op, p, d := r.options.Operation, q.limit, q.Document
	left, sum, ok := p.Left(movements, d.Get(op.RequestIDField))
	if d.Has(op.AmountField+".value") || r.options.Overlay.amountGiven() || !ok || d.Get(op.AmountField+".currency") != p.Currency {
		return nil
	}
	if left == 0 {
		return apperr.New(apperr.Usage, fmt.Sprintf("nothing is left of payment %s: %s of %s is used already", p.Name(),
			ledger.Money(p.Currency, strconv.FormatInt(sum.Sure, 10)), ledger.Money(p.Currency, p.Amount)), nil,
			"what was sent: "+"antom history --id "+apperr.ShellQuote(p.PaymentID)).WithCode("nothing-left")
	}
	value := strconv.FormatInt(left, 10)
	if sum.Sure == 0 {
		r.gateway.Events.note("%s all of it: %s", doing, ledger.Money(p.Currency, value))
	} else {
		r.gateway.Events.note("%s what is left: %s of %s", doing, ledger.Money(p.Currency, value), ledger.Money(p.Currency, p.Amount))
	}
	return ignoreConflict(d.SetDefault(op.AmountField+".value", value, request.Origin{What: "the payment"}))
}

// draft is the request as the rules of the ledger take it.
func (q *Request) draft() ledger.Draft {
	op, d := q.run.options.Operation, q.Document
	return ledger.Draft{
		RequestID: d.Get(op.RequestIDField), Amount: d.Get(op.AmountField + ".value"), Currency: d.Get(op.AmountField + ".currency"),
	}
}

// movement counts the request among the movements of its payment, so that the
// next one of the same file is held against it.
func (q *Request) movement() ledger.Movement {
	d := q.draft()
	return ledger.Movement{RequestID: d.RequestID, Amount: d.Amount, Currency: d.Currency, Status: outcome.Processing}
}

// Left is what is left of the payment, or of the capture that is refunded, after
// this request, and the whole of it; "" where that is not known.
func (q *Request) Left() string {
	p, draft := q.limit, q.draft()
	movements := p.Refunds
	if q.run.options.Operation.Name == spec.OpCapture {
		movements = p.Captures
	}
	left, _, ok := p.Left(movements, draft.RequestID)
	amount, err := strconv.ParseInt(draft.Amount, 10, 64)
	if !ok || err != nil || draft.Currency != p.Currency {
		return ""
	}
	rest := strconv.FormatInt(max(left-amount, 0), 10)
	return fmt.Sprintf("%s of %s", ledger.Money(p.Currency, rest), ledger.Money(p.Currency, p.Amount))
}

// addProblems makes the problems mistakes of the request, to be reported with all
// others.
func (r *Run) addProblems(q *Request, problems []ledger.Problem, warnings []string) {
	for _, w := range warnings {
		r.gateway.Events.warn("%s", w)
	}
	if r.options.NoValidate {
		return
	}
	for _, p := range problems {
		r.mistakes = append(r.mistakes, q.mistake(p))
	}
}

// mistake is a problem as a mistake of the request, at its place.
func (q *Request) mistake(p ledger.Problem) Mistake {
	op, path := q.run.options.Operation, "paymentId"
	switch p.Field {
	case ledger.FieldAmount:
		path = op.AmountField + ".value"
	case ledger.FieldID:
		path = op.RequestIDField
	case ledger.FieldCurrency:
		path = op.AmountField + ".currency"
	}
	m := Mistake{Problem: request.Problem{Origin: q.Document.OriginOf(path), Finding: spec.Finding{
		Path: path, Rule: "payment-" + string(p.Field), Severity: spec.Error, Message: p.Message, Nearest: p.Nearest,
	}}}
	if m.Origin.File == "" && m.Origin.Flag == "" {
		m.Origin = request.Origin{} // nothing that was given is to blame
	}
	if m.Origin.Flag == "--amount" {
		m.Nearest = majorUnits(q.limit.Currency, p.Nearest)
	}
	return m
}
