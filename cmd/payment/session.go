package payment

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func NewSessionCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "session [FILE]",
		Short:   "Create a payment session: Antom's hosted page, or one for the client SDK",
		GroupID: cli.GroupPay,
		Long: `Build, check, sign and send a createPaymentSession request.

Without --method the session is for Antom's hosted payment page and the result is the page's
URL (normalUrl); goods and buyer are required. With --method it is for the web or mobile SDK
and the result is paymentSessionData, which antom session preview shows on a page. --scene
decides explicitly.`,
		Example: `  antom session --local --amount 12.34 --currency HKD
  antom session --local --amount 12.34 --currency HKD --method ALIPAY_HK --quiet
  antom session order.yaml --scene hosted
  antom session preview --local --amount 12.34 --currency HKD --method ALIPAY_HK --open`,
		Args: cli.ArgCount(0, 1, "one request file"),
	}
	c := newCreateCommand(cmd, spec.OperationNamed(spec.OpCreatePaymentSession), "paymentSessionExpiryTime")
	var scene string
	cmd.Flags().StringVar(&scene, "scene", "", "`kind` of session: hosted or sdk, or a productScene of Antom's")
	_ = cmd.RegisterFlagCompletionFunc("scene", cli.CompleteFixed("hosted", "sdk"))
	c.options = func(o *flow.Options) error {
		o.Scene = scene
		return nil
	}
	c.request.addReference(cmd)
	cmd.RunE = c.run(env)
	cmd.AddCommand(newSessionPreviewCmd(env))
	return cmd
}
