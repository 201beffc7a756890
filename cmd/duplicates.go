package cmd

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/output"
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
func (a *App) duplicates(ctx context.Context, f *historyFlags) error {
	o, err := a.outputOptions(true)
	if err != nil {
		return err
	}
	filter, err := f.filter(a.Now())
	if err != nil {
		return err
	}
	orders := flow.OrderFilter{ID: filter.ID, Since: filter.Since}
	book, err := a.ledger(filter.Local)
	if err != nil {
		return err
	}
	if f.check {
		if book, err = a.checkOrders(ctx, f.local, filter.Local, orders, book); err != nil {
			return err
		}
	}
	duplicates, open := flow.Duplicates(book, orders)
	found := a.duplicateOrders(duplicates)
	err = a.printResult(ctx, o, output.Result{
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

// ledger is what the whole journal knows; only whose payments count is chosen.
func (a *App) ledger(local *bool) (*ledger.Ledger, error) {
	j := a.journal()
	if j != nil {
		a.warnWritable()
	}
	l, damaged, err := flow.ReadLedger(j, local, a.global.profile)
	if damaged > 0 {
		a.warnDamaged(journal.Report{Damaged: damaged}, j)
	}
	return l, err
}

// duplicateOrders are the orders with the commands that give surplus payments back.
func (a *App) duplicateOrders(duplicates []flow.Duplicate) []duplicateOrder {
	found := []duplicateOrder{}
	for _, d := range duplicates {
		o := duplicateOrder{OrderID: d.Order.OrderID, ClientID: d.Order.Scope.ClientID, Local: d.Order.Scope.Local}
		o.Payments = append(o.Payments, newDuplicatePayment(d.Kept))
		for _, p := range d.Surplus {
			surplus := newDuplicatePayment(p)
			surplus.Surplus, surplus.Command = true, a.giveBackCommand(p)
			o.Payments = append(o.Payments, surplus)
		}
		found = append(found, o)
	}
	return found
}

func newDuplicatePayment(p *ledger.Payment) duplicatePayment {
	return duplicatePayment{
		PaymentRequestID: p.RequestID, PaymentID: p.PaymentID, Status: p.Status, Amount: p.Amount, Currency: p.Currency,
		Method: p.Method, Time: p.Placed,
	}
}

// giveBackCommand is the command that gives a payment back.
func (a *App) giveBackCommand(p *ledger.Payment) string {
	command := "antom " + flow.GiveBackWords(p, a.Now()) + localFlag(p.Scope.Local)
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
func (a *App) checkOrders(ctx context.Context, local bool, journaled *bool, orders flow.OrderFilter, book *ledger.Ledger) (*ledger.Ledger, error) {
	conn, err := a.connect(ctx, &sendFlags{local: local}, toSend)
	if err != nil {
		return nil, err
	}
	learned, err := conn.CheckOrders(ctx, book, orders)
	if err != nil {
		return nil, err
	}
	if book, err = a.ledger(journaled); err != nil {
		return nil, err
	}
	for id, transactions := range learned {
		if p, ok := book.Find(conn.Scope(), id); ok {
			p.Learn(transactions)
		}
	}
	return book, nil
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
