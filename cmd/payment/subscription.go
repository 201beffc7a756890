package payment

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NewSubscriptionCmd returns the command subscription.
func NewSubscriptionCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "subscription",
		Short:   "Create, inspect, change and cancel subscriptions",
		GroupID: cli.GroupPay,
		Long: `Create, inspect, change and cancel subscriptions.

A buyer agrees to a subscription once. Antom then charges every period by itself. It notifies what
happens to the subscription (notifySubscription) and the payment of every period
(notifySubscriptionPayment, which Antom's reference calls notifyPayment, too).`,
		Example: `  antom subscription create --local --amount 68.00 --currency HKD --method ALIPAY_HK --period MONTH
  antom subscription show --local --last
  antom subscription cancel --local --last`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(
		newSubscriptionCreateCmd(env), newSubscriptionShowCmd(env), newSubscriptionChangeCmd(env),
		newSubscriptionUpdateCmd(env), newSubscriptionCancelCmd(env), newSubscriptionListCmd(env),
	)
	return cmd
}

func subscriptionFields() []fieldFlag {
	return []fieldFlag{
		{"method", "paymentMethod.paymentMethodType", "payment `method`, such as ALIPAY_HK"},
		{"period", "periodRule.periodType", "`unit` of a period: DAY, WEEK, MONTH, QUARTER, HALF_YEAR or YEAR"},
		{"count", "periodRule.periodCount", "`number` of units in a period (default 1)"},
		{"request-id", "subscriptionRequestId", "unique `id` of this subscription (default: a new id)"},
		{"description", "subscriptionDescription", "`text` that describes the plan, shown to the buyer"},
		{"start", "subscriptionStartTime", "`time` when the plan begins, ISO 8601 (default: now)"},
		{"end", "subscriptionEndTime", "`time` when the plan ends, ISO 8601"},
		{"terminal", "env.terminalType", "buyer's `terminal`: WEB, WAP, APP or MINI_APP (default: WEB)"},
		{"os", "env.osType", "buyer's `system`: IOS or ANDROID"},
		{"redirect-url", "subscriptionRedirectUrl", "`URL` of the page to which the buyer returns"},
		{"notify-url", "subscriptionNotificationUrl", "`URL` that Antom sends the notifications of the subscription to"},
		{"payment-notify-url", "paymentNotificationUrl", "`URL` that Antom sends the payment notifications of every period to"},
		{"settlement-currency", "settlementStrategy.settlementCurrency", "`currency` in which Antom settles with you"},
	}
}

func newSubscriptionCreateCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpSubscriptionsCreate)}
	show := &linkFlags{}
	cmd := &cobra.Command{
		Use:   "create [FILE]",
		Short: "Create a subscription and show the link where the buyer agrees",
		Long: `Build, validate, sign and send a request for a subscription from flags, from a YAML or JSON file, or
from both. The buyer agrees on the page of the link, within 30 minutes unless --expires-in says
otherwise (at most 48h). The first period is charged when the plan begins.

--wait waits until the buyer has decided. The exit code is 0 if the subscription is active, 7 if the
buyer declined or the time was up, 8 if it is still open. It is safe to repeat the command with the same
--request-id.`,
		Example: `  antom subscription create --local --amount 68.00 --currency HKD --method ALIPAY_HK --period MONTH
  antom subscription create plan.yaml --wait
  antom subscription create --example trial`,
		Args: cli.ArgCount(0, 1, "one request file"),
	}
	c.request.addFields(cmd, subscriptionFields())
	c.request.addAmount(cmd, "paymentAmount", "orderInfo.orderAmount")
	c.request.expiryPath = "subscriptionExpiryTime"
	cmd.Flags().DurationVar(&c.request.expiresIn, "expires-in", 0, "the buyer must agree within this `duration`, such as 1h")
	completePeriod(cmd)
	c.send.Add(cmd, true)
	c.wait.add(cmd)
	show.add(cmd)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.check = func() error {
		upperPeriod(cmd)
		return show.check(env)
	}
	c.connected = func(conn *cli.Connection, dry bool) {
		if conn.Local && !dry && show.open && !conn.Simulator.Served {
			c.wait.on = true // the page that opens is served by this very command
		}
	}
	c.show = func(s *sender, _ *flow.Request, x *flow.Answer) error { return showSubscriptionCreated(s, x, show) }
	cmd.RunE = c.run(env)
	return cmd
}

// upperPeriod lets --period be written in small letters.
func upperPeriod(cmd *cobra.Command) {
	if f := cmd.Flags().Lookup("period"); f.Changed {
		_ = f.Value.Set(strings.ToUpper(f.Value.String())) // a text takes everything
	}
}

func completePeriod(cmd *cobra.Command) {
	_ = cmd.RegisterFlagCompletionFunc("period", cli.CompleteFixed("DAY", "WEEK", "MONTH", "QUARTER", "HALF_YEAR", "YEAR"))
}

func newSubscriptionShowCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpSubscriptionsInquiry), show: showSubscription}
	cmd := &cobra.Command{
		Use:   "show [SUBSCRIPTION-REQUEST-ID | FILE]",
		Short: "Inquire about a subscription, or wait until the buyer has decided",
		Long: `Send an inquiry for a subscriptionRequestId, for a subscriptionId (--subscription-id), or for the newest
subscription in the journal (--last). The exit code shows the state: 0 ACTIVE, 7 TERMINATED or
CANCELLED, 8 not decided yet, 6 if Antom refused the inquiry.`,
		Example: `  antom subscription show SUB20261120120000ABCDEFGH
  antom subscription show --local --last --wait`,
		Args: cli.ArgCount(0, 1, "one subscriptionRequestId or one file"),
	}
	c.request.addFields(cmd, []fieldFlag{
		{"request-id", "subscriptionRequestId", "name the subscription by its subscriptionRequestId, an `id` of yours"},
		{"subscription-id", "subscriptionId", "name the subscription by its subscriptionId, the `id` from Antom"},
	})
	c.send.Add(cmd, false)
	c.wait.add(cmd)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	nameSubscription(env, cmd, c)
	cmd.RunE = c.run(env)
	return cmd
}

func newSubscriptionCancelCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpSubscriptionsCancel), show: showSubscriptionAltered("Cancellation accepted")}
	cmd := &cobra.Command{
		Use:   "cancel [SUBSCRIPTION-REQUEST-ID | FILE]",
		Short: "Cancel a subscription at the end of its period, or end it at once",
		Long: `Send a request that cancels a subscription. With --type CANCEL, the default, it ends with its present
period; with TERMINATE it ends at once. Nothing is refunded: use antom refund with the paymentId of the
period. It is safe to repeat the request.`,
		Example: `  antom subscription cancel SUB20261120120000ABCDEFGH
  antom subscription cancel --local --last --type TERMINATE`,
		Args: cli.ArgCount(0, 1, "one subscriptionRequestId or one file"),
	}
	c.request.addFields(cmd, []fieldFlag{
		{"request-id", "subscriptionRequestId", "name the subscription by its subscriptionRequestId, an `id` of yours"},
		{"subscription-id", "subscriptionId", "name the subscription by its subscriptionId, the `id` from Antom"},
		{"type", "cancellationType", "`kind` of cancellation: CANCEL with the period, TERMINATE at once (default CANCEL)"},
	})
	_ = cmd.RegisterFlagCompletionFunc("type", cli.CompleteFixed("CANCEL", "TERMINATE"))
	c.send.Add(cmd, true)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	nameSubscription(env, cmd, c)
	cmd.RunE = c.run(env)
	return cmd
}

func planFields() []fieldFlag {
	return []fieldFlag{
		{"subscription-id", "subscriptionId", "the subscriptionId, the `id` from Antom in notifySubscription"},
		{"description", "subscriptionDescription", "new `text` of the plan"},
		{"period", "periodRule.periodType", "new `unit` of a period: DAY, WEEK, MONTH, QUARTER, HALF_YEAR or YEAR"},
		{"count", "periodRule.periodCount", "new `number` of units in a period"},
		{"end", "subscriptionEndTime", "new `time` when the plan ends, ISO 8601"},
	}
}

func newSubscriptionChangeCmd(env *cli.Env) *cobra.Command {
	return newPlanCommand(env, spec.OpSubscriptionsChange, "Subscription changed", &cobra.Command{
		Use:   "change [SUBSCRIPTION-ID | FILE]",
		Short: "Change the price, the period or the times of a subscription",
		Long: `Send a request that changes a subscription: at once, or from --start on. Antom names the subscription
by its own subscriptionId, which is in notifySubscription. The buyer pays paymentAmountDifference, if it
is given, for the rest of the present period. It is safe to repeat the command with the same --request-id.`,
		Example: `  antom subscription change 20261120194010800100188000000000000 --amount 98.00 --currency HKD
  antom subscription change --example price`,
	}, []fieldFlag{
		{"request-id", "subscriptionChangeRequestId", "unique `id` of this change (default: a new id)"},
		{"start", "subscriptionStartTime", "`time` when the new plan begins, ISO 8601 (default: now)"},
	})
}

func newSubscriptionUpdateCmd(env *cli.Env) *cobra.Command {
	return newPlanCommand(env, spec.OpSubscriptionsUpdate, "Subscription updated", &cobra.Command{
		Use:   "update [SUBSCRIPTION-ID | FILE]",
		Short: "Update a subscription at once, with a payment or refund of the difference",
		Long: `Send a request that updates a subscription at once. Antom names the subscription by its own
subscriptionId, which is in notifySubscription. prorationSettings in the file or in --set say what the
buyer pays or gets back for the rest of the present period. It is safe to repeat the command with the same
--request-id.`,
		Example: `  antom subscription update 20261120194010800100188000000000000 --amount 128.00 --currency HKD
  antom subscription update --example upgrade`,
	}, []fieldFlag{
		{"request-id", "subscriptionUpdateRequestId", "unique `id` of this update (default: a new id)"},
		{"next", "nextSubscriptionDate", "`time` when the next period begins, ISO 8601"},
	})
}

// newPlanCommand completes a command that changes the plan of a subscription.
func newPlanCommand(env *cli.Env, operation, done string, cmd *cobra.Command, fields []fieldFlag) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(operation), show: showSubscriptionAltered(done)}
	cmd.Args = cli.ArgCount(0, 1, "one subscriptionId or one file")
	c.request.addFields(cmd, append(fields, planFields()...))
	c.request.addAmount(cmd, "paymentAmount", "orderInfo.orderAmount")
	completePeriod(cmd)
	c.send.Add(cmd, true)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.files = func(args []string) ([]string, error) {
		upperPeriod(cmd)
		if len(args) == 0 && c.request.file == "" && len(c.request.set) == 0 && !c.request.given("subscription-id") {
			return nil, apperr.New(apperr.Usage, "which subscription?", nil, cmd.CommandPath()+" SUBSCRIPTION-ID, or a FILE",
				"Antom's subscriptionId of the newest one: antom subscription show --last")
		}
		return argumentOf(cmd, "subscription-id", args)
	}
	cmd.RunE = c.run(env)
	return cmd
}

// nameSubscription lets the argument of a command, or --last, name the subscription.
func nameSubscription(env *cli.Env, cmd *cobra.Command, c *requestCommand) {
	var last bool
	cmd.Flags().BoolVar(&last, "last", false, "use the newest subscription in the journal")
	cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompleteSubscriptions(env, args, prefix)
	}
	c.files = func(args []string) ([]string, error) {
		given := len(args)
		for _, flag := range []string{"request-id", "subscription-id", "last"} {
			if cmd.Flags().Changed(flag) {
				given++
			}
		}
		switch {
		case given == 0 && c.request.file == "" && len(c.request.set) == 0 && c.request.example == "":
			return nil, apperr.New(apperr.Usage, "which subscription?", nil,
				cmd.CommandPath()+" SUBSCRIPTION-REQUEST-ID, or --subscription-id ID, or --last, or a FILE", "subscriptions of this machine: antom subscription list")
		case given > 1 && !(len(args) == 1 && isFile(args[0])):
			return nil, apperr.New(apperr.Usage, "give only one of a subscriptionRequestId, --subscription-id and --last", nil)
		case last:
			id, err := lastSubscription(env, c.send.Local)
			if err != nil {
				return nil, err
			}
			return nil, cmd.Flags().Set("request-id", id)
		}
		return argumentOf(cmd, "request-id", args)
	}
}

// argumentOf gives an argument that is no file to the flag with its meaning.
func argumentOf(cmd *cobra.Command, flag string, args []string) ([]string, error) {
	id, files := idOrFile(args)
	switch {
	case len(args) == 1 && args[0] == "":
		return nil, apperr.New(apperr.Usage, "the id is empty", nil, "subscriptions of this machine: antom subscription list")
	case id == "":
		return files, nil
	case cmd.Flags().Changed(flag):
		return nil, apperr.New(apperr.Usage, "the argument and --"+flag+" both name it: give one of them", nil)
	}
	return nil, cmd.Flags().Set(flag, id)
}
