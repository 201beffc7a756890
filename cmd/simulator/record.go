package simulator

import (
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/recording"
)

const (
	// defaultRecordAddr is another one than that of the simulator, so that both can run.
	defaultRecordAddr = "127.0.0.1:8965"
	// defaultRecordTimeout is longer than a client usually waits, so that its own limit
	// counts.
	defaultRecordTimeout = time.Minute
	maxRecordTimeout     = 10 * time.Minute
)

// recordFlags are those of sandbox record.
type recordFlags struct {
	gateway string
	out     string
	addr    string
	live    bool
	timeout time.Duration
	network cli.NetworkFlags
}

func newSandboxRecordCmd(env *cli.Env) *cobra.Command {
	f := &recordFlags{}
	cmd := &cobra.Command{
		Use:   "record",
		Short: "Record calls of Antom's gateway, so that the simulator can replay them",
		Long: `Pass calls on to Antom's gateway and keep each exchange as a file, until stopped with Ctrl-C. Your
program calls the address that is printed instead of the gateway, with its own client id and key. Requests
and responses are passed on as they are, so signatures stay valid.

In the files, signatures, API keys, tokens, card data and personal data are masked. Ids, amounts and
results stay, because antom sandbox --replay goes by them. Read the files before you share them: free
text of your own can contain anything.

Calls of live client ids are refused, unless --live is given. The page docs/record-replay.md describes
the files and how calls are matched with them.`,
		Example: `  antom sandbox record --gateway sg --out recordings
  antom sandbox record --gateway https://open-sea-global.alipay.com --out recordings -o json
  antom sandbox --replay recordings`,
		Args: cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error { return runRecord(env, cmd, f) }),
	}
	fl := cmd.Flags()
	fl.StringVar(&f.gateway, "gateway", "", "gateway `URL`, or a region: sg, us, de")
	fl.StringVar(&f.out, "out", "", "`directory` for the exchanges; the numbers in it are continued")
	fl.StringVar(&f.addr, "addr", defaultRecordAddr, "`address` to listen on")
	fl.BoolVar(&f.live, "live", false, "also pass on calls of live client ids, which move real money")
	fl.DurationVar(&f.timeout, "timeout", defaultRecordTimeout, "time limit of one response of the gateway")
	f.network.Add(cmd)
	_ = cmd.RegisterFlagCompletionFunc("gateway", completeRegions)
	return cmd
}

// completeRegions completes the names of Antom's gateways.
func completeRegions(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var words []string
	for _, r := range config.Regions() {
		words = append(words, r.Name+"\t"+r.URL)
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

func runRecord(env *cli.Env, cmd *cobra.Command, f *recordFlags) error {
	o, err := env.OutputOptions(false, output.Text, output.JSON)
	if err != nil {
		return err
	}
	gateway, err := f.check()
	if err != nil {
		return err
	}
	way, err := f.network.Client(env)
	if err != nil {
		return err
	}
	way.Verbatim = true
	listener, err := cli.ListenOn("--addr", f.addr, defaultRecordAddr)
	if err != nil {
		return err
	}
	defer listener.Close()
	if ownAddress(gateway, listener.Addr()) {
		return cli.UsageError("--gateway "+apperr.ShellQuote(f.gateway), errors.New("it is the address that this command listens on"))
	}
	dir, err := recording.OpenDir(f.out)
	if err != nil {
		return apperr.New(apperr.Config, "--out "+apperr.ShellQuote(f.out), cli.PathReason(err), "choose a directory that you can write to: --out DIR")
	}
	r := newRecordReport(env, o, dir, f.out)
	recorder := recording.NewRecorder(recording.Options{
		Gateway: gateway, Transport: httpclient.NewTransport(way), Dir: dir, Live: f.live, Timeout: f.timeout, Now: env.Now, Tell: r.tell,
	})
	if err := r.ready(sandbox.ListenURL(listener.Addr()), gateway.String(), f.live); err != nil {
		return err
	}
	defer cli.SayFinishing(cmd.Context(), env)()
	server := httpserve.Server{Handler: recorder, Limits: httpserve.Limits{WriteTimeout: f.timeout + time.Minute, StopTimeout: f.timeout}}
	if err := ServingError(server.Serve(cmd.Context(), listener)); err != nil {
		return err
	}
	return r.stopped()
}

// check looks at the flags.
func (f *recordFlags) check() (*url.URL, error) {
	const example = "antom sandbox record --gateway sg --out recordings"
	if f.gateway == "" {
		return nil, apperr.New(apperr.Usage, "--gateway is missing: the gateway to record", nil, example)
	}
	if f.out == "" {
		return nil, apperr.New(apperr.Usage, "--out is missing: the directory for the exchanges", nil, example)
	}
	address, err := config.ParseGateway(f.gateway)
	if err != nil {
		return nil, cli.UsageError("--gateway", err, example)
	}
	gateway, err := url.Parse(address)
	if err != nil || strings.Trim(gateway.Path, "/") != "" {
		return nil, cli.UsageError("--gateway "+apperr.ShellQuote(f.gateway), errors.New("it has more than a host and a port; the path is that of each call"), example)
	}
	if _, _, err := net.SplitHostPort(f.addr); err != nil {
		return nil, cli.AddressError("--addr", f.addr, defaultRecordAddr, errors.New("it is not an address with a port"))
	}
	if !cli.LoopbackAddress(f.addr) {
		return nil, cli.AddressError("--addr", f.addr, defaultRecordAddr, errors.New("it is not a loopback address, so other machines could reach it"))
	}
	if f.timeout <= 0 || f.timeout > maxRecordTimeout {
		return nil, cli.UsageError("--timeout "+f.timeout.String(), errors.New("it must be more than 0 and at most 10m"))
	}
	return gateway, nil
}

// ownAddress reports whether a URL leads to the listener, so that calls would go round
// for ever.
func ownAddress(u *url.URL, listening net.Addr) bool {
	_, port, err := net.SplitHostPort(listening.String())
	return err == nil && u.Port() == port && cli.LoopbackAddress(u.Host)
}
