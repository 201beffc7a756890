package setup

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// unusedPaymentID returns the id for the inquiry. It is new each time, so that no
// payment has it.
func unusedPaymentID(env *cli.Env) string {
	var random [8]byte
	_, _ = env.Rand.Read(random[:])
	return fmt.Sprintf("%s%s-%x", sandbox.ProbePrefix, env.Now().UTC().Format("20060102150405"), random)
}

// checkGateway checks the connection to the gateway and sends the inquiry.
func (x *doctorRun) checkGateway(cmd *cobra.Command, f *doctorFlags) {
	c := x.config
	timeout := f.send.Timeout
	if timeout == 0 {
		timeout = c.Timeout()
	}
	way, err := f.send.Network.Client(x.env)
	if err != nil {
		x.add(doctor.Finding{
			Group: doctor.GroupNetwork, Check: "ca-file", Severity: doctor.Error, Kind: doctor.KindConfig, Code: "ca-file",
			What: err.Error(), Fix: "pass a file with certificates in PEM form: --ca-file FILE",
		})
		return
	}
	network := doctor.Network{
		Gateway: c.Gateway(), Proxy: proxyOf(c.Gateway()), Now: x.env.Now, Timeout: timeout,
		Place: cli.Place(x.env), Resolve: net.DefaultResolver.LookupHost, Dial: (&net.Dialer{Timeout: way.ConnectTimeout}).DialContext, Roots: way.Roots,
	}
	found := network.Check(cmd.Context())
	x.add(found...)
	skip := func(why string) {
		x.add(doctor.Finding{Group: doctor.GroupGateway, Check: "inquiry", Severity: doctor.Skipped, What: "no inquiry was sent: " + why})
	}
	switch {
	case doctor.Worst(found) == doctor.Error:
		skip("the gateway cannot be reached")
		return
	case !x.keys.Usable() || c.ClientID() == "":
		skip("it needs a client id and both keys")
		return
	}
	public := make([]*rsa.PublicKey, len(x.keys.Antom))
	for i, k := range x.keys.Antom {
		public[i] = k.Key.Public
	}
	var auth antom.Authenticator
	if x.keys.API == nil {
		auth = antom.RSA{Key: x.keys.Private.Key.Private, KeyVersion: c.KeyVersion()}
	} else if key, err := c.APIKey(cmd.Context()); err == nil {
		auth = antom.NewAPIKey(key)
	}
	x.inquire(cmd, &antom.Client{
		Gateway: c.Gateway(), ClientID: c.ClientID(), Timeout: timeout,
		Auth:       auth,
		AntomKeys:  public,
		HTTPClient: httpclient.New(way),
	}, x.publicKeyCommand())
}

// publicKeyCommand returns the command that prints the public key to upload.
func (x *doctorRun) publicKeyCommand() string {
	if x.keys.Private == nil {
		return "the API key in Antom's Dashboard"
	}
	if file := x.keys.Private.File; file != "" {
		return "antom keys public " + apperr.ShellQuote(file)
	}
	return "antom keys public FILE"
}

// proxyOf returns the proxy for an address from the environment, nil for none.
func proxyOf(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u})
	if err != nil {
		return nil
	}
	return proxy
}

func (x *doctorRun) inquire(cmd *cobra.Command, client *antom.Client, publicKeyCommand string) {
	env := x.env
	client.Now, client.Sleep, client.Retries, client.OnAttempt = env.Now, env.Sleep, 0, nil
	if trace := cli.AttemptLogger(env); trace != nil {
		client.OnAttempt = func(_ context.Context, at antom.Attempt) { trace(at) }
	}
	client.UserAgent = "antom-cli/" + cli.BuildVersion().Version
	client.AnswerSkew = doctor.AnyTime // doctor compares the clocks itself
	body, err := json.Marshal(map[string]string{"paymentRequestId": unusedPaymentID(env)})
	if err != nil {
		return
	}
	inquiry := doctor.Inquiry{
		Now: env.Now, ShowKey: publicKeyCommand, APIKey: x.keys.API != nil,
		Call: func(ctx context.Context) (*antom.Response, error) {
			return client.Call(ctx, spec.OperationNamed(spec.OpInquiryPayment).Path, body)
		},
	}
	x.add(inquiry.Check(cmd.Context())...)
}

// checkSimulator sends the inquiry to the simulator on this machine.
func (x *doctorRun) checkSimulator(cmd *cobra.Command, f *doctorFlags) {
	conn, err := cli.ConnectLocal(cmd.Context(), x.env, x.config, &f.send)
	if err != nil {
		x.add(doctor.Finding{
			Group: doctor.GroupGateway, Check: "simulator", Severity: doctor.Error, Kind: doctor.KindConfig, Code: "simulator",
			What: err.Error(), Where: cli.SandboxDir(x.env), Fix: "use another directory: ANTOM_SANDBOX_DIR=DIR",
		})
		return
	}
	what := "the simulator runs inside this command; antom sandbox serves it"
	if conn.Simulator.Served {
		what = "the simulator is served at " + conn.Simulator.URL
	}
	x.add(doctor.Finding{Group: doctor.GroupNetwork, Check: "simulator", Severity: doctor.OK, What: what, Where: cli.SandboxDir(x.env)})
	x.inquire(cmd, conn.Client, "antom profile show local")
}
