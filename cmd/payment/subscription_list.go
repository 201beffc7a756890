package payment

import (
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// subscriptionFacts is the JSON form of a subscription in the journal.
type subscriptionFacts struct {
	RequestID string    `json:"subscriptionRequestId"`
	Status    string    `json:"status"` // of the newest inquiry, "created" before one, or what became of the request
	Currency  string    `json:"currency"`
	Value     string    `json:"value"` // in the smallest unit
	Method    string    `json:"method"`
	ClientID  string    `json:"clientId"`
	Local     bool      `json:"local"`
	Created   time.Time `json:"created"`
}

func newSubscriptionListCmd(env *cli.Env) *cobra.Command {
	var (
		limit cli.LimitFlag
		local bool
	)
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the subscriptions that were created on this machine, newest first",
		Long: `List the subscriptions in the journal, newest first, with the status of the newest inquiry about each;
created is one that was not inquired about yet. Nothing is sent. For all subscriptions of the simulator, use antom sandbox subscription list.`,
		Args: cli.NoArgs,
	}
	limit.Add(cmd, "subscriptions")
	cmd.Flags().BoolVar(&local, "local", false, "only subscriptions of the simulator")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		if err := limit.Check(); err != nil {
			return err
		}
		filter := journal.Filter{}
		if local {
			filter.Local = &local
		}
		list, err := subscriptionsOf(env, filter)
		if err != nil {
			return err
		}
		list = cli.Limited(env, limit, list)
		return env.Print(cmd, o, output.Result{
			Value: list,
			Quiet: cli.QuietLines(list, func(s subscriptionFacts) string { return s.RequestID }),
			Text:  func(w io.Writer) error { return writeSubscriptions(env, w, list) },
		})
	})
	return cmd
}

func writeSubscriptions(env *cli.Env, w io.Writer, list []subscriptionFacts) error {
	if len(list) == 0 {
		env.Note("no subscription was created on this machine")
		return nil
	}
	rows := make([][]string, len(list))
	for i, s := range list {
		rows[i] = []string{cli.TimeCell(env, s.Created), s.Status, ui.Clean(s.RequestID), cli.MajorAmount(s.Currency, s.Value), ui.Clean(s.Method)}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "CREATED"}, {Header: "STATUS"}, {Header: "REQUEST ID"}, {Header: "AMOUNT"}, {Header: "METHOD", Drop: 1},
	}, rows)
}

// subscriptionsOf reads the journal: what was created, and the newest state of each.
func subscriptionsOf(env *cli.Env, filter journal.Filter) ([]subscriptionFacts, error) {
	list := []subscriptionFacts{}
	j, err := cli.RequireJournal(env)
	if err != nil {
		return nil, err
	}
	entries, err := j.List(filter)
	if err != nil {
		return nil, apperr.New(apperr.Config, "reading the journal", err)
	}
	type key struct {
		clientID, id string
		local        bool
	}
	status, seen := map[key]string{}, map[key]bool{}
	for _, e := range entries { // newest first
		k := key{e.ClientID, e.RequestID, e.Local}
		switch e.Operation {
		case spec.OpSubscriptionsInquiry:
			if _, newer := status[k]; !newer && e.PaymentStatus != "" {
				status[k] = e.PaymentStatus
			}
		case spec.OpSubscriptionsCreate:
			if seen[k] || e.RequestID == "" || e.ResultStatus == "F" {
				continue // refused: it created nothing
			}
			seen[k] = true
			list = append(list, subscriptionFacts{
				RequestID: e.RequestID, Status: createdState(e), Currency: e.Currency, Value: e.Amount, Method: e.Method,
				ClientID: e.ClientID, Local: e.Local, Created: e.Time.UTC(),
			})
		}
	}
	for i, s := range list { // a request may have been repeated after the inquiry
		if known := status[key{s.ClientID, s.RequestID, s.Local}]; known != "" {
			list[i].Status = known
		}
	}
	return list, nil
}

// createdState is what is known of a subscription that was not inquired about. That the
// request succeeded does not say that the buyer has agreed.
func createdState(e journal.Entry) string {
	if e.State == journal.StateAnswered && e.ResultStatus == string(antom.StatusSuccess) && e.Trust == string(antom.TrustVerified) {
		return "created"
	}
	return cli.EntryOutcome(e)
}

// lastSubscription is the subscriptionRequestId of the newest subscription in the
// journal.
func lastSubscription(env *cli.Env, local bool) (string, error) {
	list, err := subscriptionsOf(env, journal.Filter{Local: &local})
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", apperr.New(apperr.Usage, "the journal has no subscription yet", nil, "antom subscription create --example list")
	}
	env.Note("the newest subscription is %s", list[0].RequestID)
	return list[0].RequestID, nil
}
