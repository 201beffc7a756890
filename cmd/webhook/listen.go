package webhook

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/storeurl"
)

// ListenFlags are those of webhook listen.
type ListenFlags struct {
	Addr     string
	Path     string
	Forward  string
	routes   []string
	Retry    int
	Store    string
	NoStore  bool
	tlsCert  string
	tlsKey   string
	keys     []string
	clientID string
	MaxAge   time.Duration
	Local    bool
	Network  cli.NetworkFlags
	Shown    ShownFlags
	log      cli.LogFormatFlag
	Metrics  cli.MetricsFlag
}

const DefaultListenAddr = "127.0.0.1:4242"

func newWebhookListenCmd(env *cli.Env) *cobra.Command {
	f := &ListenFlags{}
	cmd := &cobra.Command{
		Use:   "listen",
		Short: "Receive, verify, store and forward notifications",
		Long: `Receive notifications until stopped with Ctrl-C. Each notification is verified, stored on disk,
forwarded if --forward or --route is given, and only then acknowledged. A notification whose
signature does not verify is answered with 401, stored with the reason, and never forwarded.

Each line says how long ago the notification was sent, according to its signed request-time.
--max-age refuses notifications that are older, or whose time is in the future. Antom repeats a
notification for about 24 hours and may keep its request-time, so a limit below 25h can refuse
genuine notifications.

With --forward or --route the response of the application decides. If the application does not
acknowledge a notification, the listener answers 502, so that Antom sends it again. Method, path,
headers and body are forwarded unchanged.

--type and --status only select what is shown. Every notification is stored, forwarded and
acknowledged all the same; --route selects what is forwarded to which application.

On a terminal the notifications are a list: select one with the arrow keys, Enter shows its details,
r forwards it again, o opens the page of a simulated payment, v explains why it was rejected, and ?
lists all keys. In a pipe, with --plain and with TERM=dumb each notification is one line, which ends
with its id for antom webhook show.`,
		Example: `  antom webhook listen --local
  antom webhook listen --forward http://127.0.0.1:3000
  antom webhook listen --type 'REFUND_*' --plain
  antom webhook listen --route 'refund*=http://127.0.0.1:3001' --route '*=http://127.0.0.1:3000'`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.Addr, "addr", DefaultListenAddr, "`address` to listen on")
	fl.StringVar(&f.Path, "path", "/", "accept notifications at this `path` only; / accepts all paths")
	fl.StringVar(&f.Forward, "forward", "", "forward notifications to the application at this `URL`")
	AddRoutes(cmd, f)
	cli.AddStore(cmd, &f.Store)
	fl.BoolVar(&f.NoStore, "no-store", false, "do not store notifications on disk")
	fl.StringVar(&f.tlsCert, "tls-cert", "", "serve HTTPS with the certificate in this `file`")
	fl.StringVar(&f.tlsKey, "tls-key", "", "`file` with the private key of the certificate")
	addAntomKeys(cmd, &f.keys, &f.Local)
	fl.StringVar(&f.clientID, "client-id", "", "accept only notifications for this client `id`")
	AddMaxAge(cmd, &f.MaxAge)
	f.Network.Add(cmd)
	f.Shown.Add(cmd)
	f.log.Add(cmd)
	f.Metrics.Add(cmd)
	cmd.MarkFlagsMutuallyExclusive("store", "no-store")
	cmd.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	cli.AddAccountFlags(cmd, config.FlagAntomPublicKeyFile)
	cmd.MarkFlagsMutuallyExclusive("key", "local", config.FlagAntomPublicKeyFile)
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runWebhookListen(env, cmd, f) })
	return cmd
}

func runWebhookListen(env *cli.Env, cmd *cobra.Command, f *ListenFlags) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON)
	if err != nil {
		return err
	}
	if err := cli.LinesOnly(o, "antom webhook listen"); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	if err := f.log.Start(env); err != nil {
		return err
	}
	s, err := openListenServer(env, cmd, f, o)
	if err != nil {
		return err
	}
	// The listener must outlive the reader of its standard output, because
	// notifications still arrive.
	signal.Ignore(syscall.SIGPIPE)
	if err := s.run(cmd.Context()); err != nil {
		return err
	}
	env.Note("stopped; all requests are finished")
	return nil
}

func (f *ListenFlags) check() error {
	return cmp.Or(f.checkPath(), CheckMaxAge(f.MaxAge), f.Metrics.Check())
}

// addAntomKeys declares the flags that say whose key verifies notifications.
func addAntomKeys(cmd *cobra.Command, keys *[]string, local *bool) {
	cmd.Flags().StringArrayVar(keys, "key", nil, "Antom's public key: a `file`, or the key itself in Base64 (repeatable; default: the keys of the profile)")
	cmd.Flags().BoolVar(local, "local", false, "use the key of the simulator on this machine")
	cmd.MarkFlagsMutuallyExclusive("key", "local")
}

// AddRoutes declares how notifications are forwarded to several applications.
func AddRoutes(cmd *cobra.Command, f *ListenFlags) {
	cmd.Flags().StringArrayVar(&f.routes, "route", nil, "forward types of notification to an application: `'refund*=URL'` (repeatable; the first match is used)")
	cmd.Flags().IntVar(&f.Retry, "retry", 0, "make up to this `number` of further attempts when a forward fails, while the sender waits")
}

// AddMaxAge declares --max-age of a command that verifies notifications.
func AddMaxAge(cmd *cobra.Command, maxAge *time.Duration) {
	cmd.Flags().DurationVar(maxAge, "max-age", 0, "refuse notifications that were sent longer ago than this `duration`, such as 25h (default: any age)")
}

func CheckMaxAge(maxAge time.Duration) error {
	if maxAge < 0 {
		return cli.UsageError("--max-age "+maxAge.String(), errors.New("it must not be negative"), "such as --max-age 25h; leave it out for any age")
	}
	return nil
}

func (f *ListenFlags) checkPath() error {
	if !strings.HasPrefix(f.Path, "/") || strings.ContainsAny(f.Path, "?# ") {
		return cli.UsageError("--path "+f.Path, errors.New("it must begin with / and have no query"))
	}
	return nil
}

// ForwardRoutes returns the routes of --route, then that of --forward.
func (f *ListenFlags) ForwardRoutes() ([]receiver.Route, error) {
	var routes []receiver.Route
	for _, text := range f.routes {
		route, err := receiver.ParseRoute(text)
		if err == nil {
			err = route.Check()
		}
		if err != nil {
			return nil, cli.UsageError("--route", err, "write it as --route 'refund*=http://127.0.0.1:3000'")
		}
		routes = append(routes, route)
	}
	if f.Forward != "" {
		f.Forward = notification.CompleteTarget(f.Forward)
		route := receiver.Route{Pattern: "*", URL: f.Forward}
		if err := route.Check(); err != nil {
			return nil, cli.UsageError("--forward", err)
		}
		routes = append(routes, route)
	}
	if f.Retry < 0 || f.Retry > 10 {
		return nil, cli.UsageError("--retry", errors.New("it must be between 0 and 10"))
	}
	if f.Retry > 0 && len(routes) == 0 {
		return nil, cli.UsageError("--retry", errors.New("it needs --forward or --route"))
	}
	return routes, nil
}

// An OpenStore is the store of a listener.
type OpenStore struct {
	receiver.Store
	Reader inbox.Reader // nil for a store in memory
	Name   string       // its directory or URL, "" for a store in memory
}

// OpenInbox opens the store for a listener, until the program ends.
func OpenInbox(env *cli.Env, f *ListenFlags, o pgstore.Options) (OpenStore, error) {
	if f.NoStore {
		return OpenStore{Store: inbox.NewMemory(inbox.Options{Now: env.Now})}, nil
	}
	name, err := cli.StoreName(env, f.Store)
	if err != nil {
		return OpenStore{}, err
	}
	store, err := openStore(env, name, o)
	if err != nil {
		return OpenStore{}, err
	}
	reader, ok := store.(inbox.Reader)
	if !ok {
		reader = inbox.Dir(name)
	}
	return OpenStore{Store: store, Reader: reader, Name: name}, nil
}

// openStore opens a store for writing until the program ends.
func openStore(env *cli.Env, name string, o pgstore.Options) (receiver.Store, error) {
	if storeurl.Is(name) {
		o.Writer = true
		return cli.OpenDatabase(env, name, o)
	}
	return openDirectory(env, name)
}

// lockedStore is the error of a directory that another process writes to.
func lockedStore(err error) error {
	return apperr.New(apperr.Config, "", err, "stop the other listener, or use another store: --store DIR")
}

// openDirectory locks the store in dir for this process until the program ends.
func openDirectory(env *cli.Env, dir string) (*inbox.Inbox, error) {
	store, err := inbox.Open(dir, inbox.Options{Now: env.Now})
	var locked *inbox.LockedError
	switch {
	case errors.As(err, &locked):
		return nil, lockedStore(err)
	case err != nil:
		return nil, apperr.New(apperr.Config, "opening the store", err)
	}
	for _, damage := range store.Recovery().Damaged {
		env.Warn("%v; it is skipped", damage)
	}
	env.AtExit(func() {
		if err := store.Close(); err != nil {
			env.Warn("closing the store: %v", err)
		}
	})
	return store, nil
}

// ReceivingError returns why the listener ended, nil if it was stopped and finished
// all requests.
func ReceivingError(err error) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, http.ErrServerClosed):
		return nil
	case errors.Is(err, httpserve.ErrUnfinished):
		return apperr.New(apperr.Internal, "", err, "Antom sends again what was not acknowledged")
	default:
		return apperr.New(apperr.Internal, "receiving notifications", err)
	}
}
