package payment

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NewCancelCmd returns the command cancel.
func NewCancelCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpCancel), show: showCancelled}
	var payment paymentFlags
	cmd := &cobra.Command{
		Use:     "cancel [PAYMENT-REQUEST-ID | FILE]",
		Short:   "Cancel a payment; refund it in full if already paid",
		GroupID: cli.GroupPay,
		Long: `Send a cancel request. An unpaid payment is closed; a paid one is refunded in full. Antom
accepts the request until 00:15 GMT+8 on the day after the payment; some methods differ. After that,
use antom refund. A warning is printed if it is too late according to the journal.

Name the payment by its paymentRequestId, with --payment-id, with --last, or in a FILE. It is safe to
repeat a cancel request.`,
		Example: `  antom cancel PAY20261120120000ABCDEFGH
  antom cancel --local --last
  antom cancel --payment-id 20260101194010800100188000000000000 --dry-run`,
		Args: cli.ArgCount(0, 1, "one paymentRequestId or one file"),
	}
	c.request.addFields(cmd, nil)
	c.addChange(cmd, env, &payment)
	cmd.RunE = c.run(env)
	return cmd
}

// addChange declares the flags of a command that changes a payment.
func (c *requestCommand) addChange(cmd *cobra.Command, env *cli.Env, payment *paymentFlags) {
	payment.add(cmd, env)
	c.send.Add(cmd, true)
	c.batch.add(cmd)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.files = func(args []string) ([]string, error) { return payment.read(c.op, args, &c.request) }
	c.options = func(o *flow.Options) error {
		o.Payment = payment.ref()
		return nil
	}
}

// showCancelled shows the answer to cancel.
func showCancelled(s *sender, q *flow.Request, x *flow.Answer) error {
	if err := x.Err(); err != nil {
		return err
	}
	env := s.env
	return s.print(output.Result{
		Value: cli.RawJSON(x.Response.Body), Raw: x.Response.Body, Quiet: outcome.Cancelled,
		Text: func(w io.Writer) error {
			t := env.Theme()
			fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, "Payment cancelled"))
			t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
				{Label: "Payment ID", Value: ui.Clean(x.FieldOrRequest("paymentId"))},
				{Label: "Request ID", Value: ui.Clean(x.FieldOrRequest("paymentRequestId"))},
				{Label: "Amount", Value: ui.Clean(cli.MajorAmount(q.Payment.Currency, q.Payment.Amount))},
				{Label: "Cancelled at", Value: cli.LocalTime(x.Field("cancelTime"))},
			}))
			return nil
		},
	})
}
