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
		{"request-id", "refundRequestId", "unique `id` of this refund (made when absent); the same id never refunds twice"},
		{"reason", "refundReason", "`text` for the buyer and the payment method"},
		{"notify-url", "refundNotifyUrl", "`URL` that Antom posts the refund's result to"},
		{"capture-id", "captureId", "refund this capture: Antom's `id` of it, needed after several captures"},
		{"reference-id", "referenceRefundId", "your own `number` of the refund"},
	}
}

func NewRefundCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpRefund), show: showRefund}
	var payment paymentFlags
	cmd := &cobra.Command{
		Use:     "refund [PAYMENT-REQUEST-ID | FILE]",
		Short:   "Give back all or a part of a paid payment",
		GroupID: cli.GroupPay,
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
		Args: cli.ArgCount(0, 1, "one paymentRequestId or one file"),
	}
	c.request.addFields(cmd, refundFields())
	c.request.addAmount(cmd, "refundAmount")
	c.addChange(cmd, env, &payment)
	c.wait.add(cmd)
	_ = cmd.RegisterFlagCompletionFunc("capture-id", func(p0 *cobra.Command, p1 []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompleteCaptureIDs(env, p0, p1, prefix)
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

// withID is the body of an answer with the id that a script needs to go on,
// where the answer does not repeat it.
func withID(x *flow.Answer, field string) any {
	id := x.RequestField(field)
	if x.Field(field) != "" || id == "" {
		return cli.RawJSON(x.Response.Body)
	}
	body := *x.Body
	body.Set(field, spec.NewString(id))
	return cli.RawJSON(body.AppendJSON(nil))
}
