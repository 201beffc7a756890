package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	options := a.sandboxOptions(dir)
	if f.ephemeral {
		// The keys are those of every other simulator here, so that clients
		// that are set up once work with this one too.
		if options.Identity, err = sandbox.LoadIdentity(or(f.state, a.sandboxDir()), a.Rand); err != nil {
			return sandboxError(err)
		}
	}
	own, err := sandbox.Open(options)
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
	ready := func() {
		if err := a.writeReady(o, readyEvent{Event: "ready", URL: url, ClientID: own.Identity().ClientID, State: dir}); err != nil {
			a.warn("the ready line could not be written: %v", err)
		}
	}
	err = own.Serve(cmd.Context(), listener, ready)
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
