package cmd

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/pkg/keys"
)

// devFlags are those of dev.
type devFlags struct {
	simulator sandboxFlags
	listen    listenFlags
}

func newDevCmd(app *App) *cobra.Command {
	f := &devFlags{listen: listenFlags{path: "/", local: true}}
	cmd := &cobra.Command{
		Use:     "dev",
		Short:   "Run the simulator and a notification listener for your application, in one process",
		GroupID: groupLocal,
		Long: `Run all that an application needs to be developed against, until Ctrl-C: the gateway simulator with
its checkout page and web SDK, and a listener that verifies and stores its notifications and
forwards them to the application. Every call, delivery and notification is a line.

Requests that name no notify URL have the listener as theirs. The first line says what to configure.`,
		Example: `  antom dev
  antom dev --forward-to http://127.0.0.1:3000/payNotify
  antom dev --time-scale 600 --fault http-502,rate=0.1 -o json`,
		Args: noArgs,
	}
	f.simulator.addServing(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.simulator.state, "state", "", "`directory` of the simulator's state")
	fl.StringVar(&f.listen.addr, "listen", defaultListenAddr, "`address` of the notification listener")
	fl.StringVar(&f.listen.forward, "forward", "", "forward notifications to the application at this `URL`")
	acceptForwardTo(cmd)
	fl.StringArrayVar(&f.listen.routes, "route", nil, "forward a type of notification: `'refund*=URL'` (repeatable, the first that fits)")
	fl.IntVar(&f.listen.retry, "retry", 0, "repeat a failed forward so many `times` while the simulator waits")
	fl.StringVar(&f.listen.store, "store", "", "`directory` of the notifications that were received")
	fl.BoolVar(&f.listen.noStore, "no-store", false, "do not store notifications on disk")
	addMaxAge(cmd, &f.listen.maxAge)
	cmd.MarkFlagsMutuallyExclusive("store", "no-store")
	cmd.MarkFlagsMutuallyExclusive("state", "ephemeral")
	cmd.RunE = app.run(func(cmd *cobra.Command, _ []string) error { return app.runDev(cmd, f) })
	return cmd
}

func (a *App) runDev(cmd *cobra.Command, f *devFlags) error {
	o, err := a.outputOptions(true, output.Text, output.JSON)
	if err != nil {
		return err
	}
	if err := linesOnly(o, "antom dev"); err != nil {
		return err
	}
	if err := checkMaxAge(f.listen.maxAge); err != nil {
		return err
	}
	if err := f.simulator.log.start(a); err != nil {
		return err
	}
	a.sandbox = f.simulator.state
	if a.sandboxDir() == "" {
		return noPlace("the simulator's state", "name one: --state DIR")
	}
	d, err := a.openDevServer(cmd, f, o)
	if err != nil {
		return err
	}
	// A reader of standard output that goes away must not end it all.
	signal.Ignore(syscall.SIGPIPE)
	if err := d.run(cmd.Context()); err != nil {
		return err
	}
	a.note("stopped; everything in flight is finished")
	return nil
}

// devServer is all that dev runs.
type devServer struct {
	app       *App
	output    output.Options
	log       *devLog
	simulator *simulatorServer
	listener  net.Listener
	handler   http.Handler
	ready     devReady
}

// openDevServer checks the flags and takes everything that is needed, before anything
// runs.
func (a *App) openDevServer(cmd *cobra.Command, f *devFlags, o output.Options) (*devServer, error) {
	routes, err := f.listen.forwardRoutes()
	if err != nil {
		return nil, err
	}
	if err := checkNotServed(cmd.Context(), f.simulator.dir(a)); err != nil {
		return nil, err
	}
	d := &devServer{app: a, output: o, log: newDevLog(a, o)}
	if d.listener, err = listenOn("--listen", f.listen.addr); err != nil {
		return nil, err
	}
	a.atExit(func() { _ = d.listener.Close() }) // it is closed already when it was served
	notifyURL := receiver.LoopbackURL(d.listener.Addr(), f.listen.notifyPath())
	if notifyURL == "" {
		return nil, usage("--listen "+f.listen.addr, errors.New("it is not an address of this machine that the simulator can call"))
	}
	f.simulator.notifyURL = notifyURL
	d.log.notifyURL = notifyURL
	if d.simulator, err = a.openSimulatorServer(cmd.Context(), &f.simulator, d.log.observe); err != nil {
		return nil, err
	}
	a.atExit(func() {
		if err := d.simulator.sandbox.Close(); err != nil {
			a.warn("closing the simulator: %v", err)
		}
	})
	return d, d.openListener(cmd, f, routes)
}

// acceptForwardTo lets --forward-to stand for --forward.
func acceptForwardTo(cmd *cobra.Command) {
	cmd.Flags().SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "forward-to" {
			name = "forward"
		}
		return pflag.NormalizedName(name)
	})
}

func (d *devServer) openListener(cmd *cobra.Command, f *devFlags, routes []receiver.Route) error {
	a := d.app
	verifier, err := a.newNotificationVerifier(cmd, &f.listen)
	if err != nil {
		return err
	}
	store, where, err := a.openInbox(&f.listen)
	if err != nil {
		return err
	}
	d.handler = a.announceListener(receiver.New(receiver.Options{
		Verify: verifier, Store: store, Forward: routes, ForwardRetry: f.listen.retry,
		Now: a.Now, Sleep: a.Sleep, OnEvent: d.log.logNotification,
	}), d.listener.Addr(), f.listen.notifyPath())
	return d.setReady(f, where)
}

// setReady fills in the ready line.
func (d *devServer) setReady(f *devFlags, store string) error {
	id := d.simulator.sandbox.Identity()
	line, err := oneLine(&keys.Key{Public: &id.AntomKey.PublicKey})
	if err != nil {
		return err
	}
	d.ready = devReady{
		Event: "ready", URL: d.simulator.url, HTTPSURL: d.simulator.httpsURL(), ClientID: id.ClientID, KeyVersion: "1",
		MerchantPrivateKeyFile: id.MerchantPrivateKeyFile, AntomPublicKeyFile: id.AntomPublicKeyFile, AntomPublicKey: line,
		NotifyURL: d.log.notifyURL, WebSDK: d.simulator.url + "/sdk/ams-checkout.min.js", ForwardTo: receiver.ShownURL(f.listen.forward), State: d.simulator.state, Store: store,
	}
	authority, err := d.simulator.sandbox.Authority()
	if err != nil {
		return apperr.New(apperr.Config, "the simulator's certificate authority", err)
	}
	d.ready.CAFile = authority.File()
	return nil
}

// run serves both until the context ends. The simulator stops first, so that
// its last notifications are still received.
func (d *devServer) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	listening, stopListening := context.WithCancel(context.WithoutCancel(ctx))
	defer stopListening()
	received := make(chan error, 1)
	go func() {
		received <- receiver.Serve(listening, d.listener, d.handler)
		stop() // the one is nothing without the other
	}()
	err := servingError(d.simulator.sandbox.Serve(ctx, d.simulator.listener, d.writeReady))
	stopListening()
	return errors.Join(err, receivingError(<-received))
}
