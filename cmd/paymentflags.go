package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/request"
)

// paymentFlags say which payment a command is about.
type paymentFlags struct {
	requestID string // the argument, when it is no file
	paymentID string
	last      bool
}

func (f *paymentFlags) add(cmd *cobra.Command, app *App) {
	fl := cmd.Flags()
	fl.StringVar(&f.paymentID, "payment-id", "", "the payment by Antom's `id` of it")
	fl.BoolVar(&f.last, "last", false, "the newest payment in the journal")
	_ = cmd.RegisterFlagCompletionFunc("payment-id", app.completePaymentIDs)
	cmd.ValidArgsFunction = app.completePaymentOrFile
}

// given counts how many ways of naming a payment were used.
func (f *paymentFlags) given() int {
	n := 0
	for _, used := range []bool{f.requestID != "", f.paymentID != "", f.last} {
		if used {
			n++
		}
	}
	return n
}

// idOrFile takes the argument of a command apart that takes an id or a file.
func idOrFile(args []string) (id string, files []string) {
	if len(args) == 0 || isFile(args[0]) {
		return "", args
	}
	return args[0], nil
}

// isFile tells whether an argument names a request file: it has the form of a
// file's name, or there is a file of that name.
func isFile(arg string) bool {
	switch strings.ToLower(filepath.Ext(arg)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	if arg == "-" || strings.ContainsAny(arg, `/\`) {
		return true
	}
	info, err := os.Stat(arg)
	return err == nil && info.Mode().IsRegular()
}

// check refuses two payments for one command, and none at all.
func (f *paymentFlags) check(op operation, args []string, file string) error {
	given := f.given()
	switch {
	case len(args) == 1 && args[0] == "":
		return apperr.New(apperr.Usage, "the paymentRequestId is empty", nil, "ids that were used on this machine: antom history")
	case given == 0 && file == "":
		return apperr.New(apperr.Usage, "which payment?", nil,
			fmt.Sprintf("antom %s PAYMENT-REQUEST-ID, or --payment-id ID, or --last, or a FILE", op.command),
			"ids that were used on this machine: antom history")
	case given > 1:
		return apperr.New(apperr.Usage, "give one of a paymentRequestId, --payment-id and --last, not several", nil)
	}
	return nil
}

// target is the payment that a request is about: what is known of it, and the
// ids that were given for it.
type target struct {
	requestID, paymentID string
	flag                 string          // where the id comes from, for messages
	known                *ledger.Payment // never nil
	found                bool            // the journal knows the payment
}

// target finds the payment that the flags or the document name. A zero target
// means that none is named.
func (a *App) target(cmd *cobra.Command, conn *connection, f *callFlags, d *request.Document) (target, error) {
	t := target{requestID: f.payment.requestID, paymentID: f.payment.paymentID, flag: "--payment-id"}
	if f.payment.last {
		q, err := a.lastPayment(f.send.local)
		if err != nil {
			return t, err
		}
		t.requestID = q.requestID
		a.note("the newest payment is %s", q.requestID)
	}
	fromFile := target{
		paymentID: f.request.final(cmd, d, "paymentId"), requestID: f.request.final(cmd, d, "paymentRequestId"),
	}
	if t.requestID == "" && t.paymentID == "" {
		t = fromFile
	} else if fromFile.paymentID != "" && t.paymentID != "" && fromFile.paymentID != t.paymentID {
		return t, apperr.New(apperr.Usage, fmt.Sprintf("two payments are given: --payment-id %s, and paymentId %s at %s",
			t.paymentID, fromFile.paymentID, or(d.OriginOf("paymentId").String(), "--set")), nil)
	}
	return a.lookUp(conn, t), nil
}

// lookUp adds what the journal knows. An id that the journal knows as Antom's
// is taken as such, wherever it was given.
func (a *App) lookUp(conn *connection, t target) target {
	t.known = &ledger.Payment{RequestID: t.requestID, PaymentID: t.paymentID}
	id := or(t.paymentID, t.requestID)
	if id == "" {
		return t
	}
	p, ok := a.ledger(conn).Find(conn.scope(), id)
	if !ok {
		return t
	}
	t.known, t.found = p, true
	if t.paymentID == "" && t.requestID == p.PaymentID {
		t.requestID, t.paymentID = "", p.PaymentID
	}
	return t
}

// atHand remembers the payment of a request, so that the journal has all its
// ids with what is sent.
func (c *connection) atHand(p *ledger.Payment) {
	if c.payments == nil {
		c.payments = map[string]*ledger.Payment{}
	}
	for _, id := range []string{p.RequestID, p.PaymentID} {
		if id != "" {
			c.payments[id] = p
		}
	}
}

// scope is whose payments the connection reaches.
func (c *connection) scope() ledger.Scope {
	return ledger.Scope{ClientID: c.client.ClientID, Local: c.local()}
}

// ledger is what the journal knows about the payments that conn reaches, read
// once. A journal that cannot be read is no obstacle: it is told, and nothing
// is known.
func (a *App) ledger(conn *connection) *ledger.Ledger {
	if conn.ledger == nil {
		conn.ledger = a.readLedger(conn)
	}
	return conn.ledger
}

func (a *App) readLedger(conn *connection) *ledger.Ledger {
	j := a.journal()
	if j == nil {
		return ledger.New(nil)
	}
	local := conn.local()
	report, err := j.Scan(journal.Filter{Local: &local})
	switch {
	case err != nil:
		a.warn("%v; what was done before is not known", err)
	case report.Damaged > 0:
		a.warn("%s of %s could not be read; what they told is not known", counted(report.Damaged, "line"), j.Path())
	}
	return ledger.New(report.Entries)
}

// completePaymentOrFile completes recent paymentRequestIds, and files.
func (a *App) completePaymentOrFile(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	ids, directive := a.completeRequestIDs(cmd, args, prefix)
	if len(ids) == 0 && len(args) == 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return ids, directive
}
