package payment

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
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
	Command          string    `json:"command,omitempty"` // returns the money of a surplus one
}

// runDuplicates lists the orders with more than one successful payment.
func runDuplicates(ctx context.Context, env *cli.Env, f *historyFlags) error {
	o, err := env.OutputOptions(true)
	if err != nil {
		return err
	}
	filter, err := f.filter(env)
	if err != nil {
		return err
	}
	orders := flow.OrderFilter{ID: filter.ID, Since: filter.Since, Until: filter.Until}
	l, err := readLedger(env, filter.Local)
	if err != nil {
		return err
	}
	if f.check {
		if l, err = checkOrders(ctx, env, f.local, filter.Local, orders, l); err != nil {
			return err
		}
	}
	duplicates, open := flow.Duplicates(l, orders)
	found := duplicateOrders(env, duplicates)
	err = env.PrintResult(ctx, o, output.Result{
		Value: found,
		Quiet: strings.Join(commandsOf(found), "\n"),
		Text:  func(w io.Writer) error { return writeDuplicates(env, w, found) },
	})
	if err == nil && open > 0 && !f.check {
		env.Note("the final state of %s is not known (of orders with several payments)", cli.Plural(open, "more payment"))
		env.Hint("to inquire about each of them: antom history --duplicates --check%s", localFlag(f.local))
	}
	return err
}

func localFlag(local bool) string {
	if local {
		return " --local"
	}
	return ""
}

// readLedger is what the whole journal knows; only whose payments count is chosen.
func readLedger(env *cli.Env, local *bool) (*ledger.Ledger, error) {
	j, err := cli.RequireJournal(env)
	if err != nil {
		return nil, err
	}
	env.WarnWritable()
	l, damaged, err := flow.ReadLedger(j, local, env.Global.Profile)
	if damaged > 0 {
		warnDamaged(env, journal.Report{Damaged: damaged}, j)
	}
	return l, err
}

// duplicateOrders are the orders with the commands that return the money of surplus payments.
func duplicateOrders(env *cli.Env, duplicates []flow.Duplicate) []duplicateOrder {
	found := []duplicateOrder{}
	for _, d := range duplicates {
		o := duplicateOrder{OrderID: d.Order.OrderID, ClientID: d.Order.Scope.ClientID, Local: d.Order.Scope.Local}
		o.Payments = append(o.Payments, newDuplicatePayment(d.Kept))
		for _, p := range d.Surplus {
			surplus := newDuplicatePayment(p)
			surplus.Surplus, surplus.Command = true, cancelOrRefund(env, p)
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

// cancelOrRefund is the command that returns the money of a payment.
func cancelOrRefund(env *cli.Env, p *ledger.Payment) string {
	command := "antom " + flow.CancelOrRefundWords(p, env.Now()) + localFlag(p.Scope.Local)
	c, err := env.Config()
	if err == nil && !p.Scope.Local && p.Scope.ClientID == c.ClientID() {
		return command + env.GatewayFlags()
	}
	if !p.Scope.Local && p.Profile != "" && (env.Global.Profile != "" || err == nil && p.Profile != c.ProfileName()) {
		command += " --profile " + apperr.ShellQuote(p.Profile)
	}
	if env.Global.Config != "" {
		command += " --config " + apperr.ShellQuote(env.Global.Config)
	}
	return command
}

// checkOrders asks for every payment of an order with several that is not over,
// as far as the connection reaches, and reads the journal again.
func checkOrders(ctx context.Context, env *cli.Env, local bool, journaled *bool, orders flow.OrderFilter, l *ledger.Ledger) (*ledger.Ledger, error) {
	conn, err := cli.Connect(ctx, env, &cli.SendFlags{Local: local}, cli.ToSend)
	if err != nil {
		return nil, err
	}
	learned, err := conn.CheckOrders(ctx, l, orders)
	if err != nil {
		return nil, err
	}
	if l, err = readLedger(env, journaled); err != nil {
		return nil, err
	}
	for id, transactions := range learned {
		if p, ok := l.Find(conn.Scope(), id); ok {
			p.Learn(transactions)
		}
	}
	return l, nil
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

func writeDuplicates(env *cli.Env, w io.Writer, found []duplicateOrder) error {
	if len(found) == 0 {
		env.Note("according to the journal, no order was paid more than once")
		return nil
	}
	var rows [][]string
	for _, d := range found {
		for _, p := range d.Payments {
			rows = append(rows, []string{d.OrderID, cli.TimeText(p.Time), p.PaymentRequestID, cli.MajorAmount(p.Currency, p.Amount), p.Status, cmp.Or(p.Command, "keep")})
		}
	}
	if env.Streams().OutTTY {
		fmt.Fprintf(w, "%s\n\n", env.Theme().Title(cli.Plural(len(found), "order")+" paid more than once"))
	}
	return cli.WriteRecords(env, w, []string{"ORDER", "TIME", "ID", "AMOUNT", "STATUS", "TO DO"}, rows)
}
