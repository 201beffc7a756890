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
		Short:   "Run the simulator and a notification listener in one process",
		GroupID: groupLocal,
		Long: `Run everything that you need to develop an application, until Ctrl-C: the gateway simulator with its
checkout page and web SDK, and a listener that verifies the simulator's notifications, stores them
and forwards them to the application. Each call, delivery and notification is printed on one line.

The listener receives the notifications of requests without a notify URL. The first output shows the
URLs, the keys and the client id for the configuration of the application.`,
		Example: `  antom dev
  antom dev --forward http://127.0.0.1:3000/payNotify
  antom dev --time-scale 600 --fault http-502,rate=0.1 -o json`,
		Args: noArgs,
	}
	f.simulator.addServing(cmd)
	fl := cmd.Flags()
	addState(fl, &f.simulator.state)
	fl.StringVar(&f.listen.addr, "listen", defaultListenAddr, "`address` that the notification listener listens on")
	fl.StringVar(&f.listen.forward, "forward", "", "forward notifications to the application at this `URL`")
	acceptForwardTo(cmd)
	addRoutes(cmd, &f.listen)
	addStore(cmd, &f.listen.store)
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
	// The servers must outlive the reader of their standard output.
	signal.Ignore(syscall.SIGPIPE)
	if err := d.run(cmd.Context()); err != nil {
		return err
	}
	a.note("stopped; all requests are finished")
	return nil
}

// devServer is the simulator and the listener of dev.
type devServer struct {
	app       *App
	output    output.Options
	log       *devLog
	simulator *simulatorServer
	listener  net.Listener
	handler   http.Handler
	ready     devReady
}

// openDevServer checks the flags, then opens the simulator, the store and the
// listener. Nothing is served yet.
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
	a.atExit(func() { _ = d.listener.Close() }) // serving has closed it already
	notifyURL := receiver.LoopbackURL(d.listener.Addr(), f.listen.notifyPath())
	if notifyURL == "" {
		return nil, usage("--listen "+f.listen.addr, errors.New("the simulator cannot call it, because it is not an address of this machine"))
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

// setReady collects what the ready line says.
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

// run serves both until the context ends. The simulator stops first, so that the
// listener still receives its last notifications.
func (d *devServer) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	listening, stopListening := context.WithCancel(context.WithoutCancel(ctx))
	defer stopListening()
	received := make(chan error, 1)
	go func() {
		received <- receiver.Serve(listening, d.listener, d.handler)
		stop() // the simulator is of no use without the listener
	}()
	err := servingError(d.simulator.sandbox.Serve(ctx, d.simulator.listener, d.writeReady))
	stopListening()
	return errors.Join(err, receivingError(<-received))
}
