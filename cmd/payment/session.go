package payment

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NewSessionCmd returns the command session.
func NewSessionCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "session [FILE]",
		Short:   "Create a payment session for Antom's hosted page or the client SDK",
		GroupID: cli.GroupPay,
		Long: `Build, validate, sign and send a createPaymentSession request.

Without --method, the session is for the payment page that Antom hosts. The result is the URL of that
page (normalUrl); goods and buyer are required. With --method, the session is for the web or mobile
SDK. The result is paymentSessionData, which antom session preview shows on a page. --scene selects
the kind of session explicitly.`,
		Example: `  antom session --local --amount 12.34 --currency HKD
  antom session --local --amount 12.34 --currency HKD --method ALIPAY_HK --quiet
  antom session order.yaml --scene hosted
  antom session preview --local --amount 12.34 --currency HKD --method ALIPAY_HK --open`,
		Args: cli.ArgCount(0, 1, "one request file"),
	}
	c := newCreateCommand(env, cmd, spec.OperationNamed(spec.OpCreatePaymentSession), "paymentSessionExpiryTime")
	var scene string
	cmd.Flags().StringVar(&scene, "scene", "", "`kind` of session: hosted, sdk, or a productScene of Antom")
	_ = cmd.RegisterFlagCompletionFunc("scene", cli.CompleteFixed("hosted", "sdk"))
	c.options = func(o *flow.Options) error {
		o.Scene = scene
		return nil
	}
	c.request.addReference(cmd)
	cmd.RunE = c.run(env)
	cmd.AddCommand(newSessionPreviewCmd(env), newSessionShowCmd(env))
	return cmd
}
