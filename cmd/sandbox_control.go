package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// control returns access to the payments of the running simulator, or else to those
// of the state on disk.
func (a *App) control(cmd *cobra.Command, f *sandboxFlags) (sandbox.Control, error) {
	dir := f.dir(a)
	if dir == "" {
		return nil, noPlace("the simulator's state", "name one: --state DIR")
	}
	own, remote, err := sandbox.OpenOrDial(cmd.Context(), a.sandboxOptions(dir))
	switch {
	case err != nil:
		return nil, sandboxError(err)
	case remote != nil:
		return remote, nil
	}
	return a.embeddedSimulator(cmd.Context(), own, true).control, nil
}

// outputAndControl checks the output flags and opens the simulator.
func (a *App) outputAndControl(cmd *cobra.Command, f *sandboxFlags) (output.Options, sandbox.Control, error) {
	o, err := a.outputOptions(false)
	if err != nil {
		return o, nil, err
	}
	c, err := a.control(cmd, f)
	return o, c, err
}

func newSandboxPayCmd(app *App, f *sandboxFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "pay ID",
		Short:   "Pay a payment as the buyer would",
		Example: "  antom sandbox pay PAY20261120120000ABCDEFGH",
		Args:    argCount(1, 1, "one paymentRequestId or paymentId"),
		RunE: app.run(func(cmd *cobra.Command, args []string) error {
			return app.settlePayment(cmd, f, args[0], func(ctx context.Context, c sandbox.Control) (sandbox.Payment, error) {
				return c.Pay(ctx, args[0])
			})
		}),
		ValidArgsFunction: app.completeRequestIDs,
	}
}

func newSandboxDeclineCmd(app *App, f *sandboxFlags) *cobra.Command {
	var code string
	cmd := &cobra.Command{
		Use:               "decline ID",
		Short:             "Decline a payment as the buyer or the issuer would",
		Example:           "  antom sandbox decline PAY20261120120000ABCDEFGH --code USER_BALANCE_NOT_ENOUGH",
		Args:              argCount(1, 1, "one paymentRequestId or paymentId"),
		ValidArgsFunction: app.completeRequestIDs,
	}
	cmd.Flags().StringVar(&code, "code", "", "result `code` that the payment fails with")
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		return app.settlePayment(cmd, f, args[0], func(ctx context.Context, c sandbox.Control) (sandbox.Payment, error) {
			return c.Decline(ctx, args[0], code)
		})
	})
	return cmd
}

// settlePayment pays or declines a payment and prints it.
func (a *App) settlePayment(cmd *cobra.Command, f *sandboxFlags, id string, do func(context.Context, sandbox.Control) (sandbox.Payment, error)) error {
	o, c, err := a.outputAndControl(cmd, f)
	if err != nil {
		return err
	}
	p, err := do(cmd.Context(), c)
	if err != nil {
		return simulatedPaymentError(id, err)
	}
	return a.printSimulatedPayment(cmd, o, p)
}

// simulatedPaymentError separates a wrong id, state or code from an error of the
// simulator.
func simulatedPaymentError(id string, err error) error {
	var (
		state *sandbox.StateError
		code  *sandbox.CodeError
	)
	switch {
	case errors.Is(err, sandbox.ErrNotFound):
		return apperr.New(apperr.Usage, "payment "+id, err, "antom sandbox list")
	case errors.As(err, &state):
		return apperr.New(apperr.Usage, "payment "+id, err, "antom sandbox show "+apperr.ShellQuote(id))
	case errors.As(err, &code):
		return apperr.New(apperr.Usage, "--code", err)
	default:
		return fmt.Errorf("payment %s: %w", id, err)
	}
}

func (a *App) printSimulatedPayment(cmd *cobra.Command, o output.Options, p sandbox.Payment) error {
	return a.print(cmd, o, output.Result{
		Value: p, Quiet: p.Status,
		Text: func(w io.Writer) error { return a.writePayment(w, p) },
	})
}

func (a *App) writePayment(w io.Writer, p sandbox.Payment) error {
	t := a.theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(statusKind(p.Status), "Payment "+p.Status))
	t.Pairs(w, a.streams().Width, withoutEmpty([]ui.Pair{
		{Label: "Payment ID", Value: p.PaymentID},
		{Label: "Request ID", Value: p.PaymentRequestID},
		{Label: "Order ID", Value: p.OrderID},
		{Label: "Amount", Value: majorAmount(p.Currency, p.Value)},
		{Label: "Method", Value: p.Method},
		{Label: "Result code", Value: p.ResultCode},
		{Label: "Open", Value: linkText(t, p.URL)},
	}))
	return nil
}

// sandboxListFlags are the flags of sandbox list.
type sandboxListFlags struct {
	limit  limitFlag
	status string
}

// paymentStatuses returns the values of list --status.
func paymentStatuses() []string {
	return []string{"PROCESSING", "PENDING", "SUCCESS", "FAIL", "CANCELLED"}
}

func newSandboxListCmd(app *App, s *sandboxFlags) *cobra.Command {
	f := &sandboxListFlags{}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the simulator's payments, newest first",
		Args:  noArgs,
	}
	f.limit.add(cmd, "payments")
	cmd.Flags().StringVar(&f.status, "status", "", "only payments with this `status`: PROCESSING, PENDING, SUCCESS, FAIL or CANCELLED")
	_ = cmd.RegisterFlagCompletionFunc("status", fixed(paymentStatuses()...))
	cmd.RunE = app.run(func(cmd *cobra.Command, _ []string) error { return app.runSandboxList(cmd, s, f) })
	return cmd
}

func (a *App) runSandboxList(cmd *cobra.Command, s *sandboxFlags, f *sandboxListFlags) error {
	o, err := a.outputOptions(false)
	if err != nil {
		return err
	}
	status := strings.ToUpper(f.status)
	if status != "" && !slices.Contains(paymentStatuses(), status) {
		return usage("--status "+f.status, fmt.Errorf("it must be one of %s", strings.Join(paymentStatuses(), ", ")))
	}
	if err := f.limit.check(); err != nil {
		return err
	}
	c, err := a.control(cmd, s)
	if err != nil {
		return err
	}
	all, err := c.List(cmd.Context())
	if err != nil {
		return apperr.New(apperr.Internal, "listing the payments", err)
	}
	payments := []sandbox.Payment{}
	for _, p := range all {
		if status == "" || p.Status == status {
			payments = append(payments, p)
		}
	}
	payments = limited(a, f.limit, payments)
	return a.print(cmd, o, output.Result{
		Value: payments,
		Quiet: quietLines(payments, func(p sandbox.Payment) string { return p.PaymentRequestID }),
		Text:  func(w io.Writer) error { return a.writeSimulatedPayments(w, payments) },
	})
}

func (a *App) writeSimulatedPayments(w io.Writer, payments []sandbox.Payment) error {
	if len(payments) == 0 {
		a.note("the simulator has no payments yet")
		return nil
	}
	rows := make([][]string, len(payments))
	for i, p := range payments {
		rows[i] = []string{
			shortTime(p.Created), p.Status, ui.Clean(p.PaymentRequestID),
			majorAmount(p.Currency, p.Value), p.Method, p.PaymentID,
		}
	}
	return a.writeRecords(w, []string{"CREATED", "STATUS", "REQUEST ID", "AMOUNT", "METHOD", "PAYMENT ID"}, rows)
}

func newSandboxResetCmd(app *App, f *sandboxFlags) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "reset",
		Short: "Remove every payment of the simulator; its keys stay",
		Long: `Remove every payment of the simulator with its refunds, captures and notifications. The keys and the
merchants stay. On a terminal the command asks for confirmation; elsewhere it needs --yes.`,
		Example: "  antom sandbox reset --yes",
		Args:    noArgs,
	}
	addYes(cmd, &yes)
	cmd.RunE = app.run(func(cmd *cobra.Command, _ []string) error { return app.runSandboxReset(cmd, f, yes) })
	return cmd
}

// simulatorReset is the JSON form of a reset.
type simulatorReset struct {
	Removed int `json:"removedPayments"`
}

func (a *App) runSandboxReset(cmd *cobra.Command, f *sandboxFlags, yes bool) error {
	o, c, err := a.outputAndControl(cmd, f)
	if err != nil {
		return err
	}
	sure, err := a.confirmRemoval(cmd, yes, "every payment of the simulator", "antom sandbox reset --yes")
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
	return a.printChange(cmd, o, change{
		Value: simulatorReset{Removed: len(payments)}, Quiet: strconv.Itoa(len(payments)),
		Message: "the simulator has no payments any more",
	})
}
