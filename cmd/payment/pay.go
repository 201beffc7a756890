package payment

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NewPayCmd returns the command pay.
func NewPayCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "pay [FILE]",
		Short:   "Create a payment and show the buyer's link or QR code",
		GroupID: cli.GroupPay,
		Long: `Build, validate, sign and send a pay request from flags, from a YAML or JSON file, or from both.
The response is verified. The link for the buyer is printed, and a QR code if the payment method has an
order code.

--retry-of ID pays the order of an earlier payment again, with a new paymentRequestId. It first
inquires about every payment of the order. If one of them is paid or can still be paid, no payment is
created. Amount, method and order id come from the journal; all other fields must be given again.

-o raw prints the exact bytes of the response. -o curl prints a curl command and sends nothing.`,
		Example: `  antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK
  antom pay order.yaml --set order.buyer.referenceBuyerId=42
  antom pay order.yaml --dry-run
  antom pay order.yaml --wait --quiet
  antom pay order.yaml --retry-of PAY20261120120000ABCDEFGH
  antom pay --token-of anna --amount 12.34 --currency HKD`,
		Args: cli.ArgCount(0, 1, "one request file"),
	}
	c := newCreateCommand(env, cmd, spec.OperationNamed(spec.OpPay), "paymentExpiryTime")
	var retryOf string
	cmd.Flags().StringVar(&retryOf, "retry-of", "", "pay the order of an earlier payment again; `id` is the paymentRequestId of that payment")
	_ = cmd.RegisterFlagCompletionFunc("retry-of", func(cmd *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompleteRequestIDs(env, cmd, nil, prefix)
	})
	var token tokenFlag
	token.add(cmd, env)
	connected := c.connected
	c.connected = func(conn *cli.Connection, dry bool) {
		token.conn = conn
		connected(conn, dry)
	}
	c.options = func(o *flow.Options) error {
		o.RetryOf = c.request.value("retry-of", retryOf)
		return token.fill(env, o)
	}
	c.request.addReference(cmd)
	cmd.RunE = c.run(env)
	return cmd
}
