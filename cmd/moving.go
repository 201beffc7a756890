package cmd

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// beginMoving names the payment of a refund or a capture by Antom's id, and the
// currency of the payment, before the flags are read in its units.
func beginMoving(r *calling) error {
	a := r.app
	t, err := a.target(r.cmd, r.conn, r.call.flags, r.d)
	if err != nil {
		return err
	}
	r.target = t
	if err := r.needPaymentID(); err != nil {
		return err
	}
	t = r.target
	r.conn.atHand(t.known)
	if t.paymentID != "" && r.d.Get("paymentId") != t.paymentID {
		if err := r.d.Set("paymentId", t.paymentID, request.Origin{What: "the payment"}); err != nil {
			return err
		}
	}
	if t.paymentID != "" && !r.call.op.accepts("paymentRequestId") {
		r.d.Drop("paymentRequestId") // it named the payment, as in an argument
	}
	if err := r.needAmount(); err != nil {
		return err
	}
	currency := r.call.flags.request.amounts[0] + ".currency"
	if r.target.known.Currency == "" {
		return nil
	}
	return ignoreConflict(r.d.SetDefault(currency, r.target.known.Currency, request.Origin{What: "the payment"}))
}

// ignoreConflict leaves a wrong shape of the document to the checks.
func ignoreConflict(err error) error {
	if err != nil && inTheWay(err) {
		return nil
	}
	return err
}

// needPaymentID translates a paymentRequestId: by the journal, else by asking.
func (r *calling) needPaymentID() error {
	t := &r.target
	if t.paymentID != "" || t.requestID == "" {
		return nil
	}
	if id := t.known.PaymentID; id != "" {
		t.paymentID = id
		r.app.note("payment %s is paymentId %s (from the journal)", t.requestID, id)
		return nil
	}
	if r.dry {
		return apperr.New(apperr.Usage, fmt.Sprintf("the journal has no paymentId of payment %s, and nobody is asked when nothing is to be sent", t.requestID), nil,
			"give Antom's id: --payment-id ID", "or ask for it first: "+r.app.askCommand(inquiry{requestID: t.requestID}.words()))
	}
	if err := r.ask(); err != nil {
		return err
	}
	if t.known.PaymentID == "" {
		return apperr.New(apperr.Pending, fmt.Sprintf("payment %s has no paymentId yet", t.requestID), nil,
			r.app.askCommand(inquiry{requestID: t.requestID}.words()))
	}
	t.paymentID = t.known.PaymentID
	r.app.note("payment %s is paymentId %s (asked for)", t.requestID, t.paymentID)
	return nil
}

// needAmount asks what was paid when the request leaves the amount open and the
// journal does not know it.
func (r *calling) needAmount() error {
	f := &r.call.flags.request
	open := f.final(r.cmd, r.d, f.amounts[0]+".value") == "" && !amountGiven(r.cmd)
	unknown := r.target.known.Amount == "" || r.target.known.Currency == ""
	if !open || !unknown || r.dry || r.target.paymentID == "" {
		return nil
	}
	return r.ask()
}

// amountGiven tells whether a flag gives the amount, be it a wrong one.
func amountGiven(cmd *cobra.Command) bool {
	return cmd.Flags().Changed("amount") || cmd.Flags().Changed("minor")
}

// ask inquires the payment, and adds the answer to what is known.
func (r *calling) ask() error {
	a, t := r.app, &r.target
	q := inquiry{requestID: t.requestID, otherID: t.paymentID}
	d, err := q.document()
	if err != nil {
		return err
	}
	a.note("%s is not in the journal; asking Antom for it", q.noun())
	x, err := a.send(r.cmd, r.conn, opInquiry(), d)
	if err != nil {
		return err
	}
	if x.response.Result.ResultStatus != antom.StatusSuccess {
		e := x.errorOf(x.judged().Meaning())
		if t.paymentID == "" {
			e.Hints = append(e.Hints, fmt.Sprintf("if %s is Antom's id of the payment: antom %s --payment-id %s",
				t.requestID, r.call.op.command, apperr.ShellQuote(t.requestID)))
		}
		return e
	}
	known := *t.known
	known.PaymentID, known.RequestID = or(known.PaymentID, x.got("paymentId")), or(known.RequestID, x.got("paymentRequestId"))
	known.Amount, known.Currency = x.got("paymentAmount.value"), x.got("paymentAmount.currency")
	known.Method, known.Status = or(x.got("paymentMethodType"), known.Method), x.got("paymentStatus")
	known.Learn(outcome.Transactions(x.body))
	t.known = &known
	return nil
}

// wholeAmount fills an open amount with what is left of the payment, and says so.
func (r *calling) wholeAmount(moved []ledger.Movement, idPath, doing string) error {
	path := r.call.flags.request.amounts[0]
	p := r.target.known
	left, sum, ok := p.Left(moved, r.d.Get(idPath))
	if r.d.Has(path+".value") || amountGiven(r.cmd) || !ok || r.d.Get(path+".currency") != p.Currency {
		return nil
	}
	if left == 0 {
		return apperr.New(apperr.Usage, fmt.Sprintf("nothing is left of payment %s: %s of %s is gone already", p.Name(),
			ledger.Money(p.Currency, strconv.FormatInt(sum.Sure, 10)), ledger.Money(p.Currency, p.Amount)), nil,
			"what was sent: "+"antom history --id "+apperr.ShellQuote(p.PaymentID)).WithCode("nothing-left")
	}
	value := strconv.FormatInt(left, 10)
	if sum.Sure == 0 {
		r.app.note("%s all of it: %s", doing, ledger.Money(p.Currency, value))
	} else {
		r.app.note("%s what is left: %s of %s", doing, ledger.Money(p.Currency, value), ledger.Money(p.Currency, p.Amount))
	}
	return ignoreConflict(r.d.SetDefault(path+".value", value, request.Origin{What: "the payment"}))
}

// draft is the request as the rules of the ledger take it.
func (r *calling) draft(idPath string) ledger.Draft {
	path := r.call.flags.request.amounts[0]
	return ledger.Draft{RequestID: r.d.Get(idPath), Amount: r.d.Get(path + ".value"), Currency: r.d.Get(path + ".currency")}
}

// planned counts the request among the movements of its payment, so that the
// next one of the same file is held against it.
func (r *calling) planned(idPath string) ledger.Movement {
	d := r.draft(idPath)
	return ledger.Movement{RequestID: d.RequestID, Amount: d.Amount, Currency: d.Currency, Status: outcome.Processing}
}

// judge makes the problems mistakes of the request, to be told with all others.
func (r *calling) judge(problems []ledger.Problem, warnings []string) {
	f := &r.call.flags.request
	for _, w := range warnings {
		r.app.warn("%s", w)
	}
	if f.noValidate {
		return
	}
	for _, p := range problems {
		f.mistakes = append(f.mistakes, r.mistake(p))
	}
}

// mistake is a problem as a mistake of the request, at its place.
func (r *calling) mistake(p ledger.Problem) mistake {
	path := ""
	switch p.Field {
	case ledger.FieldAmount:
		path = r.call.flags.request.amounts[0] + ".value"
	case ledger.FieldID:
		path = requestIDField(r.call.op.name)
	case ledger.FieldCurrency:
		path = r.call.flags.request.amounts[0] + ".currency"
	default:
		path = "paymentId"
	}
	m := mistake{Problem: request.Problem{Origin: r.d.OriginOf(path), Finding: spec.Finding{
		Path: path, Rule: "payment-" + string(p.Field), Severity: spec.Error, Message: p.Message, Nearest: p.Nearest,
	}}}
	if m.Origin.File == "" && m.Origin.Flag == "" {
		m.Origin = request.Origin{} // nothing that was given is to blame
	}
	if m.Origin.Flag == "--amount" {
		m.Nearest = majorUnits(r.target.known.Currency, p.Nearest)
	}
	return m
}
