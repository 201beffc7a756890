package payment

import (
	"cmp"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NewCaptureCmd returns the command capture.
func NewCaptureCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpCapture), show: showCapture}
	var payment paymentFlags
	var final bool
	cmd := &cobra.Command{
		Use:     "capture [PAYMENT-REQUEST-ID | FILE]",
		Short:   "Capture an authorized payment, in full or in part",
		GroupID: cli.GroupPay,
		Long: `Send a capture request for a payment that was created with paymentFactor.captureMode MANUAL. Without
--amount, the remaining authorized amount is captured. A capture of more than that is
rejected before it is sent. An authorization is usually valid for seven days.

Name the payment by its paymentRequestId, with --payment-id, with --last, or in a FILE. Antom requires
its own paymentId, which comes from the journal or else from an inquiry. The captureRequestId makes
a repeat safe: after no usable response, run the command again with the same --request-id.

--wait inquires about the payment until the capture is final.`,
		Example: `  antom capture PAY20261120120000ABCDEFGH
  antom capture PAY20261120120000ABCDEFGH --amount 5.00 --final
  antom capture --payment-id 20260101194010800100188000000000000 --amount 5.00 --currency HKD --wait`,
		Args: cli.ArgCount(0, 1, "one paymentRequestId or one file"),
	}
	c.request.addFields(cmd, []fieldFlag{
		{"request-id", "captureRequestId", "unique `id` of this capture (default: a new id); the same id never captures twice"},
	})
	c.request.addAmount(cmd, "captureAmount")
	cmd.Flags().BoolVar(&final, "final", false, "mark this capture as the last one of the payment")
	c.addChange(cmd, env, &payment)
	c.wait.add(cmd)
	c.options = func(o *flow.Options) error {
		o.Payment, o.LastCapture = payment.ref(), final
		return nil
	}
	cmd.RunE = c.run(env)
	return cmd
}

// showCapture shows the answer to capture, and with --wait the capture's end.
func showCapture(s *sender, q *flow.Request, x *flow.Answer) error {
	v := &changeResult{
		Answer: x, sender: s, request: q, field: "capture", noun: "Capture", done: "Captured at", inProcess: antom.CodeCaptureInProcess,
		quiet: cmp.Or(x.Field("captureId"), x.FieldOrRequest("captureRequestId")),
	}
	return v.show(flow.Inquiry{About: outcome.Capture, AntomID: x.RequestField("paymentId"), CaptureID: x.RequestField("captureRequestId")})
}

// showCaptureEnd shows the payment with the capture in it that was waited for,
// whose state decides.
func (s *sender) showCaptureEnd(q flow.Inquiry, x *flow.Answer) error {
	t, _ := outcome.FindTransaction(x.Body, q.CaptureID)
	err := s.print(output.Result{
		Value: cli.RawJSON(x.Response.Body), Raw: x.Response.Body, Quiet: t.Status,
		Text: func(w io.Writer) error {
			s.writeChange(w, x, cli.StatusKind(t.Status), "Capture "+ui.Clean(t.Status), []ui.Pair{
				{Label: "Capture ID", Value: ui.Clean(t.ID)},
				{Label: "Request ID", Value: ui.Clean(t.RequestID)},
				{Label: "Payment ID", Value: ui.Clean(x.Field("paymentId"))},
				{Label: "Amount", Value: ui.Clean(cli.MajorAmount(t.Currency, t.Value))},
			})
			return nil
		},
	})
	if err != nil {
		return err
	}
	m := x.Outcome().Transaction(outcome.Capture, q.CaptureID)
	if m.Verdict == outcome.Done {
		return nil
	}
	return cli.PrintedError(s.env, s.output, x.ErrorOf(m))
}
