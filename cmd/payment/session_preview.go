package payment

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/preview"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// previewFlags are those of session preview.
type previewFlags struct {
	request     requestFlags
	send        cli.SendFlags
	sessionData string
	environment string
	locale      string
	sdkURL      string
	origins     []string
	showLoading bool
	vaulting    bool // the buyer stores a card, and pays nothing
	addr        string
	open        bool
}

func newSessionPreviewCmd(env *cli.Env) *cobra.Command {
	f := &previewFlags{}
	cmd := &cobra.Command{
		Use:   "preview [FILE]",
		Short: "Show a session in the web SDK on a local page, and print its events",
		Long: `Create a session for the web SDK, and serve a page on this machine that mounts the SDK with it. Every
event of the SDK is printed with its meaning. The command ends when the payment is final, with the exit
code of its state.

With --local, the page uses the simulator's replacement for the SDK; otherwise, it uses Antom's script.
With --session-data, the page shows an existing session, and --request-id names the payment to wait for.
With --vaulting, the buyer stores a card and pays nothing (vaults.createVaultingSession).`,
		Example: `  antom session preview --local --amount 12.34 --currency HKD --method ALIPAY_HK --open
  antom session preview order.yaml --locale de_DE
  antom session preview --session-data "$DATA" --request-id PAY1 -o json
  antom session preview --local --vaulting --open`,
		Args: cli.ArgCount(0, 1, "one request file"),
	}
	f.request.add(cmd, orderFlags(), "paymentSessionExpiryTime")
	f.send.Add(cmd, true)
	fl := cmd.Flags()
	fl.StringVar(&f.sessionData, "session-data", "", "show this session instead of a new one: the `text` of its paymentSessionData or vaultingSessionData; - for standard input")
	fl.BoolVar(&f.vaulting, "vaulting", false, "the session stores a card of the buyer instead of a payment")
	fl.StringVar(&f.environment, "environment", "", "`environment` of the SDK: sandbox or prod (default: that of the client id)")
	fl.StringVar(&f.locale, "locale", "", "`locale` of the SDK, such as de_DE (default: the language of the browser)")
	fl.StringVar(&f.sdkURL, "sdk-url", "", "load the script of the SDK from this `URL`")
	fl.StringArrayVar(&f.origins, "script-origin", nil, "also allow scripts from this `origin`, such as https://cdn.example (repeatable)")
	fl.BoolVar(&f.showLoading, "show-loading", true, "let the SDK show its loading animation (appearance.showLoading)")
	fl.StringVar(&f.addr, "addr", "127.0.0.1:0", "`address` to serve the page on, loopback only; port 0 takes any free port")
	fl.BoolVar(&f.open, "open", false, "open the page in the browser")
	_ = cmd.RegisterFlagCompletionFunc("environment", cli.CompleteFixed(spec.SDKEnvironments()...))
	_ = cmd.RegisterFlagCompletionFunc("locale", cli.CompleteFixed(spec.SDKLocales()...))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runPreview(cmd.Context(), env, args, f) })
	return cmd
}

// pagePreview is one run of session preview.
type pagePreview struct {
	env    *cli.Env
	ctx    context.Context
	flags  *previewFlags
	output output.Options
	conn   *cli.Connection // nil: nobody to ask about the payment
	server *preview.Server
	base   string // address of the page's server
	page   preview.Page
	q      flow.Inquiry // the payment; empty when it is not known
	card   string       // the vaultingRequestId of a session that stores a card
	ends   time.Time
	events chan preview.Event

	waiting sync.WaitGroup // for the end of the payment
}

func runPreview(ctx context.Context, env *cli.Env, args []string, f *previewFlags) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON)
	if err != nil {
		return err
	}
	o.Compact = true
	if err := f.check(env, args); err != nil {
		return err
	}
	s := &pagePreview{env: env, ctx: ctx, flags: f, output: o, events: make(chan preview.Event, 64)}
	if err := s.connect(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return apperr.New(apperr.Config, "listening on "+f.addr, neterr.Listening(err, f.addr), "omit --addr to use any free port")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if s.server, err = preview.New(preview.Options{Now: env.Now, Rand: env.Rand, OnEvent: func(e preview.Event) {
		select {
		case s.events <- e:
		case <-ctx.Done():
		}
	}}); err == nil {
		s.base = "http://" + listener.Addr().String()
		err = s.prepare(args)
		s.page.Vaulting = f.vaulting || s.card != ""
	}
	if err != nil {
		listener.Close()
		return err
	}
	s.server.Show(s.page)
	served := make(chan error, 1)
	go func() {
		defer close(served) // run may have received the only error
		served <- s.server.Serve(ctx, listener)
	}()
	err = s.run(ctx, served)
	cancel()
	s.waiting.Wait()
	if stopped := <-served; stopped != nil && err == nil {
		env.Warn("%v", stopped)
	}
	return err
}

// check refuses what could only fail later.
func (f *previewFlags) check(env *cli.Env, args []string) error {
	if f.environment != "" && !slices.Contains(spec.SDKEnvironments(), f.environment) {
		return cli.UsageError("--environment "+f.environment, errors.New("it must be sandbox or prod"))
	}
	if f.locale != "" && !slices.Contains(spec.SDKLocales(), f.locale) {
		near := spec.Nearest(f.locale, spec.SDKLocales())
		if near != "" {
			near = "; did you mean " + near + "?"
		}
		env.Warn("--locale %s is not documented; the SDK uses the browser's language%s", f.locale, near)
	}
	if f.sdkURL != "" && !preview.ScriptAddress(f.sdkURL) {
		return cli.UsageError("--sdk-url "+f.sdkURL, errors.New("it must begin with https://, or with http:// for this machine"))
	}
	for _, o := range f.origins {
		if !preview.ScriptOrigin(o) {
			return cli.UsageError("--script-origin "+o, errors.New("it must be an origin, such as https://cdn.example"))
		}
	}
	if !cli.LoopbackAddress(f.addr) {
		return cli.AddressError("--addr", f.addr, "127.0.0.1:8970", errors.New("it must be a loopback address with a port, because the page can pay"))
	}
	switch given := f.request.given("session-data"); {
	case given && len(args) > 0:
		return cli.UsageError("--session-data", fmt.Errorf("it cannot be combined with the request file %s", args[0]))
	case f.vaulting && len(args) > 0:
		return cli.UsageError("--vaulting", fmt.Errorf("it cannot be combined with the request file %s, which describes a payment", args[0]))
	case given:
		return f.refuseDescription("--session-data", "the session exists already, so --%s cannot change it")
	case f.vaulting:
		return f.refuseDescription("--vaulting", "nothing is paid, so --%s means nothing")
	}
	return nil
}

// refuseDescription refuses flags that describe the payment of a new session.
func (f *previewFlags) refuseDescription(with, because string) error {
	describing := []string{"file", "set", "goods", "amount", "minor", "currency", "expires-in", "strict"}
	for _, field := range f.request.fields {
		describing = append(describing, field.name)
	}
	var found error
	f.request.flags.Visit(func(flag *pflag.Flag) {
		if found == nil && flag.Name != "request-id" && slices.Contains(describing, flag.Name) {
			found = cli.UsageError(with, fmt.Errorf(because, flag.Name))
		}
	})
	return found
}

// connect finds the gateway. A session that exists can be shown without one.
func (s *pagePreview) connect() error {
	env, f := s.env, s.flags
	given := f.request.given("session-data")
	needed := !given || f.send.Local || f.request.given("request-id")
	if c, err := env.Config(); err == nil && c.Local() {
		needed = true
	}
	if needed {
		conn, err := cli.Connect(s.ctx, env, &f.send, cli.ToSend)
		if err != nil {
			return err
		}
		s.conn = conn
		if err := conn.ServeHere(s.ctx, env); err != nil {
			return err
		}
	}
	return s.guard()
}

// guard refuses to lead to real money without a word from the user.
func (s *pagePreview) guard() error {
	f := s.flags
	switch {
	case s.conn != nil && f.environment == "":
		f.environment = spec.SDKEnvironments()[0]
		if s.conn.Live {
			f.environment = spec.SDKEnvironments()[1]
		}
	case f.environment == "":
		f.environment = spec.SDKEnvironments()[0]
	}
	if s.conn != nil {
		return s.conn.GuardLive()
	}
	if f.environment == "prod" && !f.send.Live {
		return apperr.New(apperr.Config, "--environment prod is live: a payment on the page moves real money", nil,
			"to move real money, add --live", "to try it out, use --local").WithCode("live")
	}
	return nil
}
