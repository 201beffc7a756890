package cmd

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func newSessionCmd(app *App) *cobra.Command {
	f := &createFlags{}
	var scene string
	cmd := &cobra.Command{
		Use:     "session [FILE]",
		Short:   "Create a payment session: Antom's hosted page, or one for the client SDK",
		GroupID: groupPay,
		Long: `Build, check, sign and send a createPaymentSession request.

Without --method the session is for Antom's hosted payment page and the result is the page's
URL (normalUrl); goods and buyer are required. With --method it is for the web or mobile SDK
and the result is paymentSessionData, which antom session preview shows on a page. --scene
decides explicitly.`,
		Example: `  antom session --local --amount 12.34 --currency HKD
  antom session --local --amount 12.34 --currency HKD --method ALIPAY_HK --quiet
  antom session order.yaml --scene hosted
  antom session preview --local --amount 12.34 --currency HKD --method ALIPAY_HK --open`,
		Args: argCount(0, 1, "one request file"),
	}
	f.add(cmd, orderFlags(), "paymentSessionExpiryTime")
	cmd.Flags().StringVar(&scene, "scene", "", "`kind` of session: hosted or sdk, or a productScene of Antom's")
	_ = cmd.RegisterFlagCompletionFunc("scene", fixed("hosted", "sdk"))
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		if done, err := app.showReference(cmd, &f.request, opSession()); done {
			return err
		}
		return app.create(cmd, args, f, opSession(), func(d *request.Document) error {
			return applyScene(d, scene)
		})
	})
	f.request.addReference(cmd)
	cmd.AddCommand(newSessionPreviewCmd(app))
	return cmd
}

// applyScene decides between the hosted page and the SDK.
func applyScene(d *request.Document, scene string) error {
	value := scene
	switch scene {
	case "sdk":
		if d.Get("productScene") == spec.SceneHosted {
			return errors.New("sdk contradicts productScene CHECKOUT_PAYMENT at " + d.OriginOf("productScene").String())
		}
		return nil
	case "hosted":
		value = spec.SceneHosted
	case "":
		if d.Has("productScene") || d.Has("paymentMethod.paymentMethodType") {
			return nil
		}
		return d.SetDefault("productScene", spec.SceneHosted, request.Origin{What: "default"})
	}
	return d.Set("productScene", value, request.Origin{Flag: "--scene"})
}
