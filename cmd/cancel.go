package cmd

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
)

func newCancelCmd(app *App) *cobra.Command {
	f := &callFlags{}
	cmd := &cobra.Command{
		Use:     "cancel [PAYMENT-REQUEST-ID | FILE]",
		Short:   "Close a payment, or give all of a paid one back",
		GroupID: groupPay,
		Long: `Send a cancel request. A payment that is not paid yet is closed; a paid one is given back in full.
Antom cancels until 00:15 GMT+8 of the day after the payment; some methods differ. After that,
refund. There is a warning when the journal says that it is too late.

The payment is named by its paymentRequestId, by --payment-id, by --last, or in a FILE.
A cancel can be repeated: it does no harm twice.`,
		Example: `  antom cancel PAY20261120120000ABCDEFGH
  antom cancel --local --last
  antom cancel --payment-id 20260101194010800100188000000000000 --dry-run`,
		Args: argCount(0, 1, "one paymentRequestId or one file"),
	}
	f.request.addFields(cmd, nil)
	f.payment.add(cmd, app)
	f.send.add(cmd, true)
	f.batch.add(cmd)
	addDryRun(cmd, &f.dryRun)
	f.request.addReference(cmd)
	c := &call{op: opCancel(), flags: f, begin: beginCancel, show: showCancelled}
	cmd.RunE = app.runCall(c, f.nameOrFile)
	return cmd
}

// nameOrFile takes the argument as the payment's name or as the request file.
func (f *callFlags) nameOrFile(op operation, args []string) (files []string, err error) {
	f.payment.requestID, files = idOrFile(args)
	file := f.request.file
	if len(files) > 0 {
		file = files[0]
	}
	for _, set := range f.request.set {
		file = or(file, set) // the id may be among them, which the checks tell
	}
	return files, f.payment.check(op, args, file)
}

// beginCancel names the payment in the request and warns when it is late.
func beginCancel(r *calling) error {
	t, err := r.app.target(r.cmd, r.conn, r.call.flags, r.d)
	if err != nil {
		return err
	}
	r.target = t
	r.conn.atHand(t.known)
	f := &r.call.flags.request
	r.bothIDs(f.final(r.cmd, r.d, "paymentId"), f.final(r.cmd, r.d, "paymentRequestId"), "paymentId", "paymentRequestId")
	if warning := t.known.CancelWarning(r.app.Now()); warning != "" {
		r.app.warn("%s; if Antom refuses, refund it: %s", warning, r.app.askCommand(inquiry{requestID: t.requestID, otherID: t.paymentID}.refundWords()))
	}
	path, id := "paymentRequestId", t.requestID
	if t.paymentID != "" {
		path, id = "paymentId", t.paymentID
	}
	if id == "" || r.d.Get(path) == id {
		return nil
	}
	return r.d.Set(path, id, request.Origin{What: "the command line"})
}

// bothIDs warns when a request has Antom's id and the merchant's own: Antom
// then looks at its own only.
func (r *calling) bothIDs(antoms, mine, antomsName, mineName string) {
	if antoms != "" && mine != "" {
		r.app.warn("%s and %s are both given; Antom goes by %s", antomsName, mineName, antomsName)
	}
}

// showCancelled shows the answer to cancel.
func showCancelled(r *calling, x *answer) error {
	if err := x.err(); err != nil {
		return err
	}
	a := r.app
	return a.print(r.cmd, r.output, output.Result{
		Value: rawJSON(x.response.Body), Raw: x.response.Body, Quiet: outcome.Cancelled,
		Text: func(w io.Writer) error {
			t := a.theme()
			fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, "Payment cancelled"))
			t.Pairs(w, a.streams().Width, withoutEmpty([]ui.Pair{
				{Label: "Payment ID", Value: ui.Clean(or(x.got("paymentId"), x.asked("paymentId")))},
				{Label: "Request ID", Value: ui.Clean(or(x.got("paymentRequestId"), x.asked("paymentRequestId")))},
				{Label: "Amount", Value: ui.Clean(majorAmount(r.target.known.Currency, r.target.known.Amount))},
				{Label: "Cancelled at", Value: localTime(x.got("cancelTime"))},
			}))
			return nil
		},
	})
}
