package simulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/dashboard"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/internal/ui"
)

// ServeFlags are the flags of a simulator that is served.
type ServeFlags struct {
	addr         string
	State        string
	ephemeral    bool
	seed         uint64
	seeded       bool
	timeScale    float64
	notifyDelay  notifyDelayFlag
	faults       []string
	NotifyURL    string
	remoteNotify bool
	remote       bool
	mayBeRemote  bool // the command has --allow-remote
	publicURL    string
	open         bool
	replay       replayFlags
	Network      cli.NetworkFlags
	Log          cli.LogFormatFlag
	Metrics      cli.MetricsFlag
}

// AddServing adds the flags of a simulator that is served.
func (f *ServeFlags) AddServing(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.addr, "addr", sandbox.DefaultAddr, "`address` to listen on, for HTTP and HTTPS")
	fl.BoolVar(&f.ephemeral, "ephemeral", false, "keep payments in memory only")
	fl.Float64Var(&f.timeScale, "time-scale", 1, "run timers `n` times faster: expiries, repeated notifications, refunds in process")
	f.notifyDelay.add(fl)
	fl.StringArrayVar(&f.faults, "fault", nil, "simulate a `fault`, such as latency=2s,rate=0.1 or http-502 (repeatable)")
	fl.BoolVar(&f.remoteNotify, "allow-remote-notify", false, "also send notifications to other machines and containers")
	fl.BoolVar(&f.open, "open", false, "open the dashboard in the browser")
	f.Network.AddCAFile(cmd)
	f.Log.Add(cmd)
	f.Metrics.Add(cmd)
	_ = cmd.RegisterFlagCompletionFunc("fault", completeFaults)
}

func NewCmd(env *cli.Env) *cobra.Command {
	f := &ServeFlags{}
	cmd := &cobra.Command{
		Use:     "sandbox",
		Aliases: []string{"simulator"},
		Short:   "Serve the gateway simulator with its checkout page",
		GroupID: cli.GroupLocal,
		Long: `Serve the gateway simulator on this machine until stopped with Ctrl-C. It verifies requests and signs
responses like Antom's gateway, has a checkout page with Pay and Decline, lets payments expire, and
sends notifications to your application. Its state survives a restart. No money moves. HTTP and
HTTPS are served on the same port.

The dashboard at the root of its address shows payments, requests, notifications, faults and
merchants. Each refused request is printed with its cause and its fix.

Any client library can call it: antom sandbox env prints the settings and the lines for Antom's own.`,
		Example: `  antom sandbox
  antom sandbox --addr 127.0.0.1:9000 --time-scale 600
  antom sandbox --fault latency=2s,rate=0.1 --fault duplicate-notify
  antom sandbox pay PAY20261120120000ABCDEFGH`,
	}
	cli.MakeGroup(env, cmd)
	f.AddServing(cmd)
	f.addOwn(cmd)
	f.addRemote(cmd)
	AddState(cmd.PersistentFlags(), &f.State)
	cli.RunAlone(cmd, env.Run(func(cmd *cobra.Command, _ []string) error { return runSandbox(env, cmd, f) }))
	cmd.AddCommand(
		newSandboxServeCmd(env, f),
		newSandboxPayCmd(env, f),
		newSandboxDeclineCmd(env, f),
		newSandboxRefundCmd(env, f),
		newSandboxCaptureCmd(env, f),
		newSandboxListCmd(env, f),
		newSandboxShowCmd(env, f),
		newSandboxSubscriptionCmd(env, f),
		newSandboxRequestsCmd(env, f),
		newSandboxNotificationsCmd(env, f),
		newSandboxNotifyCmd(env, f),
		newSandboxDisputeCmd(env, f),
		newSandboxReportCmd(env, f),
		newSandboxSDKCmd(env, f),
		newSandboxMerchantCmd(env, f),
		newSandboxFaultCmd(env, f),
		newSandboxClockCmd(env, f),
		newSandboxSnapshotCmd(env, f),
		newSandboxSeedCmd(env, f),
		newSandboxRunCmd(env, f),
		newSandboxRecordCmd(env),
		newSandboxCACmd(env, f),
		newSandboxEnvCmd(env, f),
		newSandboxAuthorizationCmd(env, f),
		newSandboxVaultingCmd(env, f),
		newSandboxResetCmd(env, f),
	)
	return cmd
}

// AddState declares --state, the directory of the simulator's state.
func AddState(flags *pflag.FlagSet, dir *string) {
	flags.StringVar(dir, "state", "", "`directory` of the simulator's state")
}

func newSandboxServeCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   "Serve the simulator, as antom sandbox does without a command",
		Example: "  antom sandbox serve --addr 127.0.0.1:0 -o json",
		Args:    cli.NoArgs,
		RunE:    env.Run(func(cmd *cobra.Command, _ []string) error { return runSandbox(env, cmd, f) }),
	}
	f.AddServing(cmd)
	f.addOwn(cmd)
	f.addRemote(cmd)
	return cmd
}

// addOwn adds the flags that only the simulator by itself has.
func (f *ServeFlags) addOwn(cmd *cobra.Command) {
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "with --ephemeral: make the same ids for the same calls in every run with this `number`")
	cmd.Flags().StringVar(&f.NotifyURL, "notify-url", "", "notify `URL` of requests without one, like the one set in the Dashboard")
	f.replay.add(cmd.Flags())
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

// Dir returns the state directory, "" for a state in memory.
func (f *ServeFlags) Dir(env *cli.Env) string {
	if f.ephemeral {
		return ""
	}
	return cmp.Or(f.State, cli.SandboxDir(env))
}

// OpenDashboard opens the dashboard at a URL in the browser, if --open wants that.
func (f *ServeFlags) OpenDashboard(env *cli.Env, url string) {
	if !f.open {
		return
	}
	if err := env.Browse(url); err != nil {
		env.Warn("%v; open %s yourself", err, url)
	}
}

// readyEvent is the line that scripts wait for.
type readyEvent struct {
	Event     string  `json:"event"`
	URL       string  `json:"url"`
	ClientID  string  `json:"clientId"`
	HTTPSURL  string  `json:"httpsUrl"`
	Dashboard string  `json:"dashboard"` // its URL
	State     string  `json:"state,omitempty"`
	Ahead     float64 `json:"clockAheadSeconds,omitempty"` // how far the clock was moved
	Replay    string  `json:"replay,omitempty"`            // the directory of the recording
	Metrics   string  `json:"metrics,omitempty"`           // their URL
	replayed  string
	clock     sandbox.Clock
}

// Server is a simulator with the listener that it is served on.
type Server struct {
	Sandbox  *sandbox.Sandbox
	Listener net.Listener
	URL      string
	State    string           // its directory, "" in memory
	Metrics  *sandbox.Metrics // nil: nothing is counted
}

func (s *Server) HTTPSURL() string { return strings.Replace(s.URL, "http:", "https:", 1) }

// DashboardURL is where the pages are that show what happens, for this machine.
func (s *Server) DashboardURL() string { return s.URL + "/" }

// invitation is the URL of the dashboard to tell people: with a token if other machines
// can reach the simulator.
func (s *Server) invitation(f *ServeFlags) string {
	if f.remote {
		return s.Sandbox.DashboardURL()
	}
	return s.DashboardURL()
}

// maxTimeScale is the largest --time-scale at which times still differ.
const maxTimeScale = 1e6

// OpenServer checks the flags, opens the simulator and listens on the
// address. more, if not nil, changes the options first.
func OpenServer(ctx context.Context, env *cli.Env, f *ServeFlags, more func(*sandbox.Options)) (*Server, error) {
	public, err := f.checkReach()
	if err != nil {
		return nil, err
	}
	dir := f.Dir(env)
	options := cli.SandboxOptions(env, dir)
	if err := f.apply(env, &options); err != nil {
		return nil, err
	}
	if err := CheckNotServed(ctx, dir); err != nil {
		return nil, err
	}
	if f.ephemeral {
		// The keys and the certificate authority are those of every other simulator on this machine, so that
		// a client that is configured once works with this one too.
		options.KeysDir = cmp.Or(f.State, cli.SandboxDir(env))
		if options.Identity, err = sandbox.LoadIdentity(options.KeysDir, env.Rand); err != nil {
			return nil, cli.SandboxError(err)
		}
	}
	options.Dashboard = dashboard.New
	if f.Metrics.Addr != "" {
		options.Metrics = sandbox.NewMetrics()
	}
	if more != nil {
		more(&options)
	}
	own, err := sandbox.Open(options)
	if err != nil {
		return nil, cli.SandboxError(err)
	}
	listener, err := cli.ListenOn("--addr", f.addr, sandbox.DefaultAddr)
	if err != nil {
		return nil, errors.Join(err, own.Close())
	}
	s := &Server{Sandbox: own, Listener: listener, URL: sandbox.ListenURL(listener.Addr()), State: dir, Metrics: options.Metrics}
	own.SetBaseURL(cmp.Or(public, s.URL))
	return s, nil
}

// CheckNotServed refuses a state that another process serves.
func CheckNotServed(ctx context.Context, dir string) error {
	remote, err := sandbox.Dial(ctx, dir)
	if err != nil || remote.InMemory() {
		return nil
	}
	return apperr.New(apperr.Config, "a simulator with this state is running already at "+remote.URL(), nil,
		"use that one, or use another state: --state DIR")
}

// checkSeed looks at --seed.
func (f *ServeFlags) checkSeed(cmd *cobra.Command) error {
	if f.seeded = cmd.Flags().Changed("seed"); f.seeded && !f.ephemeral {
		return apperr.New(apperr.Usage, "--seed needs --ephemeral: ids that are kept must not come back with another meaning", nil,
			fmt.Sprintf("%s --ephemeral --seed %d", cmd.CommandPath(), f.seed))
	}
	return nil
}

// apply checks the flags and sets the options.
func (f *ServeFlags) apply(env *cli.Env, o *sandbox.Options) error {
	if !(f.timeScale > 0 && f.timeScale <= maxTimeScale) {
		return cli.UsageError(fmt.Sprintf("--time-scale %g", f.timeScale), fmt.Errorf("it must be more than 0 and at most %d", int(maxTimeScale)))
	}
	delay, err := f.notifyDelay.value(env)
	if err != nil {
		return err
	}
	faults, err := parseFaults("--fault", f.faults)
	if err != nil {
		return err
	}
	if f.NotifyURL != "" {
		target, err := cli.ParseTargetURL("--notify-url", f.NotifyURL)
		if err != nil {
			return err
		}
		f.NotifyURL = target.String()
	}
	way, err := f.Network.Client(env)
	if err != nil {
		return err
	}
	if err := f.replay.apply(env, o); err != nil {
		return err
	}
	o.NotifyRoots = way.Roots
	if f.seeded {
		o.Seed = &f.seed
	}
	o.NotifyDelay = delay
	o.TimeScale, o.Faults, o.NotifyURL, o.AllowRemoteNotify = f.timeScale, faults, f.NotifyURL, f.remoteNotify
	return nil
}

// faultHelp is the command that explains the faults.
const faultHelp = "antom sandbox fault --help"

func parseFaults(what string, texts []string) ([]fault.Fault, error) {
	var faults []fault.Fault
	for _, text := range texts {
		parsed, err := fault.Parse(text)
		if err != nil {
			return nil, cli.UsageError(what+" "+apperr.ShellQuote(text), err, faultHelp)
		}
		faults = append(faults, parsed)
	}
	return faults, nil
}

func runSandbox(env *cli.Env, cmd *cobra.Command, f *ServeFlags) error {
	o, err := env.OutputOptions(false, output.Text, output.JSON)
	if err != nil {
		return err
	}
	if err := f.Log.Start(env); err != nil {
		return err
	}
	if err := f.checkSeed(cmd); err != nil {
		return err
	}
	refused := newRefusedLines(env)
	defer refused.close()
	s, err := OpenServer(cmd.Context(), env, f, func(o *sandbox.Options) { observeSimulator(env, o, refused) })
	if err != nil {
		return err
	}
	defer s.Sandbox.Close()
	metricsURL, err := f.Metrics.Serve(cmd.Context(), env, s.Metrics)
	if err != nil {
		return errors.Join(err, s.Listener.Close())
	}
	ready := func() {
		event := readyEvent{
			Event: "ready", URL: s.URL, HTTPSURL: s.HTTPSURL(), Dashboard: s.invitation(f),
			ClientID: s.Sandbox.Identity().ClientID, State: s.State, Replay: f.replay.dir, replayed: f.replay.text(), Metrics: metricsURL,
		}
		if clock, err := s.Sandbox.Control().Clock(cmd.Context()); err == nil {
			event.clock, event.Ahead = clock, clock.Ahead
		}
		if err := writeReady(env, o, event); err != nil {
			env.Warn("the ready line could not be written: %v", err)
		}
		f.OpenDashboard(env, s.DashboardURL())
	}
	defer cli.SayFinishing(cmd.Context(), env)()
	if err := ServingError(s.Sandbox.Serve(cmd.Context(), s.Listener, ready)); err != nil {
		return err
	}
	env.Note("stopped; all requests are finished")
	return nil
}

// observeSimulator writes what happens in the simulator to standard error.
// All calls are written to a terminal, or when a JSON log is wanted: otherwise
// nobody may read the lines, and a full pipe would stop the simulator. Refused
// calls are written in any case, because many client libraries hide the reason.
func observeSimulator(env *cli.Env, o *sandbox.Options, refused *refusedLines) {
	o.OnNotifyError = func(err error) { env.Note("the simulator cannot store its notifications: %v", err) }
	o.Log = func(line string) { env.Note("%s", line) }
	if env.Log != nil {
		o.OnCall = func(c sandbox.Call) { env.LogEvent(NewCallLine(c)) }
		o.OnNotify = func(n sandbox.Notification) { env.LogEvent(NewDeliveryLine(n, LatestAttempt(n))) }
		return
	}
	o.OnNotify = func(n sandbox.Notification) { env.NoteStyled(NotifyText(env.Errs(), n)) }
	if env.Streams().ErrTTY {
		o.OnCall = func(c sandbox.Call) { env.NoteStyled(cli.CallText(env.Errs(), c)) }
		return
	}
	o.OnRefused = refused.write
}

// ServingError returns why serving ended, nil if it was stopped.
func ServingError(err error) error {
	if err == nil || errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return apperr.New(apperr.Internal, "serving the simulator", err)
}

func writeReady(env *cli.Env, o output.Options, e readyEvent) error {
	w := env.Streams().Out
	if o.Format == output.JSON {
		_, err := fmt.Fprintln(w, cli.JSONLine(e))
		return err
	}
	if o.Quiet {
		_, err := fmt.Fprintln(w, e.URL)
		return err
	}
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, "Simulator ready: no money moves"))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Gateway", Value: t.Link(e.URL)},
		{Label: "HTTPS", Value: t.Link(e.HTTPSURL)},
		{Label: "Dashboard", Value: t.Link(e.Dashboard)},
		{Label: "Client ID", Value: e.ClientID},
		{Label: "Metrics", Value: cli.LinkText(t, e.Metrics)},
		{Label: "State", Value: cmp.Or(e.State, "in memory")},
		{Label: "Clock", Value: movedText(e.clock)},
		{Label: "Recording", Value: ui.Clean(e.replayed)},
	}))
	_, err := fmt.Fprintln(w)
	if e.clock.Moved() {
		env.Hint("set the clock back to the real time: antom sandbox clock now")
	}
	env.Hint("settings for your program: antom sandbox env")
	env.Hint("certificate to trust for HTTPS: antom sandbox ca")
	env.Hint("why a request was refused: antom sandbox requests --refused")
	env.Hint("stop it with Ctrl-C")
	return err
}
