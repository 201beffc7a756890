package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func refundFields() []fieldFlag {
	return []fieldFlag{
		{"request-id", "refundRequestId", "unique `id` of this refund (made when absent); the same id never refunds twice"},
		{"reason", "refundReason", "`text` for the buyer and the payment method"},
		{"notify-url", "refundNotifyUrl", "`URL` that Antom posts the refund's result to"},
		{"capture-id", "captureId", "refund this capture: Antom's `id` of it, needed after several captures"},
		{"reference-id", "referenceRefundId", "your own `number` of the refund"},
	}
}

func newRefundCmd(app *App) *cobra.Command {
	f := &callFlags{}
	cmd := &cobra.Command{
		Use:     "refund [PAYMENT-REQUEST-ID | FILE]",
		Short:   "Give back all or a part of a paid payment",
		GroupID: groupPay,
		Long: `Send a refund request. Without --amount it is for all that is left of the payment: what was paid,
less what the journal or Antom tells of earlier refunds. Several refunds can be made of one payment;
one that is more than what is left is refused before it is sent.

The payment is named by its paymentRequestId, by --payment-id, by --last, or in a FILE. Antom wants
its own paymentId, which is taken from the journal or, when it is not there, asked for.
The refundRequestId makes a repeat safe: after no usable answer, refund again with the same one.

With --wait the refund is followed until it is final. The exit code is 0 for a refund that succeeded,
8 for one that is accepted and still running, 7 for one that failed.`,
		Example: `  antom refund PAY20261120120000ABCDEFGH --amount 5.00
  antom refund --local --last --reason 'one item was sold out' --wait
  antom refund --payment-id 20260101194010800100188000000000000 --amount 5.00 --currency HKD`,
		Args: argCount(0, 1, "one paymentRequestId or one file"),
	}
	f.request.addFields(cmd, refundFields())
	f.request.addAmount(cmd, "refundAmount")
	f.payment.add(cmd, app)
	_ = cmd.RegisterFlagCompletionFunc("capture-id", app.completeCaptureIDs)
	f.send.add(cmd, true)
	f.wait.add(cmd)
	f.batch.add(cmd)
	addDryRun(cmd, &f.dryRun)
	f.request.addReference(cmd)
	c := &call{op: opRefund(), flags: f, begin: beginMoving, fill: fillRefund, show: showRefunded}
	cmd.RunE = app.runCall(c, f.nameOrFile)
	return cmd
}

// fillRefund completes the amount and holds the refund against what is known: of
// the capture that it gives back, where there is one.
func fillRefund(r *calling) error {
	whole := r.target.known
	p, _ := whole.OfCapture(r.d.Get("captureId"))
	r.target.known = p
	if err := r.wholeAmount(p.Refunds, "refundRequestId", "refunding"); err != nil {
		return err
	}
	problems, warnings := p.CheckRefund(r.draft("refundRequestId"), r.app.Now())
	r.judge(problems, warnings)
	defer func() {
		m := r.planned("refundRequestId")
		m.Capture = r.d.Get("captureId")
		whole.Refunds = ledger.Put(whole.Refunds, m)
	}()
	if captures := ledger.Add(p.Captures, p.Currency, "").Known; len(captures) > 1 && !r.d.Has("captureId") {
		r.app.warn("payment %s was captured %d times; Antom then wants to know which capture to refund: %s", p.Name(), len(captures), captureFlags(captures))
	}
	for _, m := range ledger.Add(p.Refunds, p.Currency, r.d.Get("refundRequestId")).Maybe {
		r.app.warn("what became of refund %s (%s) is not known; ask before you refund again: %s",
			m.RequestID, ledger.Money(m.Currency, m.Amount), r.app.askCommand(inquiry{thing: outcome.Refund, requestID: m.RequestID}.words()))
	}
	return nil
}

// captureFlags are the flags that choose one of several captures.
func captureFlags(captures []ledger.Movement) string {
	var flags []string
	for _, c := range captures {
		flags = append(flags, fmt.Sprintf("--capture-id %s (%s)", or(c.ID, "ID"), ledger.Money(c.Currency, c.Amount)))
	}
	return strings.Join(flags, ", ")
}

// showRefunded shows the answer to refund, and with --wait the refund's end.
func showRefunded(r *calling, x *answer) error {
	q := inquiry{thing: outcome.Refund, requestID: x.asked("refundRequestId")}
	return r.showMoved(x, string(antom.CodeRefundInProcess), q, r.printRefund)
}

func (r *calling) printRefund(x *answer, running bool) error {
	return r.printMoved(x, running, movement{
		field: "refund", noun: "Refund", done: "Refunded at", before: r.target.known.Refunds,
		quiet: x.gotOrAsked("refundRequestId"),
	})
}

// withID is the body of an answer with the id that a script needs to go on,
// where the answer does not repeat it.
func withID(x *answer, field string) any {
	id := x.asked(field)
	if x.got(field) != "" || id == "" {
		return rawJSON(x.response.Body)
	}
	body := *x.body
	body.Set(field, spec.NewString(id))
	return rawJSON(body.AppendJSON(nil))
}
