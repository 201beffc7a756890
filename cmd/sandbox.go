package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// sandboxFlags are those of the served simulator.
type sandboxFlags struct {
	addr      string
	state     string
	ephemeral bool
}

func newSandboxCmd(app *App) *cobra.Command {
	f := &sandboxFlags{}
	cmd := &cobra.Command{
		Use:     "sandbox",
		Short:   "Serve the gateway simulator with its checkout page",
		GroupID: groupLocal,
		Long: `Serve the local gateway simulator until it is stopped: signed requests and responses, payments that
expire, a checkout page with Pay and Decline. Its state survives a restart. No money moves.

Any client library can talk to it: antom profile show local prints the client id and the keys.`,
		Example: `  antom sandbox
  antom sandbox --addr 127.0.0.1:9000
  antom sandbox pay PAY20261120120000ABCDEFGH`,
	}
	app.group(cmd)
	parent := cmd.RunE
	cmd.Flags().StringVar(&f.addr, "addr", sandbox.DefaultAddr, "`address` to listen on")
	cmd.PersistentFlags().StringVar(&f.state, "state", "", "`directory` of the simulator's state")
	cmd.Flags().BoolVar(&f.ephemeral, "ephemeral", false, "keep the state in memory only")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return parent(cmd, args)
		}
		app.running = true
		return app.serveSandbox(cmd, f)
	}
	cmd.AddCommand(
		newSandboxPayCmd(app, f),
		newSandboxDeclineCmd(app, f),
		newSandboxListCmd(app, f),
		newSandboxShowCmd(app, f),
		newSandboxResetCmd(app, f),
	)
	return cmd
}

// dir is the state directory of this command line.
func (f *sandboxFlags) dir(a *App) string {
	if f.ephemeral {
		return ""
	}
	return or(f.state, a.sandboxDir())
}

// readyEvent is the line that scripts wait for.
type readyEvent struct {
	Event    string `json:"event"`
	URL      string `json:"url"`
	ClientID string `json:"clientId"`
	State    string `json:"state,omitempty"`
}

func (a *App) serveSandbox(cmd *cobra.Command, f *sandboxFlags) error {
	o, err := a.outputOptions(false, output.Text, output.JSON)
	if err != nil {
		return err
	}
	if err := checkLoopback(f.addr); err != nil {
		return err
	}
	dir := f.dir(a)
	if dir != "" {
		if remote, err := sandbox.Dial(cmd.Context(), dir); err == nil {
			return apperr.New(apperr.Config, "a simulator with this state is running already at "+remote.URL(), nil,
				"use that one, or give this one a state of its own: --state DIR")
		}
	}
	own, err := sandbox.Open(a.sandboxOptions(dir))
	if err != nil {
		return sandboxError(err)
	}
	defer own.Close()
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return apperr.New(apperr.Config, "listening on "+f.addr, err, "choose another address: --addr 127.0.0.1:0 takes any free port")
	}
	url := sandboxURL(listener.Addr().String())
	own.SetBaseURL(url)
	if err := a.writeReady(o, readyEvent{Event: "ready", URL: url, ClientID: own.Identity().ClientID, State: dir}); err != nil {
		return err
	}
	err = own.Serve(cmd.Context(), listener)
	if err == nil || errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		a.note("the simulator has stopped")
		return nil
	}
	return apperr.New(apperr.Internal, "serving the simulator", err)
}

// checkLoopback refuses addresses that other machines could reach: the
// simulator settles payments for anyone who opens its pages.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usage("--addr "+addr, fmt.Errorf("it must be host:port, such as %s", sandbox.DefaultAddr))
	}
	if ip := net.ParseIP(host); host == "localhost" || (ip != nil && ip.IsLoopback()) {
		return nil
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("--addr %s is not an address of this machine only", addr), nil,
		"use a loopback address, such as --addr "+sandbox.DefaultAddr)
}

func (a *App) writeReady(o output.Options, e readyEvent) error {
	w := a.streams().Out
	if o.Format == output.JSON {
		text, err := json.Marshal(e)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s\n", text)
		return err
	}
	if o.Quiet {
		_, err := fmt.Fprintln(w, e.URL)
		return err
	}
	t := a.theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, "Simulator ready: no money moves"))
	t.Pairs(w, a.streams().Width, withoutEmpty([]ui.Pair{
		{Label: "Gateway", Value: t.Link(e.URL)},
		{Label: "Client ID", Value: e.ClientID},
		{Label: "State", Value: or(e.State, "in memory")},
	}))
	_, err := fmt.Fprintln(w)
	a.hint("keys for a client library: antom profile show local")
	a.hint("stop it with Ctrl-C")
	return err
}

// control reaches the payments of the simulator: of the one that is served,
// else of the state on disk.
func (a *App) control(cmd *cobra.Command, f *sandboxFlags) (sandbox.Control, error) {
	dir := f.dir(a)
	if dir == "" {
		return nil, apperr.New(apperr.Config, "there is no place for the simulator's state (no home directory)", nil, "name one: --state DIR")
	}
	remote, err := sandbox.Dial(cmd.Context(), dir)
	if err == nil {
		return remote, nil
	}
	if !errors.Is(err, sandbox.ErrNotRunning) {
		return nil, apperr.New(apperr.Internal, "talking to the running simulator", err)
	}
	own, err := sandbox.Open(a.sandboxOptions(dir))
	if err != nil {
		return nil, sandboxError(err)
	}
	a.atExit(func() { own.Close() })
	return own.Control(), nil
}

func newSandboxPayCmd(app *App, f *sandboxFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "pay ID",
		Short:   "Pay a payment as the buyer would",
		Example: "  antom sandbox pay PAY20261120120000ABCDEFGH",
		Args:    argCount(1, 1, "one paymentRequestId or paymentId"),
		RunE: app.run(func(cmd *cobra.Command, args []string) error {
			return app.settle(cmd, f, func(ctx context.Context, c sandbox.Control) (sandbox.Payment, error) {
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
	cmd.Flags().StringVar(&code, "code", "", "result `code` of the failure")
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		return app.settle(cmd, f, func(ctx context.Context, c sandbox.Control) (sandbox.Payment, error) {
			return c.Decline(ctx, args[0], code)
		})
	})
	return cmd
}

func (a *App) settle(cmd *cobra.Command, f *sandboxFlags, do func(context.Context, sandbox.Control) (sandbox.Payment, error)) error {
	o, err := a.outputOptions(false)
	if err != nil {
		return err
	}
	c, err := a.control(cmd, f)
	if err != nil {
		return err
	}
	p, err := do(cmd.Context(), c)
	if err != nil {
		return apperr.New(apperr.Usage, "", err, "antom sandbox list")
	}
	return a.printSimulated(cmd, o, p)
}

func newSandboxShowCmd(app *App, f *sandboxFlags) *cobra.Command {
	return &cobra.Command{
		Use:               "show ID",
		Short:             "Show one payment of the simulator",
		Args:              argCount(1, 1, "one paymentRequestId or paymentId"),
		ValidArgsFunction: app.completeRequestIDs,
		RunE: app.run(func(cmd *cobra.Command, args []string) error {
			return app.settle(cmd, f, func(ctx context.Context, c sandbox.Control) (sandbox.Payment, error) {
				return c.Get(ctx, args[0])
			})
		}),
	}
}

func (a *App) printSimulated(cmd *cobra.Command, o output.Options, p sandbox.Payment) error {
	return a.print(cmd, o, output.Result{
		Value: p, Quiet: p.Status,
		Text: func(w io.Writer) error {
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
		},
	})
}

func newSandboxListCmd(app *App, f *sandboxFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the simulator's payments, newest first",
		Args:  noArgs,
		RunE: app.run(func(cmd *cobra.Command, _ []string) error {
			o, err := app.outputOptions(false)
			if err != nil {
				return err
			}
			c, err := app.control(cmd, f)
			if err != nil {
				return err
			}
			payments, err := c.List(cmd.Context())
			if err != nil {
				return apperr.New(apperr.Internal, "listing the payments", err)
			}
			return app.print(cmd, o, output.Result{
				Value: append([]sandbox.Payment{}, payments...),
				Text:  func(w io.Writer) error { return app.writeSimulated(w, payments) },
			})
		}),
	}
}

func (a *App) writeSimulated(w io.Writer, payments []sandbox.Payment) error {
	if len(payments) == 0 {
		a.note("the simulator has no payments yet")
		return nil
	}
	rows := make([][]string, len(payments))
	for i, p := range payments {
		rows[i] = []string{
			p.Created.Local().Format("2006-01-02 15:04:05"), p.Status, ui.Clean(p.PaymentRequestID),
			majorAmount(p.Currency, p.Value), p.Method, p.PaymentID,
		}
	}
	s := a.streams()
	a.theme().Table(w, s.Width, []string{"CREATED", "STATUS", "REQUEST ID", "AMOUNT", "METHOD", "PAYMENT ID"}, rows, s.OutTTY)
	return nil
}

func newSandboxResetCmd(app *App, f *sandboxFlags) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "reset",
		Short: "Forget every payment of the simulator; its keys stay",
		Args:  noArgs,
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do it without asking")
	cmd.RunE = app.run(func(cmd *cobra.Command, _ []string) error {
		if !yes {
			return apperr.New(apperr.Usage, "this forgets every simulated payment", nil, "if you mean it: antom sandbox reset --yes")
		}
		c, err := app.control(cmd, f)
		if err != nil {
			return err
		}
		if err := c.Reset(cmd.Context()); err != nil {
			return apperr.New(apperr.Internal, "forgetting the payments", err)
		}
		app.note("the simulator has no payments any more")
		return nil
	})
	return cmd
}
