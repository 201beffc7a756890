package webhook

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/livelist"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/sandbox"
)

// listenServer is the listener of webhook listen.
type listenServer struct {
	env      *cli.Env
	flags    *ListenFlags
	output   output.Options
	options  receiver.Options
	events   *EventWriter
	metrics  *receiver.Metrics // nil: nothing is counted
	listener net.Listener
	secure   *tls.Config // nil: plain HTTP
	handler  http.Handler
	reader   inbox.Reader
	worker   *receiver.Worker // nil: what is forwarded is not queued
	ready    ListenerReady
}

// openListenServer opens the store and the listener, and tries the applications that
// notifications are forwarded to. Nothing is served yet.
func openListenServer(env *cli.Env, cmd *cobra.Command, f *ListenFlags, o output.Options) (*listenServer, error) {
	routes, err := f.ForwardRoutes()
	if err != nil {
		return nil, err
	}
	verifier, err := NewNotificationVerifier(env, cmd, f)
	if err != nil {
		return nil, err
	}
	s := &listenServer{env: env, flags: f, output: o}
	shared, err := f.shared(env)
	if err != nil {
		return nil, err
	}
	if shared {
		if err := checkQueued(routes); err != nil {
			return nil, err
		}
	}
	store, err := OpenInbox(env, f, s.databaseOptions(routes, verifier.Keys))
	if err != nil {
		return nil, err
	}
	way, err := f.Network.Client(env)
	if err != nil {
		return nil, err
	}
	if s.listener, err = cli.ListenOn("--addr", f.Addr, DefaultListenAddr); err != nil {
		return nil, err
	}
	env.AtExit(func() { _ = s.listener.Close() }) // serving has closed it already
	if s.secure, err = f.tlsConfig(cmd.Context()); err != nil {
		return nil, err
	}
	s.events = NewEventWriter(env, o, NewEventOptions(f, store.Name, f.KeyFlags(env)))
	s.events.StoreTold = shared
	s.options = receiver.Options{
		Verify: verifier.Judge, Store: store.Store, Path: f.Path, Forward: routes, ForwardRetry: f.Retry,
		Client: cli.LogDeliveries(env, receiver.NewClient(way)), Place: cli.Place(env),
		Now: env.Now, Sleep: env.Sleep, OnEvent: s.events.Print,
	}
	if f.Metrics.Addr != "" {
		s.metrics = receiver.NewMetrics()
		s.options.Metrics = s.metrics
	}
	s.reader = store.Reader
	s.handler = s.endpoint(store, routes)
	if s.secure == nil && f.simulated(env) && (f.clientID == "" || f.clientID == sandbox.ClientID) {
		s.handler = cli.AnnounceListener(env, s.handler, s.listener.Addr(), f.NotifyPath())
	}
	s.ready = newListenerReady(cmd.Context(), s, store.Name, verifier.Keys)
	s.ready.Metrics, err = f.Metrics.Serve(cmd.Context(), env, s.metrics)
	return s, err
}

func newListenerReady(ctx context.Context, s *listenServer, store string, keys []ReadyKey) ListenerReady {
	scheme := "http://"
	if s.secure != nil {
		scheme = "https://"
	}
	targets := NewForwardTargets(receiver.Probe(ctx, s.options))
	addr := s.listener.Addr()
	host := addr.String()
	if wildcard(addr) { // it is no address to connect to
		host = net.JoinHostPort("127.0.0.1", strconv.Itoa(portOf(addr)))
	}
	return ListenerReady{
		Event: "ready", URL: scheme + host + s.flags.Path, Port: portOf(addr), Store: store, Keys: keys,
		Forward: targets, Warnings: ReadyWarnings("--addr", addr, targets),
	}
}

// run receives notifications until the context ends.
func (s *listenServer) run(ctx context.Context) error {
	finished := cli.SayFinishing(ctx, s.env)
	defer finished()
	if s.flags.Shown.Interactive(s.env, s.output) {
		live, err := StartLive(s.env, s.liveOptions())
		if err != nil {
			return err
		}
		defer live.Close()
		context.AfterFunc(ctx, live.Close)
		s.events.Show(live)
		WarnReady(s.env, s.output, s.ready.Warnings)
	} else {
		WarnReady(s.env, s.output, s.ready.Warnings)
		if err := writeListenerReady(s.env, s.output, s.ready, s.flags.Shown.Text()); err != nil {
			return err
		}
	}
	working := s.work(ctx)
	defer working()
	if s.secure != nil {
		return ReceivingError(receiver.ServeTLS(ctx, s.listener, s.handler, s.secure, s.metrics))
	}
	return ReceivingError(receiver.Serve(ctx, s.listener, s.handler, s.metrics))
}

// liveOptions say what the list on the terminal shows and does.
func (s *listenServer) liveOptions() LiveOptions {
	o := LiveOptions{Store: s.ready.Store, Reader: s.reader, Receiver: s.options}
	o.Header = livelist.Header{
		Title: "antom webhook listen", URL: s.ready.URL, Lines: s.ready.lines(s.flags.Shown.Text()),
		Facts: s.ready.facts(s.flags.Shown.Text()),
		Empty: "waiting for notifications; to send one: antom webhook send PAYMENT_RESULT --to " + s.ready.URL,
	}
	if s.flags.simulated(s.env) {
		o.Simulator = func(ctx context.Context) (sandbox.Control, error) {
			return sandbox.Dial(ctx, cli.SandboxDir(s.env))
		}
		o.Header.Empty = "waiting for notifications; to cause one: antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK --open"
	}
	return o
}
