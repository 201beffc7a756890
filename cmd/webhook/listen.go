package webhook

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/sandbox"
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
	log      cli.LogFormatFlag
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

With --forward or --route the application's answer decides. If the application does not acknowledge
a notification, the listener answers 502, so that Antom sends it again. Method, path, headers and
body are forwarded unchanged.`,
		Example: `  antom webhook listen --local
  antom webhook listen --forward http://127.0.0.1:3000
  antom webhook listen --route 'refund*=http://127.0.0.1:3001' --route '*=http://127.0.0.1:3000'`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.Addr, "addr", DefaultListenAddr, "`address` to listen on")
	fl.StringVar(&f.Path, "path", "/", "serve only this `path`; / serves all paths")
	fl.StringVar(&f.Forward, "forward", "", "forward notifications to the application at this `URL`")
	AddRoutes(cmd, f)
	AddStore(cmd, &f.Store)
	fl.BoolVar(&f.NoStore, "no-store", false, "do not store notifications on disk")
	fl.StringVar(&f.tlsCert, "tls-cert", "", "serve HTTPS with the certificate in this `file`")
	fl.StringVar(&f.tlsKey, "tls-key", "", "`file` with the private key of the certificate")
	addAntomKeys(cmd, &f.keys, &f.Local)
	fl.StringVar(&f.clientID, "client-id", "", "accept only notifications for this client `id`")
	AddMaxAge(cmd, &f.MaxAge)
	f.log.Add(cmd)
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
	if err := f.checkPath(); err != nil {
		return err
	}
	if err := CheckMaxAge(f.MaxAge); err != nil {
		return err
	}
	if err := f.log.Start(env); err != nil {
		return err
	}
	routes, err := f.ForwardRoutes()
	if err != nil {
		return err
	}
	verifier, err := NewNotificationVerifier(env, cmd, f)
	if err != nil {
		return err
	}
	store, where, err := OpenInbox(env, f)
	if err != nil {
		return err
	}
	listener, err := cli.ListenOn("--addr", f.Addr)
	if err != nil {
		return err
	}
	secure, err := f.tlsConfig(cmd.Context())
	if err != nil {
		listener.Close()
		return err
	}
	// The listener must outlive the reader of its standard output, because
	// notifications still arrive.
	signal.Ignore(syscall.SIGPIPE)
	events := NewEventWriter(env, o)
	handler := receiver.New(receiver.Options{
		Verify: verifier, Store: store, Path: f.Path, Forward: routes, ForwardRetry: f.Retry,
		Now: env.Now, Sleep: env.Sleep,
		OnEvent: events.Print,
	})
	if secure == nil && f.simulated(env) && (f.clientID == "" || f.clientID == sandbox.ClientID) {
		handler = cli.AnnounceListener(env, handler, listener.Addr(), f.NotifyPath())
	}
	ready := ListenerReady{Event: "ready", URL: "http://" + listener.Addr().String() + f.Path, Store: where}
	serve := func() error { return receiver.Serve(cmd.Context(), listener, handler) }
	if secure != nil {
		ready.URL = "https://" + listener.Addr().String() + f.Path
		serve = func() error { return receiver.ServeTLS(cmd.Context(), listener, handler, secure) }
	}
	if err := writeListenerReady(env, o, ready); err != nil {
		return err
	}
	if err := ReceivingError(serve()); err != nil {
		return err
	}
	env.Note("stopped; all requests are finished")
	return nil
}

// addAntomKeys declares the flags that say whose key verifies notifications.
func addAntomKeys(cmd *cobra.Command, keys *[]string, local *bool) {
	cmd.Flags().StringArrayVar(keys, "key", nil, "Antom's public key: a `file`, or the key itself in Base64 (repeatable; default: the keys of the profile)")
	cmd.Flags().BoolVar(local, "local", false, "use the key of the simulator on this machine")
	cmd.MarkFlagsMutuallyExclusive("key", "local")
}

// AddRoutes declares how notifications are forwarded to several applications.
func AddRoutes(cmd *cobra.Command, f *ListenFlags) {
	cmd.Flags().StringArrayVar(&f.routes, "route", nil, "forward notifications by their type: `'refund*=URL'` (repeatable; the first match is used)")
	cmd.Flags().IntVar(&f.Retry, "retry", 0, "repeat a failed forward up to this `number` of times while the sender waits")
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

// OpenInbox opens the store and locks it for this process. where is its
// directory, or "" for a store in memory.
func OpenInbox(env *cli.Env, f *ListenFlags) (receiver.Store, string, error) {
	if f.NoStore {
		return inbox.NewMemory(inbox.Options{Now: env.Now}), "", nil
	}
	dir := cmp.Or(f.Store, cli.InboxDir(env))
	if dir == "" {
		return nil, "", cli.NoDirectoryError("the store", "name one: --store DIR, or do not store notifications: --no-store")
	}
	store, err := openStore(env, dir)
	if err != nil {
		return nil, "", err
	}
	return store, dir, nil
}

// openStore opens the store in dir for writing until the program ends.
func openStore(env *cli.Env, dir string) (*inbox.Inbox, error) {
	store, err := inbox.Open(dir, inbox.Options{Now: env.Now})
	var locked *inbox.LockedError
	switch {
	case errors.As(err, &locked):
		return nil, apperr.New(apperr.Config, "", err, "stop the other listener, or use another store: --store DIR")
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

// tlsConfig returns the configuration of --tls-cert and --tls-key, nil for plain HTTP.
func (f *ListenFlags) tlsConfig(ctx context.Context) (*tls.Config, error) {
	if f.tlsCert == "" {
		return nil, nil
	}
	pair, err := loadKeyPair(ctx, f.tlsCert, f.tlsKey)
	if err != nil {
		return nil, apperr.New(apperr.Config, "--tls-cert and --tls-key", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// maxCertificate is the largest size of a --tls-cert or --tls-key file, in bytes. A
// chain of certificates has a few thousand.
const maxCertificate = 1 << 20

// loadKeyPair is tls.LoadX509KeyPair with a limit on size, and stops with ctx.
func loadKeyPair(ctx context.Context, certFile, keyFile string) (tls.Certificate, error) {
	cert, err := durable.ReadInput(ctx, certFile, maxCertificate)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := durable.ReadInput(ctx, keyFile, maxCertificate)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(cert, key)
}

// ListenerReady is the ready line that scripts wait for.
type ListenerReady struct {
	Event string `json:"event"`
	URL   string `json:"url"`
	Store string `json:"store,omitempty"`
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

func writeListenerReady(env *cli.Env, o output.Options, l ListenerReady) error {
	w := env.Streams().Out
	if o.Format == output.JSON {
		_, err := fmt.Fprintln(w, cli.JSONLine(l))
		return err
	}
	if o.Quiet {
		_, err := fmt.Fprintln(w, l.URL)
		return err
	}
	_, err := fmt.Fprintf(w, "ready  %s  store %s\n", env.Theme().Link(l.URL), cmp.Or(l.Store, "none"))
	env.Hint("stop it with Ctrl-C")
	return err
}

// receivedLine is one notification in JSON.
type receivedLine struct {
	Event            string `json:"event"`
	Time             string `json:"time"`
	ID               string `json:"id,omitempty"`
	NotifyType       string `json:"notifyType,omitempty"`
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	RequestID        string `json:"requestId,omitempty"` // of a refund, a capture or the like
	ObjectID         string `json:"objectId,omitempty"`  // its own id
	ResultStatus     string `json:"resultStatus,omitempty"`
	ResultCode       string `json:"resultCode,omitempty"`
	Currency         string `json:"currency,omitempty"`
	Value            string `json:"value,omitempty"`
	Verified         bool   `json:"verified"`
	Cause            string `json:"cause,omitempty"`
	Explanation      string `json:"explanation,omitempty"`
	DuplicateOf      string `json:"duplicateOf,omitempty"`
	HTTPStatus       int    `json:"httpStatus"`
	Error            string `json:"error,omitempty"`
	Problem          string `json:"problem,omitempty"`
	ForwardURL       string `json:"forwardUrl,omitempty"`
	ForwardStatus    int    `json:"forwardStatus,omitempty"`
	ForwardError     string `json:"forwardError,omitempty"`
	RequestTime      string `json:"requestTime,omitempty"`
	// AgeSeconds is the time between requestTime and the arrival, negative for a
	// requestTime ahead of this machine's clock.
	AgeSeconds *float64 `json:"ageSeconds,omitempty"`
	// Asked is the amount of the request in the journal, if it differs.
	Asked      string  `json:"asked,omitempty"`
	DurationMS float64 `json:"durationMs"`
}

func newReceivedLine(e receiver.Event) receivedLine {
	r, amount := e.Record, recordAmount(&e.Record)
	line := receivedLine{
		Event: "notification", Time: e.Time.UTC().Format(time.RFC3339Nano), ID: r.ID, NotifyType: r.NotifyType,
		PaymentRequestID: r.PaymentRequestID, PaymentID: r.PaymentID, RequestID: r.RequestID, ObjectID: r.ObjectID, ResultStatus: string(r.Result.ResultStatus), ResultCode: string(r.Result.ResultCode),
		Currency: amount.Currency, Value: amount.Value, Verified: r.Verified, Cause: r.Cause, Explanation: e.Explanation,
		DuplicateOf: r.DuplicateOf, HTTPStatus: e.Status, Problem: string(e.Problem),
		DurationMS: float64(e.Duration.Microseconds()) / 1000,
	}
	if e.Err != nil {
		line.Error = e.Err.Error()
	}
	line.RequestTime = sentAt(&r)
	if age, ok := notificationAge(e); ok {
		seconds := float64(age.Milliseconds()) / 1000
		line.AgeSeconds = &seconds
	}
	if last, ok := e.Forwarded(); ok {
		line.ForwardURL, line.ForwardStatus, line.ForwardError = last.URL, last.Status, last.Err
	}
	return line
}

// EventWriter writes one line for each received request. It must not be called by
// several goroutines at once.
type EventWriter struct {
	env    *cli.Env
	json   bool // each event is one JSON object
	quiet  bool // only the ids of acknowledged notifications
	sent   journalAmounts
	broken bool // standard output cannot be written any more
}

func NewEventWriter(env *cli.Env, o output.Options) *EventWriter {
	return &EventWriter{env: env, json: o.Format == output.JSON || env.Log != nil, quiet: o.Quiet, sent: journalAmounts{env: env}}
}

func (w *EventWriter) Print(e receiver.Event) {
	asked := w.sent.mismatch(e)
	w.Write(w.line(e, asked))
	if asked != "" && !w.json {
		amount := recordAmount(&e.Record)
		w.env.Warn("%s: the notification says %s, but the journal has %s; inquire before you deliver",
			recordID(&e.Record), cli.MajorAmount(amount.Currency, amount.Value), asked)
	}
	if w.json || w.quiet {
		return
	}
	if e.Err != nil {
		w.env.Warn("%v", e.Err)
	}
	if e.Explanation != "" && !e.Record.Verified {
		w.env.Hint("%s", e.Explanation)
	}
}

// Write writes a line, unless it is empty.
func (w *EventWriter) Write(line string) {
	if line == "" || w.broken {
		return
	}
	if _, err := fmt.Fprintln(w.env.Streams().Out, line); err != nil {
		w.broken = true
		w.env.Warn("standard output cannot be written (%v); notifications are still received", err)
	}
}

// line returns an event in the output format, "" if it is not printed.
func (w *EventWriter) line(e receiver.Event, asked string) string {
	switch {
	case w.quiet && e.Acknowledged():
		return cmp.Or(e.Record.ID, recordID(&e.Record))
	case w.quiet:
		return ""
	case w.json:
		line := newReceivedLine(e)
		line.Asked = asked
		return cli.JSONLine(line)
	default:
		return eventText(w.env, e)
	}
}
