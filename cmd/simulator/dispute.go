package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

func newSandboxDisputeCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dispute",
		Short: "Open and decide disputes of the simulator's payments",
		Long: `Open disputes of paid payments as their buyers would, and decide them as the card scheme would. Each step
sends notifyDispute to your application. Your application answers with the calls of antom dispute.`,
		Example: `  antom sandbox dispute open --last
  antom sandbox dispute judge 2026112012000000000012345678 --won`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(
		newDisputeOpenCmd(env, s), newDisputeRDRCmd(env, s), newDisputeJudgeCmd(env, s), newDisputeCancelCmd(env, s),
		newDisputeDraftCmd(env, s), newDisputesCmd(env, s), newSimulatedDisputeCmd(env, s),
	)
	return cmd
}

// openFlags are the flags of what opens a dispute.
type openFlags struct {
	last   cli.LastFlag
	amount string
	n      sandbox.NewDispute
}

func (f *openFlags) add(cmd *cobra.Command, env *cli.Env) {
	fl := cmd.Flags()
	fl.StringVar(&f.amount, "amount", "", "disputed `amount` in the major unit, such as 12.34 (default: what is left of the payment)")
	fl.StringVar(&f.n.ReasonCode, "reason-code", "", "reason `code` of the scheme (default: 10.4 for cards, else 2006)")
	fl.StringVar(&f.n.Reason, "reason", "", "`text` of the reason")
	fl.StringVar(&f.n.Source, "source", "", "`scheme` or issuer that raises it (default: VISA for cards)")
	f.last.Add(cmd, "one paymentRequestId or paymentId", "payment of the simulator")
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompleteRequestIDs(env, cmd, args, prefix)
	}
}

func newDisputeOpenCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	f := &openFlags{}
	cmd := &cobra.Command{
		Use:   "open PAYMENT-ID",
		Short: "Open a dispute of a paid payment",
		Long: `Open a dispute of a paid payment. A chargeback takes the amount from the merchant at once; a
retrieval or compliance request takes none. The time for evidence is 7 days of the simulator's clock. A
day before it is over the merchant is reminded; afterwards a chargeback counts as accepted.`,
		Example: `  antom sandbox dispute open PAY20261120120000ABCDEFGH
  antom sandbox dispute open --last --type retrieval-request --due 48h
  antom sandbox dispute open --last --amount 5.00 --reason-code 13.1 --reason 'Merchandise not received'`,
	}
	f.add(cmd, env)
	cmd.Flags().StringVar(&f.n.Type, "type", "chargeback", "`kind` of dispute: chargeback, retrieval-request or compliance-request")
	cmd.Flags().DurationVar(&f.n.Due, "due", 7*24*time.Hour, "`time` for evidence, such as 48h")
	_ = cmd.RegisterFlagCompletionFunc("type", cli.CompleteFixed("chargeback", "retrieval-request", "compliance-request"))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		f.n.Type = strings.ToUpper(strings.ReplaceAll(f.n.Type, "-", "_"))
		if !slices.Contains(sandbox.DisputeTypes(), f.n.Type) {
			return cli.UsageError("--type", errors.New("it must be chargeback, retrieval-request or compliance-request"))
		}
		if f.n.Due <= 0 {
			return cli.UsageError("--due", errors.New("it must be more than 0"))
		}
		return f.open(env, cmd, s, args)
	})
	return cmd
}

func newDisputeRDRCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	f := &openFlags{n: sandbox.NewDispute{RDR: true}}
	cmd := &cobra.Command{
		Use:   "rdr PAYMENT-ID",
		Short: "Dispute a card payment, resolved at once by RDR: the buyer gets the amount",
		Example: `  antom sandbox dispute rdr PAY20261120120000ABCDEFGH
  antom sandbox dispute rdr --last --amount 5.00`,
	}
	f.add(cmd, env)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return f.open(env, cmd, s, args) })
	return cmd
}

// open opens the dispute that the flags describe, and prints it.
func (f *openFlags) open(env *cli.Env, cmd *cobra.Command, s *ServeFlags, args []string) error {
	o, c, err := outputAndControl(env, cmd, s)
	if err != nil {
		return err
	}
	id, err := paymentID(cmd.Context(), env, c, args, f.last)
	if err != nil {
		return err
	}
	if f.amount != "" {
		p, err := c.Get(cmd.Context(), id)
		if err != nil {
			return simulatedPaymentError(id, err)
		}
		if f.n.Value, err = flow.MinorUnits(p.Currency, f.amount); err != nil {
			return cli.UsageError("--amount", err)
		}
	}
	d, err := c.OpenDispute(cmd.Context(), id, f.n)
	var no *sandbox.DisputeError
	if errors.As(err, &no) {
		return apperr.New(apperr.Usage, "payment "+id, err, "antom sandbox show "+apperr.ShellQuote(id))
	}
	if err != nil {
		return simulatedPaymentError(id, err)
	}
	return printSimulatedDispute(env, cmd, o, d)
}

// disputeStep is a command that does something to one dispute.
func disputeStep(env *cli.Env, s *ServeFlags, cmd *cobra.Command, do func(context.Context, sandbox.Control, string) (sandbox.Dispute, error)) *cobra.Command {
	cmd.Args = cli.IDArg("one disputeId", "antom sandbox dispute list")
	cmd.ValidArgsFunction = completeSimulatedDisputes(env, s)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, c, err := outputAndControl(env, cmd, s)
		if err != nil {
			return err
		}
		d, err := do(cmd.Context(), c, args[0])
		if err != nil {
			return simulatedDisputeError(args[0], err)
		}
		return printSimulatedDispute(env, cmd, o, d)
	})
	return cmd
}

// simulatedDisputeError separates a wrong id or state from an error of the simulator.
func simulatedDisputeError(id string, err error) error {
	var (
		no    *sandbox.DisputeError
		known *apperr.Error
	)
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &no) && no.Missing:
		return apperr.New(apperr.Usage, subject("dispute", id, err), err, "antom sandbox dispute list")
	case errors.As(err, &no):
		return apperr.New(apperr.Usage, "dispute "+id, err, "antom sandbox dispute show "+apperr.ShellQuote(id))
	}
	return fmt.Errorf("dispute %s: %w", id, err)
}

func newDisputeJudgeCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	var won, lost bool
	cmd := &cobra.Command{
		Use:   "judge DISPUTE-ID",
		Short: "Decide a dispute, as the scheme would",
		Long: `Decide a dispute: --won for the merchant, who gets the amount back, or --lost for the buyer. For a
compliance request they say whether the document is valid. A retrieval request is not decided.`,
		Example: `  antom sandbox dispute judge 2026112012000000000012345678 --won
  antom sandbox dispute judge 2026112012000000000012345678 --lost`,
	}
	cmd.Flags().BoolVar(&won, "won", false, "the merchant wins")
	cmd.Flags().BoolVar(&lost, "lost", false, "the buyer wins")
	cmd.MarkFlagsMutuallyExclusive("won", "lost")
	return disputeStep(env, s, cmd, func(ctx context.Context, c sandbox.Control, id string) (sandbox.Dispute, error) {
		if won == lost {
			return sandbox.Dispute{}, apperr.New(apperr.Usage, "who wins?", nil, "say --won for the merchant, or --lost for the buyer")
		}
		return c.JudgeDispute(ctx, id, won)
	})
}

func newDisputeCancelCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return disputeStep(env, s, &cobra.Command{
		Use:     "cancel DISPUTE-ID",
		Short:   "Withdraw a chargeback, as the buyer would",
		Example: "  antom sandbox dispute cancel 2026112012000000000012345678",
	}, func(ctx context.Context, c sandbox.Control, id string) (sandbox.Dispute, error) {
		return c.CancelDispute(ctx, id)
	})
}

func newDisputeDraftCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return disputeStep(env, s, &cobra.Command{
		Use:     "draft DISPUTE-ID",
		Short:   "Draft a document for a chargeback, as Antom does, and send notifyDefenseDocument",
		Example: "  antom sandbox dispute draft 2026112012000000000012345678",
	}, func(ctx context.Context, c sandbox.Control, id string) (sandbox.Dispute, error) {
		return c.DraftDefence(ctx, id)
	})
}

func newSimulatedDisputeCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return disputeStep(env, s, &cobra.Command{
		Use:     "show DISPUTE-ID",
		Short:   "Show a dispute of the simulator",
		Example: "  antom sandbox dispute show 2026112012000000000012345678",
	}, func(ctx context.Context, c sandbox.Control, id string) (sandbox.Dispute, error) {
		return c.FindDispute(ctx, id)
	})
}

func newDisputesCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	var limit cli.LimitFlag
	var status string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the simulator's disputes, newest first",
		Args:  cli.NoArgs,
	}
	limit.Add(cmd, "disputes")
	words := strings.ToLower(strings.Join(sandbox.DisputeStatuses(), ", "))
	cmd.Flags().StringVar(&status, "status", "", "only disputes with this `status`: "+words)
	_ = cmd.RegisterFlagCompletionFunc("status", cli.CompleteFixed(strings.Split(words, ", ")...))
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		if status != "" && !slices.Contains(sandbox.DisputeStatuses(), strings.ToUpper(status)) {
			return cli.UsageError("--status "+apperr.ShellQuote(status), fmt.Errorf("it must be one of %s", words))
		}
		if err := limit.Check(); err != nil {
			return err
		}
		o, c, err := outputAndControl(env, cmd, s)
		if err != nil {
			return err
		}
		list, err := c.Disputes(cmd.Context())
		if err != nil {
			return apperr.New(apperr.Internal, "listing the disputes", err)
		}
		list = slices.DeleteFunc(list, func(d sandbox.Dispute) bool { return status != "" && d.Status != strings.ToUpper(status) })
		list = cli.Limited(env, limit, list)
		return env.Print(cmd, o, output.Result{
			Value: list, Quiet: cli.QuietLines(list, func(d sandbox.Dispute) string { return d.DisputeID }),
			Text: func(w io.Writer) error { return writeSimulatedDisputes(env, w, list) },
		})
	})
	return cmd
}

func writeSimulatedDisputes(env *cli.Env, w io.Writer, list []sandbox.Dispute) error {
	if len(list) == 0 {
		env.Note("no dispute matches; to open one: antom sandbox dispute open PAYMENT-ID")
		return nil
	}
	rows := make([][]string, len(list))
	for i, d := range list {
		due := ""
		if d.Status == "OPEN" {
			due = cli.TimeCell(env, d.Due)
		}
		rows[i] = []string{
			cli.TimeCell(env, d.Created), strings.ToLower(d.Status), d.DisputeID, cli.MajorAmount(d.Currency, d.Value), d.Type, due, ui.Clean(d.PaymentRequestID),
		}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "CREATED", Drop: 1}, {Header: "STATUS"}, {Header: "DISPUTE ID"}, {Header: "AMOUNT"}, {Header: "TYPE", Drop: 2},
		{Header: "DUE", Drop: 3}, {Header: "REQUEST ID"},
	}, rows)
}

// completeSimulatedDisputes completes the ids of disputes that are not decided.
func completeSimulatedDisputes(env *cli.Env, s *ServeFlags) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		c, err := control(env, cmd, s)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		list, _ := c.Disputes(cmd.Context()) // no words when there is an error
		var words []string
		for _, d := range list {
			words = append(words, d.DisputeID+"\t"+d.Status+" "+cli.MajorAmount(d.Currency, d.Value))
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

func disputeKind(status string) ui.StatusKind {
	switch status {
	case "OPEN", "DEFENDED":
		return ui.StatusWaiting
	case "WON", "CANCELLED":
		return ui.StatusOK
	}
	return ui.StatusFailed
}

func printSimulatedDispute(env *cli.Env, cmd *cobra.Command, o output.Options, d sandbox.Dispute) error {
	return env.Print(cmd, o, output.Result{
		Value: d, Quiet: d.DisputeID,
		Text: func(w io.Writer) error { return writeSimulatedDispute(env, w, d) },
	})
}

func writeSimulatedDispute(env *cli.Env, w io.Writer, d sandbox.Dispute) error {
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(disputeKind(d.Status), "Dispute "+d.Status))
	due, deducted := "", ""
	if !d.Due.IsZero() {
		due = cli.TimeText(d.Due)
	}
	if d.Deducted > 0 {
		deducted = cli.MajorAmount(d.Currency, fmt.Sprint(d.Deducted))
	}
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Dispute ID", Value: d.DisputeID},
		{Label: "Type", Value: d.Type},
		{Label: "Amount", Value: cli.MajorAmount(d.Currency, d.Value)},
		{Label: "Taken", Value: deducted},
		{Label: "Reason", Value: ui.Clean(strings.TrimSpace(d.ReasonCode + " " + d.Reason))},
		{Label: "Source", Value: ui.Clean(d.Source)},
		{Label: "Answer until", Value: due},
		{Label: "Accepted", Value: d.AcceptReason},
		{Label: "Request ID", Value: ui.Clean(d.PaymentRequestID)},
		{Label: "Payment ID", Value: d.PaymentID},
	}))
	return nil
}

// writeDisputesOf writes the disputes of a payment, one a line.
func writeDisputesOf(env *cli.Env, w io.Writer, list []sandbox.Dispute) {
	if len(list) == 0 {
		return
	}
	t := env.Theme()
	fmt.Fprintf(w, "\n%s\n", t.Title("Disputes"))
	for _, d := range list {
		line := fmt.Sprintf("%s  %s  %s  %s  %s", cli.TimeText(d.Created), t.Status(disputeKind(d.Status), d.Status),
			cli.MajorAmount(d.Currency, d.Value), d.Type, d.DisputeID)
		if d.Deducted > 0 {
			line += "  taken: " + cli.MajorAmount(d.Currency, fmt.Sprint(d.Deducted))
		}
		fmt.Fprintln(w, line)
	}
}
