package cmd

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// expectFlags say what an inquiry must be answered with.
type expectFlags struct {
	amount   string
	currency string
}

func (f *expectFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.amount, "expect-amount", "", "refuse an answer with another `amount`, in major units such as 12.34; needs --currency")
	fl.StringVar(&f.currency, "currency", "", "ISO 4217 `code` of --expect-amount, such as HKD")
	_ = cmd.RegisterFlagCompletionFunc("currency", completeCurrencies)
}

// amounts is the expected amount under the name of its field, nil when none
// was given.
func (f *expectFlags) amounts(cmd *cobra.Command, op operation) (map[string]antom.Amount, error) {
	if !cmd.Flags().Changed("expect-amount") {
		if cmd.Flags().Changed("currency") {
			return nil, apperr.New(apperr.Usage, "--currency goes with --expect-amount", nil, "antom "+op.command+" ID --expect-amount 12.34 --currency HKD")
		}
		return nil, nil
	}
	value, err := minorUnits(f.currency, f.amount)
	if err != nil {
		return nil, apperr.New(apperr.Usage, "--expect-amount "+apperr.ShellQuote(f.amount), err,
			"such as antom "+op.command+" ID --expect-amount 12.34 --currency HKD")
	}
	return map[string]antom.Amount{amountField(op.name): {Currency: f.currency, Value: value}}, nil
}

// words are the flags as they were given, after a blank; "" without them.
func (f *expectFlags) words() string {
	if f.amount == "" {
		return ""
	}
	return " --expect-amount " + apperr.ShellQuote(f.amount) + " --currency " + apperr.ShellQuote(f.currency)
}

// expected is what an answer must not contradict: what the journal knows of the
// payment or refund that the request names, and what the user expects.
func (a *App) expected(conn *connection, op operation, sent *spec.Node) antom.Expected {
	s := a.sentBefore(conn, op, sent)
	known := spec.OperationNamed(op.name)
	e := antom.Expected{IDs: map[string]string{known.RequestIDField: s.RequestID, known.AntomIDField: s.ID}}
	switch {
	case conn.amounts != nil:
		e.Amounts = conn.amounts
	case s.Amount != "":
		e.Amounts, e.Optional = map[string]antom.Amount{amountField(op.name): {Currency: s.Currency, Value: s.Amount}}, true
	}
	return e
}

// sentBefore finds in the journal what an inquiry or a cancellation is about.
// All other calls repeat their own ids and amounts in the answer.
func (a *App) sentBefore(conn *connection, op operation, sent *spec.Node) ledger.Sent {
	switch op.name {
	case opInquiry().name:
		return a.sentUnder(conn, paymentOf(sent), ledger.SentPayment)
	case opInquiryRefund().name:
		return a.sentUnder(conn, askingAbout(op, sent), ledger.SentRefund)
	case opCancel().name:
		q := paymentOf(sent)
		if p := conn.payments[or(q.otherID, q.requestID)]; p != nil && p.Operation == opPay().name {
			return ledger.Sent{RequestID: p.RequestID, ID: p.PaymentID}
		}
	}
	return ledger.Sent{}
}

// sentUnder reads the journal's entries of one id. Without a journal nothing is
// expected.
func (a *App) sentUnder(conn *connection, q inquiry, find func([]journal.Entry, ledger.Scope, string) ledger.Sent) ledger.Sent {
	id, j := or(q.otherID, q.requestID), a.journal()
	if id == "" || j == nil {
		return ledger.Sent{}
	}
	local := conn.local()
	entries, err := j.List(journal.Filter{ID: id, Local: &local})
	if err != nil {
		a.warn("%v; the answer is not compared with what was sent", err)
		return ledger.Sent{}
	}
	return find(entries, conn.scope(), id)
}
