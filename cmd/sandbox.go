package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/internal/ui"
)

// sandboxFlags are the flags of a simulator that is served.
type sandboxFlags struct {
	addr         string
	state        string
	ephemeral    bool
	timeScale    float64
	faults       []string
	notifyURL    string
	remoteNotify bool
	log          logFormatFlag
}

// addServing adds the flags of a simulator that is served.
func (f *sandboxFlags) addServing(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.addr, "addr", sandbox.DefaultAddr, "`address` to listen on, for HTTP and HTTPS")
	fl.BoolVar(&f.ephemeral, "ephemeral", false, "keep payments in memory only")
	fl.Float64Var(&f.timeScale, "time-scale", 1, "run expiries, repeated notifications and refunds this many `times` faster")
	fl.StringArrayVar(&f.faults, "fault", nil, "simulate a `fault`: latency=2s,rate=0.1, timeout, reset, http-502, unsigned … (repeatable)")
	fl.BoolVar(&f.remoteNotify, "allow-remote-notify", false, "also send notifications to other machines")
	f.log.add(cmd)
	_ = cmd.RegisterFlagCompletionFunc("fault", completeFaults)
}

func newSandboxCmd(app *App) *cobra.Command {
	f := &sandboxFlags{}
	cmd := &cobra.Command{
		Use:     "sandbox",
		Short:   "Serve the gateway simulator with its checkout page",
		GroupID: groupLocal,
		Long: `Serve the gateway simulator on this machine until stopped with Ctrl-C. It verifies and signs like
Antom's gateway, has a checkout page with Pay and Decline, lets payments expire, and sends
notifications to your application. Its state survives a restart. No money moves. HTTP and HTTPS are
served on the same port.

Any client library can call it: antom profile show local prints the client id and the keys.`,
		Example: `  antom sandbox
  antom sandbox --addr 127.0.0.1:9000 --time-scale 600
  antom sandbox --fault latency=2s,rate=0.1 --fault duplicate-notify
  antom sandbox pay PAY20261120120000ABCDEFGH`,
	}
	app.group(cmd)
	parent := cmd.RunE
	f.addServing(cmd)
	f.addNotifyURL(cmd)
	addState(cmd.PersistentFlags(), &f.state)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return parent(cmd, args)
		}
		app.running = true
		return app.runSandbox(cmd, f)
	}
	cmd.AddCommand(
		newSandboxServeCmd(app, f),
		newSandboxPayCmd(app, f),
		newSandboxDeclineCmd(app, f),
		newSandboxListCmd(app, f),
		newSandboxShowCmd(app, f),
		newSandboxNotificationsCmd(app, f),
		newSandboxNotifyCmd(app, f),
		newSandboxMerchantCmd(app, f),
		newSandboxFaultCmd(app, f),
		newSandboxCACmd(app, f),
		newSandboxResetCmd(app, f),
	)
	return cmd
}

// addState declares --state, the directory of the simulator's state.
func addState(flags *pflag.FlagSet, dir *string) {
	flags.StringVar(dir, "state", "", "`directory` of the simulator's state")
}

func newSandboxServeCmd(app *App, f *sandboxFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   "Serve the simulator, like antom sandbox without a command",
		Example: "  antom sandbox serve --addr 127.0.0.1:0 -o json",
		Args:    noArgs,
		RunE:    app.run(func(cmd *cobra.Command, _ []string) error { return app.runSandbox(cmd, f) }),
	}
	f.addServing(cmd)
	f.addNotifyURL(cmd)
	return cmd
}

func (f *sandboxFlags) addNotifyURL(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.notifyURL, "notify-url", "", "notify `URL` of requests that have none, like the one set in the Dashboard")
}

// completeFaults completes the kinds of faults with their descriptions.
func completeFaults(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, k := range fault.Kinds() {
		word := string(k)
		if k == fault.Latency {
			word += "=2s"
		}
		out = append(out, word+"\t"+k.About())
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// dir returns the state directory, "" for a state in memory.
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
	HTTPSURL string `json:"httpsUrl"`
	State    string `json:"state,omitempty"`
}

// simulatorServer is a simulator with the listener that it is served on.
type simulatorServer struct {
	sandbox  *sandbox.Sandbox
	listener net.Listener
	url      string
	state    string // its directory, "" in memory
}

func (s *simulatorServer) httpsURL() string { return strings.Replace(s.url, "http:", "https:", 1) }

// maxTimeScale is the largest --time-scale at which times still differ.
const maxTimeScale = 1e6

// openSimulatorServer checks the flags, opens the simulator and listens on the
// address. more, if not nil, changes the options first.
func (a *App) openSimulatorServer(ctx context.Context, f *sandboxFlags, more func(*sandbox.Options)) (*simulatorServer, error) {
	if err := checkLoopback(f.addr); err != nil {
		return nil, err
	}
	dir := f.dir(a)
	options := a.sandboxOptions(dir)
	if err := f.apply(&options); err != nil {
		return nil, err
	}
	if err := checkNotServed(ctx, dir); err != nil {
		return nil, err
	}
	if f.ephemeral {
		// The keys and the certificate authority are those of every other simulator on this machine, so that
		// a client that is configured once works with this one too.
		var err error
		options.KeysDir = or(f.state, a.sandboxDir())
		if options.Identity, err = sandbox.LoadIdentity(options.KeysDir, a.Rand); err != nil {
			return nil, sandboxError(err)
		}
	}
	if more != nil {
		more(&options)
	}
	own, err := sandbox.Open(options)
	if err != nil {
		return nil, sandboxError(err)
	}
	listener, err := listenOn("--addr", f.addr)
	if err != nil {
		return nil, errors.Join(err, own.Close())
	}
	s := &simulatorServer{sandbox: own, listener: listener, url: sandboxURL(listener.Addr().String()), state: dir}
	own.SetBaseURL(s.url)
	return s, nil
}

// checkNotServed refuses a state that another process serves.
func checkNotServed(ctx context.Context, dir string) error {
	remote, err := sandbox.Dial(ctx, dir)
	if err != nil || remote.InMemory() {
		return nil
	}
	return apperr.New(apperr.Config, "a simulator with this state is running already at "+remote.URL(), nil,
		"use that one, or use another state: --state DIR")
}

// apply checks the flags and sets the options.
func (f *sandboxFlags) apply(o *sandbox.Options) error {
	if !(f.timeScale > 0 && f.timeScale <= maxTimeScale) {
		return usage(fmt.Sprintf("--time-scale %g", f.timeScale), fmt.Errorf("it must be more than 0 and at most %d", int(maxTimeScale)))
	}
	faults, err := parseFaults("--fault", f.faults)
	if err != nil {
		return err
	}
	if f.notifyURL != "" {
		if _, err := parseTargetURL("--notify-url", f.notifyURL); err != nil {
			return err
		}
	}
	o.TimeScale, o.Faults, o.NotifyURL, o.AllowRemoteNotify = f.timeScale, faults, f.notifyURL, f.remoteNotify
	return nil
}

func parseFaults(what string, texts []string) ([]fault.Fault, error) {
	var faults []fault.Fault
	for _, text := range texts {
		parsed, err := fault.Parse(text)
		if err != nil {
			return nil, usage(what+" "+apperr.ShellQuote(text), err)
		}
		faults = append(faults, parsed)
	}
	return faults, nil
}

func (a *App) runSandbox(cmd *cobra.Command, f *sandboxFlags) error {
	o, err := a.outputOptions(false, output.Text, output.JSON)
	if err != nil {
		return err
	}
	if err := f.log.start(a); err != nil {
		return err
	}
	s, err := a.openSimulatorServer(cmd.Context(), f, a.observeSimulator)
	if err != nil {
		return err
	}
	defer s.sandbox.Close()
	ready := func() {
		event := readyEvent{Event: "ready", URL: s.url, HTTPSURL: s.httpsURL(), ClientID: s.sandbox.Identity().ClientID, State: s.state}
		if err := a.writeReady(o, event); err != nil {
			a.warn("the ready line could not be written: %v", err)
		}
	}
	if err := servingError(s.sandbox.Serve(cmd.Context(), s.listener, ready)); err != nil {
		return err
	}
	a.note("the simulator has stopped")
	return nil
}

// observeSimulator writes what happens in the simulator to standard error.
// Calls are written to a terminal, or when a JSON log is wanted: otherwise
// nobody may read the lines, and a full pipe would stop the simulator.
func (a *App) observeSimulator(o *sandbox.Options) {
	o.OnNotifyError = func(err error) { a.note("the simulator cannot store its notifications: %v", err) }
	o.Log = func(line string) { a.note("%s", line) }
	if a.log != nil {
		o.OnCall = func(c sandbox.Call) { a.logEvent(newCallLine(c)) }
		o.OnNotify = func(n sandbox.Notification) { a.logEvent(newDeliveryLine(n, latestAttempt(n))) }
		return
	}
	o.OnNotify = func(n sandbox.Notification) { a.noteStyled(notifyText(a.errs(), n)) }
	if a.streams().ErrTTY {
		o.OnCall = func(c sandbox.Call) { a.noteStyled(callText(a.errs(), c)) }
	}
}

// servingError returns why serving ended, nil if it was stopped.
func servingError(err error) error {
	if err == nil || errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return apperr.New(apperr.Internal, "serving the simulator", err)
}

// checkLoopback refuses addresses that other machines can reach, because everyone
// who opens the simulator's pages can pay.
func checkLoopback(addr string) error {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return usage("--addr "+addr, fmt.Errorf("it must be host:port, such as %s", sandbox.DefaultAddr))
	}
	if loopbackAddress(addr) {
		return nil
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("--addr %s is not a loopback address, so other machines could reach it", addr), nil,
		"use a loopback address, such as --addr "+sandbox.DefaultAddr)
}

func (a *App) writeReady(o output.Options, e readyEvent) error {
	w := a.streams().Out
	if o.Format == output.JSON {
		_, err := fmt.Fprintln(w, jsonLine(e))
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
		{Label: "HTTPS", Value: t.Link(e.HTTPSURL)},
		{Label: "Client ID", Value: e.ClientID},
		{Label: "State", Value: or(e.State, "in memory")},
	}))
	_, err := fmt.Fprintln(w)
	a.hint("keys for a client library: antom profile show local")
	a.hint("certificate to trust for HTTPS: antom sandbox ca")
	a.hint("stop it with Ctrl-C")
	return err
}
