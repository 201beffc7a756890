package flow

import (
	"context"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
)

// AskOptions say how many payments are asked for.
type AskOptions struct {
	// Interval is the time between two inquiries.
	Interval time.Duration
	// Known is how long an answer in the journal is used instead of a new inquiry, so
	// that a command that was stopped goes on where it was.
	Known time.Duration
	// Sleep waits between two inquiries.
	Sleep func(context.Context, time.Duration) error
	Now   time.Time
}

// PaymentState is what the gateway says about a payment.
type PaymentState struct {
	Status string // empty when the gateway does not know the payment
	Code   string // the result code where there is no status
	Amount antom.Amount
	Err    error // no usable answer
}

// AskPayments inquires about payments, one after the other, and emits each answer. The
// answers go to the journal. An inquiry without an answer does not end it; an answer that
// is not Antom's and the end of ctx do.
func (g *Gateway) AskPayments(ctx context.Context, payments []Inquiry, o AskOptions, emit func(i int, s PaymentState)) error {
	known := g.knownStates(o)
	asked := false
	for i, q := range payments {
		if s, ok := known[q.id()]; ok {
			emit(i, s)
			continue
		}
		if asked {
			if err := o.Sleep(ctx, o.Interval); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		asked = true
		s := g.askPayment(ctx, q)
		switch kind := apperr.KindOf(s.Err); {
		case s.Err == nil:
		case kind == apperr.Interrupted, kind == apperr.Signature:
			return s.Err
		}
		emit(i, s)
	}
	return nil
}

func (g *Gateway) askPayment(ctx context.Context, q Inquiry) PaymentState {
	answer, err := g.ask(ctx, q, nil)
	if err != nil {
		return PaymentState{Err: err}
	}
	s := PaymentState{
		Status: answer.Status(), Code: answer.Field("result.resultCode"),
		Amount: antom.Amount{Currency: answer.Field("paymentAmount.currency"), Value: answer.Field("paymentAmount.value")},
	}
	if !answer.Succeeded() {
		s.Status = ""
	}
	return s
}

// knownStates are the answers to inquiries of the last time, by the ids that were asked
// by. Only final states stay what they are.
func (g *Gateway) knownStates(o AskOptions) map[string]PaymentState {
	known := map[string]PaymentState{}
	if g.Journal == nil || o.Known <= 0 {
		return known
	}
	entries, err := g.Journal.List(journal.Filter{Operation: "inquiryPayment", Since: o.Now.Add(-o.Known), Local: &g.Local})
	if err != nil {
		return known // a new inquiry does no harm
	}
	for _, e := range entries {
		if e.ClientID != g.Client.ClientID || e.State != journal.StateAnswered || e.Trust != string(antom.TrustVerified) {
			continue
		}
		switch outcome.StateOf(e.PaymentStatus) {
		case outcome.Succeeded, outcome.Ended:
		default:
			continue
		}
		s := PaymentState{Status: e.PaymentStatus, Code: e.ResultCode, Amount: antom.Amount{Currency: e.Currency, Value: e.Amount}}
		for _, id := range []string{e.RequestID, e.PaymentID} {
			if _, newer := known[id]; !newer && id != "" {
				known[id] = s
			}
		}
	}
	return known
}
