package dev

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/cmd/simulator"
	"github.com/antom-cli/antom/cmd/webhook"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/receiver"
)

// devFlags are those of dev.
type devFlags struct {
	simulator simulator.ServeFlags
	listen    webhook.ListenFlags
}

func NewCmd(env *cli.Env) *cobra.Command {
	f := &devFlags{listen: webhook.ListenFlags{Path: "/", Local: true}}
	cmd := &cobra.Command{
		Use:     "dev",
		Short:   "Run the simulator and a notification listener in one process",
		GroupID: cli.GroupLocal,
		Long: `Run everything that you need to develop an application, until Ctrl-C: the gateway simulator with its
checkout page and web SDK, and a listener that verifies the simulator's notifications, stores them
and forwards them to the application. Each call, delivery and notification is printed on one line.

The listener receives the notifications of requests without a notify URL. The first output, or ? in
the list, shows the URLs, the keys and the client id for the configuration of the application.

--type and --status only select which notifications are shown. Every notification is stored,
forwarded and acknowledged all the same.

On a terminal calls, deliveries and notifications are a list: select one with the arrow keys, Enter
shows its details, r forwards a notification again, o opens the page of the payment, v explains why
a notification was rejected, and ? lists all keys. In a pipe, with --plain and with TERM=dumb each
of them is one line.`,
		Example: `  antom dev
  antom dev --forward http://127.0.0.1:3000/payNotify
  antom dev --plain
  antom dev --time-scale 600 --fault http-502,rate=0.1 -o json`,
		Args: cli.NoArgs,
	}
	f.simulator.AddServing(cmd)
	fl := cmd.Flags()
	simulator.AddState(fl, &f.simulator.State)
	fl.StringVar(&f.listen.Addr, "listen", webhook.DefaultListenAddr, "`address` that the notification listener listens on")
	fl.StringVar(&f.listen.Forward, "forward", "", "forward notifications to the application at this `URL`")
	webhook.AddRoutes(cmd, &f.listen)
	cli.AddStore(cmd, &f.listen.Store)
	fl.BoolVar(&f.listen.NoStore, "no-store", false, "do not store notifications on disk")
	webhook.AddMaxAge(cmd, &f.listen.MaxAge)
	f.listen.Shown.Add(cmd)
	cmd.MarkFlagsMutuallyExclusive("store", "no-store")
	cmd.MarkFlagsMutuallyExclusive("state", "ephemeral")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runDev(env, cmd, f) })
	return cmd
}

func runDev(env *cli.Env, cmd *cobra.Command, f *devFlags) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON)
	if err != nil {
		return err
	}
	if err := cli.LinesOnly(o, "antom dev"); err != nil {
		return err
	}
	if err := webhook.CheckMaxAge(f.listen.MaxAge); err != nil {
		return err
	}
	if err := f.simulator.Log.Start(env); err != nil {
		return err
	}
	env.Sandbox = f.simulator.State
	if cli.SandboxDir(env) == "" {
		return cli.NoDirectoryError("the simulator's state", "name one: --state DIR")
	}
	d, err := openDevServer(env, cmd, f, o)
	if err != nil {
		return err
	}
	// The servers must outlive the reader of their standard output.
	signal.Ignore(syscall.SIGPIPE)
	if err := d.run(cmd.Context()); err != nil {
		return err
	}
	env.Note("stopped; all requests are finished")
	return nil
}

// devServer is the simulator and the listener of dev.
type devServer struct {
	env       *cli.Env
	flags     *devFlags
	output    output.Options
	log       *devLog
	simulator *simulator.Server
	listener  net.Listener
	options   receiver.Options
	metrics   *receiver.Metrics // of the listener; nil: nothing is counted
	reader    inbox.Reader
	handler   http.Handler
	ready     devReady
}

// openDevServer checks the flags, then opens the simulator, the store and the
// listener. Nothing is served yet.
func openDevServer(env *cli.Env, cmd *cobra.Command, f *devFlags, o output.Options) (*devServer, error) {
	routes, err := f.listen.ForwardRoutes()
	if err != nil {
		return nil, err
	}
	if err := simulator.CheckNotServed(cmd.Context(), f.simulator.Dir(env)); err != nil {
		return nil, err
	}
	d := &devServer{env: env, flags: f, output: o, log: newDevLog(env, o)}
	if d.listener, err = cli.ListenOn("--listen", f.listen.Addr, webhook.DefaultListenAddr); err != nil {
		return nil, err
	}
	env.AtExit(func() { _ = d.listener.Close() }) // serving has closed it already
	notifyURL := receiver.LoopbackURL(d.listener.Addr(), f.listen.NotifyPath())
	if notifyURL == "" {
		return nil, cli.UsageError("--listen "+f.listen.Addr, errors.New("the simulator cannot call it, because it is not an address of this machine"))
	}
	f.simulator.NotifyURL = notifyURL
	d.log.notifyURL = notifyURL
	if d.simulator, err = simulator.OpenServer(cmd.Context(), env, &f.simulator, d.log.observe); err != nil {
		return nil, err
	}
	env.AtExit(func() {
		if err := d.simulator.Sandbox.Close(); err != nil {
			env.Warn("closing the simulator: %v", err)
		}
	})
	return d, d.openListener(cmd, f, routes)
}

func (d *devServer) openListener(cmd *cobra.Command, f *devFlags, routes []receiver.Route) error {
	env := d.env
	verifier, err := webhook.NewNotificationVerifier(env, cmd, &f.listen)
	if err != nil {
		return err
	}
	store, err := webhook.OpenInbox(env, &f.listen, pgstore.Options{})
	if err != nil {
		return err
	}
	way, err := f.simulator.Network.Client(env)
	if err != nil {
		return err
	}
	d.log.show(&f.listen, store.Name, d.keyFlags())
	d.reader = store.Reader
	d.options = receiver.Options{
		Verify: verifier.Judge, Store: store.Store, Forward: routes, ForwardRetry: f.listen.Retry,
		Client: cli.LogDeliveries(env, receiver.NewClient(way)), Place: cli.Place(env),
		Now: env.Now, Sleep: env.Sleep, OnEvent: d.log.logNotification,
	}
	if f.simulator.Metrics.Addr != "" {
		d.metrics = receiver.NewMetrics()
		d.options.Metrics = d.metrics
	}
	if d.ready.Metrics, err = f.simulator.Metrics.Serve(cmd.Context(), env, d.simulator.Metrics, d.metrics); err != nil {
		return err
	}
	d.handler = cli.AnnounceListener(env, receiver.New(d.options), d.listener.Addr(), f.listen.NotifyPath())
	targets := webhook.NewForwardTargets(receiver.Probe(cmd.Context(), d.options))
	d.ready.Forward, d.ready.Warnings = targets, webhook.ReadyWarnings("--listen", d.listener.Addr(), targets)
	return d.setReady(f, store.Name, verifier.Keys)
}

// keyFlags are the flags of webhook verify that select the simulator's key.
func (d *devServer) keyFlags() string {
	if d.flags.simulator.State == "" {
		return d.flags.listen.KeyFlags(d.env)
	}
	return " --key " + apperr.ShellQuote(d.simulator.Sandbox.Identity().AntomPublicKeyFile)
}

// setReady collects what the ready line says.
func (d *devServer) setReady(f *devFlags, store string, keys []webhook.ReadyKey) error {
	id := d.simulator.Sandbox.Identity()
	d.ready = devReady{
		Forward: d.ready.Forward, Warnings: d.ready.Warnings, Metrics: d.ready.Metrics,
		Event: "ready", URL: d.simulator.URL, HTTPSURL: d.simulator.HTTPSURL(), Dashboard: d.simulator.DashboardURL(), ClientID: id.ClientID, KeyVersion: "1",
		MerchantPrivateKeyFile: id.MerchantPrivateKeyFile, AntomPublicKeyFile: id.AntomPublicKeyFile, AntomPublicKey: keys[0].PublicKey, AntomKeyFingerprint: keys[0].Fingerprint,
		NotifyURL: d.log.notifyURL, WebSDK: d.simulator.URL + "/sdk/ams-checkout.min.js", ForwardTo: receiver.ShownURL(f.listen.Forward), State: d.simulator.State, Store: store,
	}
	authority, err := d.simulator.Sandbox.Authority()
	if err != nil {
		return apperr.New(apperr.Config, "the simulator's certificate authority", err)
	}
	d.ready.CAFile = authority.File()
	return nil
}

// run serves both until the context ends. The simulator stops first, so that the
// listener still receives its last notifications.
func (d *devServer) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	finished := cli.SayFinishing(ctx, d.env)
	defer finished()
	if d.flags.listen.Shown.Interactive(d.env, d.output) {
		live, err := webhook.StartLive(d.env, d.liveOptions())
		if err != nil {
			return err
		}
		defer live.Close()
		context.AfterFunc(ctx, live.Close)
		d.log.showList(live)
	}
	listening, stopListening := context.WithCancel(context.WithoutCancel(ctx))
	defer stopListening()
	received := make(chan error, 1)
	go func() {
		received <- receiver.Serve(listening, d.listener, d.handler, d.metrics)
		stop() // the simulator is of no use without the listener
	}()
	err := simulator.ServingError(d.simulator.Sandbox.Serve(ctx, d.simulator.Listener, d.writeReady))
	stopListening()
	return errors.Join(err, webhook.ReceivingError(<-received))
}
