package cmd

import "github.com/spf13/cobra"

func newWebhookCmd(app *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "webhook",
		Short:   "Receive, verify, replay and test notifications from Antom",
		GroupID: groupLocal,
		Long: `Receive, verify, replay and test notifications. Antom posts a notification to your notify URL when a
payment, a capture or a refund has a result. Every notification is signed: do not act on one that
does not verify.`,
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
