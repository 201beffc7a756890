package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// control returns access to the payments of the running simulator, or else to those
// of the state on disk.
func control(env *cli.Env, cmd *cobra.Command, f *ServeFlags) (sandbox.Control, error) {
	dir := f.Dir(env)
	if dir == "" {
		return nil, cli.NoDirectoryError("the simulator's state", "name one: --state DIR")
	}
	own, remote, err := sandbox.OpenOrDial(cmd.Context(), cli.SandboxOptions(env, dir))
	switch {
	case err != nil:
		return nil, cli.SandboxError(err)
	case remote != nil:
		return remote, nil
	}
	return cli.EmbeddedSimulator(cmd.Context(), env, own, true).Control, nil
}

// outputAndControl checks the output flags and opens the simulator.
func outputAndControl(env *cli.Env, cmd *cobra.Command, f *ServeFlags) (output.Options, sandbox.Control, error) {
	o, err := env.OutputOptions(false)
	if err != nil {
		return o, nil, err
	}
	c, err := control(env, cmd, f)
	return o, c, err
}

func newSandboxPayCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	var method string
	var last cli.LastFlag
	cmd := &cobra.Command{
		Use:   "pay ID",
		Short: "Pay a payment as the buyer would",
		Long: `Pay a payment as the buyer would. For a session of the hosted page, --method is the payment method that
the buyer chooses there; it is the paymentMethodType of the inquiry and of the notification.`,
		Example: `  antom sandbox pay PAY20261120120000ABCDEFGH
  antom sandbox pay --last
  antom sandbox pay SES20261120120000ABCDEFGH --method PAYNOW`,
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			return settlePayment(env, cmd, f, args, last, func(c sandbox.Control, ctx context.Context, id string) (sandbox.Payment, error) {
				pay := func() (sandbox.Payment, error) { return c.Pay(ctx, id) }
				if cmd.Flags().Changed("method") {
					pay = func() (sandbox.Payment, error) { return c.PayWith(ctx, id, method) }
				}
				p, err := pay()
				if err == nil && p.Status == "FAIL" {
					env.Hint("Antom's test cards and the amount for risk control: antom methods CARD")
				}
				return p, err
			})
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteRequestIDs(env, cmd, args, prefix)
		},
	}
	cmd.Flags().StringVar(&method, "method", "", "payment `method` that the buyer chooses on the hosted page, such as PAYNOW")
	_ = cmd.RegisterFlagCompletionFunc("method", cli.CompleteMethods)
	last.Add(cmd, "one paymentRequestId or paymentId", "payment of the simulator")
	return cmd
}

func newSandboxDeclineCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	var code string
	var last cli.LastFlag
	cmd := &cobra.Command{
		Use:     "decline ID",
		Short:   "Decline a payment as the buyer or the card issuer would",
		Example: "  antom sandbox decline PAY20261120120000ABCDEFGH --code USER_BALANCE_NOT_ENOUGH",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteRequestIDs(env, cmd, args, prefix)
		},
	}
	cmd.Flags().StringVar(&code, "code", "", "result `code` of the payment, such as USER_BALANCE_NOT_ENOUGH")
	last.Add(cmd, "one paymentRequestId or paymentId", "payment of the simulator")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		return settlePayment(env, cmd, f, args, last, func(c sandbox.Control, ctx context.Context, id string) (sandbox.Payment, error) {
			return c.Decline(ctx, id, code)
		})
	})
	return cmd
}

// settlePayment pays or declines a payment and prints it.
func settlePayment(env *cli.Env, cmd *cobra.Command, f *ServeFlags, args []string, last cli.LastFlag, settle func(sandbox.Control, context.Context, string) (sandbox.Payment, error)) error {
	o, c, err := outputAndControl(env, cmd, f)
	if err != nil {
		return err
	}
	id, err := paymentID(cmd.Context(), env, c, args, last)
	if err != nil {
		return err
	}
	p, err := settle(c, cmd.Context(), id)
	if err != nil {
		return simulatedPaymentError(id, err)
	}
	return printSimulatedPayment(env, cmd, o, p)
}

// simulatedPaymentError separates a wrong id, state or code from an error of the
// simulator.
func simulatedPaymentError(id string, err error) error {
	var (
		state *sandbox.StateError
		code  *sandbox.CodeError
		way   *sandbox.MethodError
	)
	if err := cli.CheckID("the id", id, "antom sandbox list"); err != nil {
		return err
	}
	switch {
	case errors.Is(err, sandbox.ErrNotFound):
		return apperr.New(apperr.Usage, subject("payment", id, err), err, "antom sandbox list")
	case errors.As(err, &state):
		return apperr.New(apperr.Usage, "payment "+id, err, "antom sandbox show "+apperr.ShellQuote(id))
	case errors.As(err, &way):
		return apperr.New(apperr.Usage, "--method", err, "antom methods")
	case errors.As(err, &code):
		return apperr.New(apperr.Usage, "--code", err)
	default:
		return fmt.Errorf("payment %s: %w", id, err)
	}
}

func printSimulatedPayment(env *cli.Env, cmd *cobra.Command, o output.Options, p sandbox.Payment) error {
	return env.Print(cmd, o, output.Result{
		Value: p, Quiet: p.Status,
		Text: func(w io.Writer) error { return writePayment(env, w, p) },
	})
}

func writePayment(env *cli.Env, w io.Writer, p sandbox.Payment) error {
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(cli.StatusKind(p.Status), "Payment "+p.Status))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Payment ID", Value: p.PaymentID},
		{Label: "Request ID", Value: p.PaymentRequestID},
		{Label: "Order ID", Value: p.OrderID},
		{Label: "Amount", Value: cli.MajorAmount(p.Currency, p.Value)},
		{Label: "Method", Value: p.Method},
		{Label: "Result code", Value: p.ResultCode},
		{Label: "Paid late", Value: paidLateText(p)},
		{Label: "Open", Value: cli.LinkText(t, p.URL)},
	}))
	return nil
}

// paidLateText says when a buyer paid in vain; "" if that did not happen.
func paidLateText(p sandbox.Payment) string {
	if p.PaidLate.IsZero() {
		return ""
	}
	return cli.TimeText(p.PaidLate) + ", and refunded at once because the payment had closed"
}

// sandboxListFlags are the flags of sandbox list.
type sandboxListFlags struct {
	limit  cli.LimitFlag
	status string
	id     string
	method string
}

// paymentStatuses returns the values of list --status.
func paymentStatuses() []string {
	return []string{"PROCESSING", "PENDING", "SUCCESS", "FAIL", "CANCELLED"}
}

func newSandboxListCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	f := &sandboxListFlags{}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the simulator's payments, newest first",
		Args:  cli.NoArgs,
	}
	f.limit.Add(cmd, "payments")
	cmd.Flags().StringVar(&f.status, "status", "", "only payments with this `status`: PROCESSING, PENDING, SUCCESS, FAIL or CANCELLED")
	cmd.Flags().StringVar(&f.id, "id", "", "only payments with this `text` in their paymentRequestId, paymentId or order id")
	cmd.Flags().StringVar(&f.method, "method", "", "only payments with this payment `method`, such as ALIPAY_HK")
	_ = cmd.RegisterFlagCompletionFunc("method", cli.CompleteMethods)
	_ = cmd.RegisterFlagCompletionFunc("status", cli.CompleteFixed(paymentStatuses()...))
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runSandboxList(env, cmd, s, f) })
	return cmd
}

func runSandboxList(env *cli.Env, cmd *cobra.Command, s *ServeFlags, f *sandboxListFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	status := strings.ToUpper(f.status)
	if status != "" && !slices.Contains(paymentStatuses(), status) {
		return cli.UsageError("--status "+f.status, fmt.Errorf("it must be one of %s", strings.Join(paymentStatuses(), ", ")))
	}
	if err := f.limit.Check(); err != nil {
		return err
	}
	c, err := control(env, cmd, s)
	if err != nil {
		return err
	}
	payments, err := findPayments(cmd.Context(), c, sandbox.PaymentFilter{Text: f.id, Status: status, Method: strings.ToUpper(f.method)})
	if err != nil {
		return apperr.New(apperr.Internal, "listing the payments", err)
	}
	payments = cli.Limited(env, f.limit, payments)
	none := "the simulator has no payments yet"
	if f.status != "" || f.id != "" || f.method != "" {
		none = "no payment matches the filters"
	}
	return env.Print(cmd, o, output.Result{
		Value: payments,
		Quiet: cli.QuietLines(payments, func(p sandbox.Payment) string { return p.PaymentRequestID }),
		Text:  func(w io.Writer) error { return writeSimulatedPayments(env, w, payments, none) },
	})
}

// findPayments returns all payments that pass a filter, newest first.
func findPayments(ctx context.Context, c sandbox.Control, f sandbox.PaymentFilter) ([]sandbox.Payment, error) {
	all := []sandbox.Payment{}
	for {
		found, err := c.Find(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, found.Payments...)
		if f.Before = found.Next; f.Before == "" {
			return all, ctx.Err()
		}
	}
}

// writeSimulatedPayments lists payments; none is what is told when there are none.
func writeSimulatedPayments(env *cli.Env, w io.Writer, payments []sandbox.Payment, none string) error {
	if len(payments) == 0 {
		env.Note("%s", none)
		return nil
	}
	rows := make([][]string, len(payments))
	for i, p := range payments {
		rows[i] = []string{
			cli.TimeCell(env, p.Created), p.Status, ui.Clean(p.PaymentRequestID),
			cli.MajorAmount(p.Currency, p.Value), p.Method, p.PaymentID,
		}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "CREATED"}, {Header: "STATUS"}, {Header: "REQUEST ID"}, {Header: "AMOUNT"}, {Header: "METHOD", Drop: 2}, {Header: "PAYMENT ID", Drop: 1},
	}, rows)
}

func newSandboxResetCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "reset",
		Short: "Remove all payments of the simulator; its keys stay",
		Long: `Remove all payments of the simulator with their refunds, captures and notifications. The keys and the
merchants stay. On a terminal the command asks for confirmation; elsewhere it needs --yes.`,
		Example: "  antom sandbox reset --yes",
		Args:    cli.NoArgs,
	}
	cli.AddYes(cmd, &yes)
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runSandboxReset(env, cmd, f, yes) })
	return cmd
}

// simulatorReset is the JSON form of a reset.
type simulatorReset struct {
	Removed int `json:"removedPayments"`
}

func runSandboxReset(env *cli.Env, cmd *cobra.Command, f *ServeFlags, yes bool) error {
	o, c, err := outputAndControl(env, cmd, f)
	if err != nil {
		return err
	}
	sure, err := cli.ConfirmRemoval(env, cmd, yes, "all payments of the simulator", "antom sandbox reset --yes")
	if err != nil || !sure {
		return err
	}
	payments, err := c.List(cmd.Context())
	if err != nil {
		return apperr.New(apperr.Internal, "listing the payments", err)
	}
	if err := c.Reset(cmd.Context()); err != nil {
		return apperr.New(apperr.Internal, "removing the payments", err)
	}
	return cli.PrintChange(env, cmd, o, cli.Change{
		Value: simulatorReset{Removed: len(payments)}, Quiet: strconv.Itoa(len(payments)),
		Message: "all payments of the simulator are removed",
	})
}
