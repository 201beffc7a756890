package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

func newSandboxSubscriptionCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "subscription",
		Short: "Decide on subscriptions in the buyer's place, renew and list them",
		Long: `Decide on the simulator's subscriptions in the buyer's place, let their next period begin, and list
them. An ID is a subscriptionRequestId or a subscriptionId. The next event of a subscription is when the
simulator's clock changes it next: antom sandbox clock says how.`,
		Example: `  antom subscription create --local --amount 68.00 --currency HKD --method ALIPAY_HK --request-id SUB1
  antom sandbox subscription accept SUB1
  antom sandbox subscription renew SUB1`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(
		newDecideSubscriptionCmd(env, f, "accept", "Agree to a subscription as the buyer would", sandbox.Control.AcceptSubscription),
		newDecideSubscriptionCmd(env, f, "decline", "Decline a subscription as the buyer would", sandbox.Control.DeclineSubscription),
		newDecideSubscriptionCmd(env, f, "renew", "Let the next period of a subscription begin now", sandbox.Control.RenewSubscription),
		newShowSubscriptionCmd(env, f),
		newListSubscriptionsCmd(env, f),
	)
	return cmd
}

// subscriptionCmd is a command about one subscription.
func subscriptionCmd(env *cli.Env, use, short string) *cobra.Command {
	return &cobra.Command{
		Use:   use + " ID",
		Short: short,
		Args:  cli.IDArg("one subscriptionRequestId or subscriptionId", "antom sandbox subscription list"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteSubscriptions(env, args, prefix)
		},
	}
}

func newDecideSubscriptionCmd(env *cli.Env, f *ServeFlags, use, short string, decide func(sandbox.Control, context.Context, string) (sandbox.Subscription, error)) *cobra.Command {
	cmd := subscriptionCmd(env, use, short)
	var last cli.LastFlag
	addLast(cmd, &last, "one subscriptionRequestId or subscriptionId", "subscription of the simulator")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, c, err := outputAndControl(env, cmd, f)
		if err != nil {
			return err
		}
		id, err := subscriptionID(cmd.Context(), env, c, args, last)
		if err != nil {
			return err
		}
		s, err := decide(c, cmd.Context(), id)
		if err != nil {
			return subscriptionError(id, err)
		}
		return env.Print(cmd, o, output.Result{
			Value: s, Quiet: s.Status,
			Text: func(w io.Writer) error { writeSimulatedSubscription(env, w, s); return nil },
		})
	})
	return cmd
}

func newShowSubscriptionCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	cmd := subscriptionCmd(env, "show", "Show a subscription with the payments of its periods")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, c, err := outputAndControl(env, cmd, f)
		if err != nil {
			return err
		}
		d, err := c.Subscription(cmd.Context(), args[0])
		if err != nil {
			return subscriptionError(args[0], err)
		}
		return env.Print(cmd, o, output.Result{
			Value: d, Quiet: d.Status,
			Text: func(w io.Writer) error {
				writeSimulatedSubscription(env, w, d.Subscription)
				return writeCharges(env, w, d.Payments)
			},
		})
	})
	return cmd
}

// subscriptionError separates a wrong id or state from an error of the simulator.
func subscriptionError(id string, err error) error {
	if err := cli.CheckID("the id", id, "antom sandbox subscription list"); err != nil {
		return err
	}
	var known *sandbox.SubscriptionError
	switch {
	case errors.As(err, &known) && known.Missing():
		return apperr.New(apperr.Usage, subject("subscription", id, err), err, "antom sandbox subscription list")
	case errors.As(err, &known):
		return apperr.New(apperr.Usage, "subscription "+id, err, "antom sandbox subscription show "+apperr.ShellQuote(id))
	}
	return fmt.Errorf("subscription %s: %w", id, err)
}

func writeSimulatedSubscription(env *cli.Env, w io.Writer, s sandbox.Subscription) {
	t := env.Theme()
	kind := ui.StatusWaiting
	switch s.Status {
	case "ACTIVE":
		kind = ui.StatusOK
	case "TERMINATED":
		kind = ui.StatusFailed
	}
	period := ""
	if s.Phase > 0 {
		period = fmt.Sprintf("%d, from %s to %s", s.Phase, cli.TimeText(s.PeriodStart), cli.TimeText(s.PeriodEnd))
	}
	next := ""
	if !s.Next.IsZero() {
		next = cli.TimeText(s.Next)
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, "Subscription "+s.Status))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Subscription ID", Value: s.SubscriptionID},
		{Label: "Request ID", Value: ui.Clean(s.RequestID)},
		{Label: "Plan", Value: ui.Clean(s.Description)},
		{Label: "Amount", Value: cli.MajorAmount(s.Currency, s.Value) + " every " + s.Every},
		{Label: "Method", Value: ui.Clean(s.Method)},
		{Label: "Reason", Value: s.Reason},
		{Label: "Period", Value: period},
		{Label: "Next event", Value: next},
		{Label: "Open", Value: cli.LinkText(t, s.URL)},
	}))
}

func writeCharges(env *cli.Env, w io.Writer, charges []sandbox.Charge) error {
	if len(charges) == 0 {
		return nil
	}
	t := env.Theme()
	fmt.Fprintf(w, "\n%s\n", t.Title("Payments"))
	for _, c := range charges {
		code := ""
		if c.ResultCode != c.Status {
			code = "  " + c.ResultCode
		}
		fmt.Fprintf(w, "%s  %s  period %d  %s  %s%s\n", cli.TimeText(c.Created), t.Status(cli.StatusKind(c.Status), c.Status), c.Phase,
			cli.MajorAmount(c.Currency, c.Value), c.PaymentID, code)
	}
	return nil
}

func newListSubscriptionsCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	var limit cli.LimitFlag
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the simulator's subscriptions, newest first",
		Args:  cli.NoArgs,
	}
	limit.Add(cmd, "subscriptions")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		if err := limit.Check(); err != nil {
			return err
		}
		o, c, err := outputAndControl(env, cmd, f)
		if err != nil {
			return err
		}
		list, err := c.Subscriptions(cmd.Context())
		if err != nil {
			return apperr.New(apperr.Internal, "listing the subscriptions", err)
		}
		list = cli.Limited(env, limit, list)
		return env.Print(cmd, o, output.Result{
			Value: list,
			Quiet: cli.QuietLines(list, func(s sandbox.Subscription) string { return s.RequestID }),
			Text:  func(w io.Writer) error { return writeSimulatedSubscriptions(env, w, list) },
		})
	})
	return cmd
}

func writeSimulatedSubscriptions(env *cli.Env, w io.Writer, list []sandbox.Subscription) error {
	if len(list) == 0 {
		env.Note("the simulator has no subscriptions yet")
		return nil
	}
	rows := make([][]string, len(list))
	for i, s := range list {
		rows[i] = []string{
			cli.TimeCell(env, s.Created), s.Status, ui.Clean(s.RequestID),
			cli.MajorAmount(s.Currency, s.Value) + " every " + s.Every, fmt.Sprint(s.Phase), s.SubscriptionID,
		}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "CREATED", Drop: 2}, {Header: "STATUS"}, {Header: "REQUEST ID"}, {Header: "AMOUNT"}, {Header: "PERIOD", Drop: 3}, {Header: "SUBSCRIPTION ID", Drop: 1},
	}, rows)
}
