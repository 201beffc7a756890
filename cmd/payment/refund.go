package payment

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func refundFields() []fieldFlag {
	return []fieldFlag{
		{"request-id", "refundRequestId", "unique `id` of this refund (default: a new id); the same id never refunds twice"},
		{"reason", "refundReason", "reason for the refund: `text` for the buyer and the payment method"},
		{"notify-url", "refundNotifyUrl", "`URL` that Antom sends the refund notification to"},
		{"capture-id", "captureId", "refund the capture with this captureId, the `id` from Antom; required after several captures"},
		{"reference-id", "referenceRefundId", "your own reference `id` for the refund"},
	}
}

// NewRefundCmd returns the command refund.
func NewRefundCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpRefund), show: showRefund}
	var payment paymentFlags
	cmd := &cobra.Command{
		Use:     "refund [PAYMENT-REQUEST-ID | FILE]",
		Short:   "Refund a payment in full or in part",
		GroupID: cli.GroupPay,
		Long: `Send a refund request. Without --amount, the remaining amount is refunded: the paid amount less
the earlier refunds, as the journal or Antom reports them. A payment can have several
refunds. A refund of more than what is left is rejected before it is sent.

Name the payment by its paymentRequestId, with --payment-id, with --last, or in a FILE. Antom requires
its own paymentId, which comes from the journal or else from an inquiry. The refundRequestId makes
a repeat safe: after no usable response, run the command again with the same --request-id.

--wait waits until the refund is final. The exit code is 0 for a refund that succeeded,
8 for one that is accepted and not final, 7 for one that failed.`,
		Example: `  antom refund PAY20261120120000ABCDEFGH --amount 5.00
  antom refund --local --last --reason 'one item was sold out' --wait
  antom refund --payment-id 20260101194010800100188000000000000 --amount 5.00 --currency HKD`,
		Args: cli.ArgCount(0, 1, "one paymentRequestId or one file"),
	}
	c.request.addFields(cmd, refundFields())
	c.request.addAmount(cmd, "refundAmount")
	c.addChange(cmd, env, &payment)
	c.wait.add(cmd)
	_ = cmd.RegisterFlagCompletionFunc("capture-id", func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompleteCaptureIDs(env, cmd, args, prefix)
	})
	cmd.RunE = c.run(env)
	return cmd
}

// showRefund shows the answer to refund, and with --wait the refund's end.
func showRefund(s *sender, q *flow.Request, x *flow.Answer) error {
	v := &changeResult{
		Answer: x, sender: s, request: q, field: "refund", noun: "Refund", done: "Refunded at", inProcess: antom.CodeRefundInProcess,
		quiet: x.FieldOrRequest("refundRequestId"),
	}
	return v.show(flow.Inquiry{About: outcome.Refund, RequestID: x.RequestField("refundRequestId")})
}
