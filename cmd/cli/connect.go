package cli

import (
	"cmp"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// Connection is a gateway that requests can be sent to.
type Connection struct {
	*flow.Gateway
	Simulator *Simulator // nil for a real gateway
}

// ServeHere lets a browser reach the simulator that this process has, if it has
// one, while it waits for what the buyer does.
func (c *Connection) ServeHere(ctx context.Context, env *Env) error {
	if c.Simulator == nil {
		return nil
	}
	if err := c.Simulator.serve(ctx, env); err != nil {
		return err
	}
	c.Client.Gateway = c.Simulator.URL
	return nil
}

// ShowEvent returns a function that prints what happens on the way of a request.
func ShowEvent(env *Env) flow.Events {
	return func(e flow.Event) {
		if w, ok := e.(flow.Warning); ok {
			env.Warn("%s", w.Text())
			return
		}
		env.Note("%s", e.Text())
	}
}

// Purpose is what a connection is for, which decides what it needs.
type Purpose bool

const (
	ToSend    Purpose = true
	ToPrepare Purpose = false // to print or sign only
)

// Connect finds the gateway, the keys and the limits for a command that
// signs requests. It sends nothing.
func Connect(ctx context.Context, env *Env, f *SendFlags, use Purpose) (*Connection, error) {
	c, err := env.Config()
	if err != nil && f.Local {
		// The simulator needs no configuration, so a broken one is no obstacle.
		env.Warn("%v", err)
		c, err = EditableConfig(env)
	}
	if err != nil {
		return nil, err
	}
	if f.Local || c.Local() {
		if err := RefuseAccountFlags(env); err != nil {
			return nil, err
		}
		return ConnectLocal(ctx, env, c, f)
	}
	client, err := profileClient(ctx, env, c, f, use)
	if err != nil {
		return nil, err
	}
	g, err := newGateway(env, client, c, f)
	if err != nil {
		return nil, err
	}
	if err := client.Check(); err != nil {
		return nil, checkError(err)
	}
	g.Profile, g.Live, g.Settlement = c.ProfileName(), antom.Live(client.ClientID), c.SettlementCurrencies()
	g.LiveAllowed = f.Live || !f.Given("live") && c.LiveAllowed() // --live=false wins over the profile
	for _, d := range c.Defaults() {
		source := "profile " + g.Profile
		if d.Origin.Kind == config.FromProject {
			source = d.Origin.String()
		}
		g.Defaults = append(g.Defaults, flow.ProfileDefault{Default: flow.Default{Path: d.Path, Text: d.Text}, Source: source})
	}
	return &Connection{Gateway: g}, nil
}

func ConnectLocal(ctx context.Context, env *Env, c *config.Config, f *SendFlags) (*Connection, error) {
	sim, err := openSimulator(ctx, env)
	if err != nil {
		return nil, err
	}
	return connectTo(env, c, f, sim)
}

// ConnectInMemory connects to a simulator of this process that keeps its state in
// memory. It has the keys of the simulator on this machine.
func ConnectInMemory(ctx context.Context, env *Env, c *config.Config, f *SendFlags) (*Connection, error) {
	options := SandboxOptions(env, "")
	options.KeysDir = SandboxDir(env)
	var err error
	if options.Identity, err = OpenIdentity(env, "name a directory for the simulator's keys: ANTOM_SANDBOX_DIR=DIR"); err != nil {
		return nil, err
	}
	own, err := sandbox.Open(options)
	if err != nil {
		return nil, SandboxError(err)
	}
	return connectTo(env, c, f, EmbeddedSimulator(ctx, env, own, false))
}

// connectTo makes the connection to a simulator that is open.
func connectTo(env *Env, c *config.Config, f *SendFlags, sim *Simulator) (*Connection, error) {
	env.local = true
	g, err := newGateway(env, &antom.Client{
		Gateway:    cmp.Or(sim.gateway, sim.URL),
		ClientID:   sim.identity.ClientID,
		Auth:       antom.RSA{Key: sim.identity.MerchantKey, KeyVersion: "1"},
		AntomKeys:  []*rsa.PublicKey{&sim.identity.AntomKey.PublicKey},
		HTTPClient: &http.Client{Transport: sim.transport},
	}, c, f)
	if err != nil {
		return nil, err
	}
	g.Profile, g.Local, g.ListenerURL = config.LocalProfile, true, sim.listener
	g.Failure = func(err error) *apperr.Error { return simulatorFailure(err, SandboxDir(env)) }
	return &Connection{Gateway: g, Simulator: sim}, nil
}

// newGateway sets what every client of this command line shares.
func newGateway(env *Env, client *antom.Client, c *config.Config, f *SendFlags) (*flow.Gateway, error) {
	client.Now = env.Now
	client.Sleep = env.Sleep
	client.UserAgent = "antom-cli/" + BuildVersion().Version
	client.Timeout, client.Retries = f.Timeout, f.retries
	if !f.Given("timeout") {
		client.Timeout = c.Timeout()
	}
	if !f.Given("retries") {
		client.Retries = c.Retries()
	}
	if client.Timeout <= 0 {
		return nil, apperr.New(apperr.Usage, "--timeout must be more than zero, such as 10s", nil)
	}
	if client.Retries < 0 || client.Retries > config.MaxRetries {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("--retries must be between 0 and %d", config.MaxRetries), nil)
	}
	g := &flow.Gateway{
		Client: client, Journal: env.Journal(), CheckJournal: env.WarnWritable, Commands: env.Commands(), Place: Place(env), Events: ShowEvent(env), Rand: env.Rand,
	}
	g.Trace = AttemptLogger(env)
	client.OnAttempt = g.ReportAttempt
	return g, nil
}

// simulatorFailure explains an error that is a failure of the simulator itself; nil
// for any other.
func simulatorFailure(err error, dir string) *apperr.Error {
	var failed *sandbox.FailureError
	if !errors.As(err, &failed) {
		return nil
	}
	return apperr.New(apperr.Internal, "", failed, "the simulator keeps its state in "+cmp.Or(dir, "memory"))
}

// profileClient makes the client of a real gateway from the configuration.
// Without Antom's key it can prepare requests but not send them.
func profileClient(ctx context.Context, env *Env, c *config.Config, f *SendFlags, use Purpose) (*antom.Client, error) {
	needed := []string{config.KeyClientID}
	if !c.UsesAPIKey() {
		needed = append(needed, config.KeyPrivateKey)
	}
	if use == ToSend {
		needed = append(needed, config.KeyAntomPublicKey)
	}
	if err := c.Require(needed...); err != nil {
		return nil, err
	}
	auth, err := authenticator(ctx, env, c)
	if err != nil {
		return nil, err
	}
	public, err := antomKeys(env, c)
	if err != nil {
		return nil, err
	}
	network, err := f.Network.client(env, c)
	if err != nil {
		return nil, err
	}
	return &antom.Client{
		Gateway:    c.Gateway(),
		ClientID:   c.ClientID(),
		Auth:       auth,
		AntomKeys:  public,
		HTTPClient: httpclient.New(network),
	}, nil
}

// authenticator proves who is calling: with a signature, or with an API key
// where the profile has one.
func authenticator(ctx context.Context, env *Env, c *config.Config) (antom.Authenticator, error) {
	if !c.UsesAPIKey() {
		private, err := privateKey(ctx, env, c)
		if err != nil {
			return nil, err
		}
		return antom.RSA{Key: private, KeyVersion: c.KeyVersion()}, nil
	}
	key, err := c.APIKey(ctx)
	if err != nil {
		return nil, ConfigError("the API key", err)
	}
	if file, ok := c.APIKeyFile(); ok {
		warnExposed(env, "the API key", file)
	}
	return antom.NewAPIKey(key), nil
}

// checkError explains settings that contradict each other.
func checkError(err error) error {
	var settings *antom.ConfigError
	if !errors.As(err, &settings) {
		return ConfigError("", err)
	}
	out := apperr.New(apperr.Config, "", settings).WithCode(string(settings.Reason))
	if settings.Reason == antom.ReasonOwnKey {
		out.Hints = []string{
			"antom-public-key must be Antom's key, not the one you uploaded: Antom Dashboard, Developer, Quick start",
			"antom config set antom-public-key FILE",
		}
	}
	return out
}
