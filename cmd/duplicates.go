package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom"
)

// duplicateOrder is an order that was paid more than once.
type duplicateOrder struct {
	OrderID  string             `json:"orderId"`
	ClientID string             `json:"clientId"`
	Local    bool               `json:"local"`
	Payments []duplicatePayment `json:"payments"`
}

// duplicatePayment is one of its successful payments.
type duplicatePayment struct {
	PaymentRequestID string    `json:"paymentRequestId"`
	PaymentID        string    `json:"paymentId,omitempty"`
	Status           string    `json:"status"`
	Amount           string    `json:"amount"` // in the smallest unit
	Currency         string    `json:"currency"`
	Method           string    `json:"method,omitempty"`
	Time             time.Time `json:"time"`
	Surplus          bool      `json:"surplus"`
	Command          string    `json:"command,omitempty"` // gives a surplus one back
}

// duplicates lists the orders with more than one successful payment.
func (a *App) duplicates(cmd *cobra.Command, f *historyFlags) error {
	o, err := a.outputOptions(true)
	if err != nil {
		return err
	}
	filter, err := f.filter(a.Now())
	if err != nil {
		return err
	}
	book, err := a.book(filter)
	if err != nil {
		return err
	}
	if f.check {
		if book, err = a.checkOrders(cmd, f, filter, book); err != nil {
			return err
		}
	}
	found, open := a.findDuplicates(book, filter)
	err = a.print(cmd, o, output.Result{
		Value: found,
		Quiet: strings.Join(commandsOf(found), "\n"),
		Text:  func(w io.Writer) error { return a.writeDuplicates(w, found) },
	})
	if err == nil && open > 0 && !f.check {
		a.note("%s of orders that were tried several times: the end is not known", counted(open, "more payment"))
		a.hint("ask Antom for each of them: antom history --duplicates --check%s", localFlag(f.local))
	}
	return err
}

func localFlag(local bool) string {
	if local {
		return " --local"
	}
	return ""
}

// book is what the whole journal tells; only whose payments count is chosen.
func (a *App) book(filter journal.Filter) (*ledger.Ledger, error) {
	j := a.journal()
	if j == nil {
		return ledger.New(nil), nil
	}
	a.warnWritable()
	report, err := j.Scan(journal.Filter{Local: filter.Local, Profile: a.global.profile})
	if err != nil {
		return nil, journalError(err)
	}
	a.warnDamaged(report, j)
	return ledger.New(report.Entries), nil
}

// wanted tells whether the flags choose an order.
func wanted(o ledger.Order, filter journal.Filter) bool {
	return slices.ContainsFunc(o.Payments, func(p *ledger.Payment) bool {
		id := filter.ID == "" || filter.ID == o.OrderID || filter.ID == p.RequestID || filter.ID == p.PaymentID
		return id && !p.Placed.Before(filter.Since)
	})
}

// findDuplicates finds the orders, and counts the payments of orders with
// several whose end is not known.
func (a *App) findDuplicates(book *ledger.Ledger, filter journal.Filter) (found []duplicateOrder, open int) {
	found = []duplicateOrder{}
	for _, o := range book.Orders() {
		if !wanted(o, filter) {
			continue
		}
		for _, p := range o.Payments {
			if p.Open() {
				open++
			}
		}
		kept, surplus := o.Surplus()
		if len(surplus) == 0 {
			continue
		}
		d := duplicateOrder{OrderID: o.OrderID, ClientID: o.Scope.ClientID, Local: o.Scope.Local}
		for _, p := range append([]*ledger.Payment{kept}, surplus...) {
			d.Payments = append(d.Payments, a.duplicate(p, p != kept))
		}
		found = append(found, d)
	}
	return found, open
}

func (a *App) duplicate(p *ledger.Payment, surplus bool) duplicatePayment {
	d := duplicatePayment{
		PaymentRequestID: p.RequestID, PaymentID: p.PaymentID, Status: p.Status, Amount: p.Amount, Currency: p.Currency,
		Method: p.Method, Time: p.Placed, Surplus: surplus,
	}
	if surplus {
		d.Command = a.giveBackCommand(p)
	}
	return d
}

// giveBackCommand is the command that gives a payment back: cancel while that
// works, refund after that.
func (a *App) giveBackCommand(p *ledger.Payment) string {
	q := inquiry{requestID: p.RequestID}
	words := q.cancelWords()
	if p.CancelWarning(a.Now()) != "" || len(p.Refunds) > 0 {
		words = q.refundWords()
	}
	command := "antom " + words + localFlag(p.Scope.Local)
	if c, err := a.config(); !p.Scope.Local && p.Profile != "" && (a.global.profile != "" || err == nil && p.Profile != c.ProfileName()) {
		command += " --profile " + apperr.ShellQuote(p.Profile)
	}
	if a.global.config != "" {
		command += " --config " + apperr.ShellQuote(a.global.config)
	}
	return command
}

// checkOrders asks for every payment of an order with several that is not over,
// as far as the connection reaches, and reads the journal again.
func (a *App) checkOrders(cmd *cobra.Command, f *historyFlags, filter journal.Filter, book *ledger.Ledger) (*ledger.Ledger, error) {
	conn, err := a.connect(cmd, &sendFlags{local: f.local}, toSend)
	if err != nil {
		return nil, err
	}
	learned := map[string][]outcome.Transaction{}
	elsewhere := 0
	for _, o := range book.Orders() {
		if !wanted(o, filter) {
			continue
		}
		if o.Scope != conn.scope() {
			elsewhere++
			continue
		}
		for _, p := range o.Payments {
			if outcome.StateOf(p.Status) == outcome.Ended {
				continue
			}
			if err := a.checkPayment(cmd, conn, p, learned); err != nil {
				return nil, err
			}
		}
	}
	if elsewhere > 0 {
		a.note("%d orders of other client ids were not asked for; use --local or --profile", elsewhere)
	}
	if book, err = a.book(filter); err != nil {
		return nil, err
	}
	for id, transactions := range learned {
		if p, ok := book.Find(conn.scope(), id); ok {
			p.Learn(transactions)
		}
	}
	return book, nil
}

// checkPayment asks for one payment. One that cannot be asked for now is told
// and left as it was.
func (a *App) checkPayment(cmd *cobra.Command, conn *connection, p *ledger.Payment, learned map[string][]outcome.Transaction) error {
	q := inquiry{requestID: p.RequestID}
	d, err := q.document()
	if err != nil {
		return err
	}
	x, err := a.send(cmd, conn, opInquiry(), d)
	switch kind := apperr.KindOf(err); {
	case err == nil:
	case kind == apperr.Interrupted || apperr.KindOf(a.classify(err)) == apperr.Signature:
		return err
	default:
		a.warn("%s could not be asked for: %v", q.noun(), a.classify(err))
		return nil
	}
	if x.response.Result.ResultStatus != antom.StatusSuccess {
		if x.response.Result.ResultCode != "ORDER_NOT_EXIST" {
			a.warn("%s: Antom answered %s %s", q.noun(), x.response.Result.ResultStatus, x.response.Result.ResultCode)
		}
		return nil
	}
	learned[p.RequestID] = outcome.Transactions(x.body)
	return nil
}

func commandsOf(found []duplicateOrder) []string {
	var commands []string
	for _, d := range found {
		for _, p := range d.Payments {
			if p.Surplus {
				commands = append(commands, p.Command)
			}
		}
	}
	return commands
}

func (a *App) writeDuplicates(w io.Writer, found []duplicateOrder) error {
	if len(found) == 0 {
		a.note("no order was paid more than once, as far as the journal knows")
		return nil
	}
	var rows [][]string
	for _, d := range found {
		for _, p := range d.Payments {
			rows = append(rows, []string{d.OrderID, shortTime(p.Time), p.PaymentRequestID, majorAmount(p.Currency, p.Amount), p.Status, or(p.Command, "keep")})
		}
	}
	if a.streams().OutTTY {
		fmt.Fprintf(w, "%s\n\n", a.theme().Title(counted(len(found), "order")+" paid more than once"))
	}
	return a.writeRecords(w, []string{"ORDER", "TIME", "ID", "AMOUNT", "STATUS", "TO DO"}, rows)
}
