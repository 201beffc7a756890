package cmd

import "github.com/spf13/cobra"

func newWebhookCmd(app *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "webhook",
		Short:   "Work with the notifications that Antom posts to your notify URL",
		GroupID: groupLocal,
		Long: `Work with notifications: what Antom posts to your notify URL when a payment, a capture or a refund
has a result. Each is signed; act on none that does not verify.`,
	}
	app.group(cmd)
	cmd.AddCommand(
		newWebhookVerifyCmd(app),
		newWebhookListenCmd(app),
		newWebhookListCmd(app),
		newWebhookShowCmd(app),
		newWebhookReplayCmd(app),
		newWebhookTestCmd(app),
		newWebhookSendCmd(app),
	)
	return cmd
}
