package payment

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func NewPayCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "pay [FILE]",
		Short:   "Create a payment and show the buyer's link or QR code",
		GroupID: cli.GroupPay,
		Long: `Build, check, sign and send a pay request, from flags, from a YAML or JSON file, or both.
The answer is verified. The link for the buyer is printed, and the order code is drawn as a
QR code where the payment method has one.

With --retry-of ID the order of an earlier payment is paid again, with a new paymentRequestId.
First every payment of the order is asked for: when one is paid, or may still be, nothing is made.
Amount, method and order id come from the journal; what it does not keep is given again.

With -o raw the answer's exact bytes are printed; with -o curl a curl command, and nothing is sent.`,
		Example: `  antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK
  antom pay order.yaml --set order.buyer.referenceBuyerId=42
  antom pay order.yaml --dry-run
  antom pay order.yaml --wait --quiet
  antom pay order.yaml --retry-of PAY20261120120000ABCDEFGH`,
		Args: cli.ArgCount(0, 1, "one request file"),
	}
	c := newCreateCommand(cmd, spec.OperationNamed(spec.OpPay), "paymentExpiryTime")
	var retryOf string
	cmd.Flags().StringVar(&retryOf, "retry-of", "", "pay the order of this earlier payment again: its paymentRequestId (`id`)")
	_ = cmd.RegisterFlagCompletionFunc("retry-of", func(cmd *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompleteRequestIDs(env, cmd, nil, prefix)
	})
	c.options = func(o *flow.Options) error {
		o.RetryOf = c.request.value("retry-of", retryOf)
		return nil
	}
	c.request.addReference(cmd)
	cmd.RunE = c.run(env)
	return cmd
}
