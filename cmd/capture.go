package cmd

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

func newCaptureCmd(app *App) *cobra.Command {
	f := &callFlags{}
	var final bool
	cmd := &cobra.Command{
		Use:     "capture [PAYMENT-REQUEST-ID | FILE]",
		Short:   "Take the money of an authorized payment",
		GroupID: groupPay,
		Long: `Send a capture request for a payment that was made with paymentFactor.captureMode MANUAL. Without
--amount it is for all that is left of the authorized amount. More than that is refused before it is
sent. Antom holds an authorization for seven days, as a rule.

The payment is named by its paymentRequestId, by --payment-id, by --last, or in a FILE. Antom wants
its own paymentId, which is taken from the journal or, when it is not there, asked for.
The captureRequestId makes a repeat safe: after no usable answer, capture again with the same one.

With --wait the payment is asked for until the capture in it is final.`,
		Example: `  antom capture PAY20261120120000ABCDEFGH
  antom capture PAY20261120120000ABCDEFGH --amount 5.00 --final
  antom capture --payment-id 20260101194010800100188000000000000 --amount 5.00 --currency HKD --wait`,
		Args: argCount(0, 1, "one paymentRequestId or one file"),
	}
	f.request.addFields(cmd, []fieldFlag{
		{"request-id", "captureRequestId", "unique `id` of this capture (made when absent); the same id never captures twice"},
	})
	f.request.addAmount(cmd, "captureAmount")
	cmd.Flags().BoolVar(&final, "final", false, "this is the last capture of the payment")
	f.payment.add(cmd, app)
	f.send.add(cmd, true)
	f.wait.add(cmd)
	f.batch.add(cmd)
	addDryRun(cmd, &f.dryRun)
	f.request.addReference(cmd)
	c := &call{op: opCapture(), flags: f, begin: beginMoving, show: showCaptured}
	c.fill = func(r *calling) error {
		if final {
			if err := r.d.Set("isLastCapture", "true", request.Origin{Flag: "--final"}); err != nil {
				return err
			}
		}
		return fillCapture(r)
	}
	cmd.RunE = app.runCall(c, f.nameOrFile)
	return cmd
}

// fillCapture completes the amount and holds the capture against what is known.
func fillCapture(r *calling) error {
	p := r.target.known
	if err := r.wholeAmount(p.Captures, "captureRequestId", "capturing"); err != nil {
		return err
	}
	problems, warnings := p.CheckCapture(r.draft("captureRequestId"), r.app.Now())
	r.judge(problems, warnings)
	defer func() { p.Captures = ledger.Put(p.Captures, r.planned("captureRequestId")) }()
	for _, m := range ledger.Add(p.Captures, p.Currency, r.d.Get("captureRequestId")).Maybe {
		r.app.warn("what became of capture %s (%s) is not known; ask before you capture again: %s",
			m.RequestID, ledger.Money(m.Currency, m.Amount), r.app.askCommand(inquiry{otherID: r.target.paymentID}.words()))
	}
	return nil
}

// showCaptured shows the answer to capture, and with --wait the capture's end.
func showCaptured(r *calling, x *answer) error {
	q := inquiry{thing: outcome.Capture, otherID: x.asked("paymentId"), captureID: x.asked("captureRequestId")}
	return r.showMoved(x, string(antom.CodeCaptureInProcess), q, r.printCapture)
}

func (r *calling) printCapture(x *answer, running bool) error {
	return r.printMoved(x, running, movement{
		field: "capture", noun: "Capture", done: "Captured at", before: r.target.known.Captures,
		quiet: or(x.got("captureId"), x.gotOrAsked("captureRequestId")),
	})
}

// showCaptureEnd shows the payment with the capture in it that was waited for,
// whose state decides.
func (r *calling) showCaptureEnd(q inquiry, x *answer) error {
	t, _ := outcome.FindTransaction(x.body, q.captureID)
	err := r.app.print(r.cmd, r.output, output.Result{
		Value: rawJSON(x.response.Body), Raw: x.response.Body, Quiet: t.Status,
		Text: func(w io.Writer) error {
			r.writeMoved(w, x, statusKind(t.Status), "Capture "+ui.Clean(t.Status), []ui.Pair{
				{Label: "Capture ID", Value: ui.Clean(t.ID)},
				{Label: "Request ID", Value: ui.Clean(t.RequestID)},
				{Label: "Payment ID", Value: ui.Clean(x.got("paymentId"))},
				{Label: "Amount", Value: ui.Clean(majorAmount(t.Currency, t.Value))},
			})
			return nil
		},
	})
	if err != nil {
		return err
	}
	m := x.judged().Transaction(outcome.Capture, q.captureID)
	if m.Verdict == outcome.Done {
		return nil
	}
	return r.app.afterShowing(r.output, x.errorOf(m))
}
