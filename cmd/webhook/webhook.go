package webhook

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
)

func NewCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "webhook",
		Short:   "Receive, verify, replay and test notifications from Antom",
		GroupID: cli.GroupLocal,
		Long: `Receive, verify, replay and test notifications. Antom posts a notification to your notify URL when a
payment, a capture or a refund has a result. Every notification is signed: do not act on one whose
signature does not verify.`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(
		newWebhookVerifyCmd(env),
		newWebhookListenCmd(env),
		newWebhookListCmd(env),
		newWebhookShowCmd(env),
		newWebhookReplayCmd(env),
		newWebhookForwardCmd(env),
		newWebhookStoreCmd(env),
		newWebhookBackfillCmd(env),
		newWebhookTestCmd(env),
		newWebhookSendCmd(env),
	)
	return cmd
}
