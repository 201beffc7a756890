package cmd

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// sendFlags say where requests go and how patient to be.
type sendFlags struct {
	local   bool
	live    bool
	timeout time.Duration
	retries int
	flags   *pflag.FlagSet // that they are among; nil: none was given
}

func (f *sendFlags) add(cmd *cobra.Command, changesMoney bool) {
	fl := cmd.Flags()
	f.addLocal(cmd)
	if changesMoney {
		fl.BoolVar(&f.live, "live", false, "allow a live client id: real money moves")
	}
	fl.DurationVar(&f.timeout, "timeout", 0, "time limit of one try (default 10s)")
	fl.IntVar(&f.retries, "retries", 0, "further tries with the same id after no usable answer (default 2)")
}

// addLocal declares the one flag that a command needs which sends nothing.
func (f *sendFlags) addLocal(cmd *cobra.Command) {
	f.flags = cmd.Flags()
	f.flags.BoolVar(&f.local, "local", false, "use the simulator on this machine: no account, no network, no money")
	addAccountFlags(cmd)
}

// given tells whether a flag was given.
func (f *sendFlags) given(name string) bool { return f.flags != nil && f.flags.Changed(name) }

// connection is a gateway that requests can be sent to.
type connection struct {
	*flow.Gateway
	simulator *simulator // nil for a real gateway
}

// serveHere lets a browser reach the simulator that this process has, if it has
// one, while it waits for what the buyer does.
func (c *connection) serveHere(ctx context.Context, a *App) error {
	if c.simulator == nil {
		return nil
	}
	if err := c.simulator.serve(ctx, a); err != nil {
		return err
	}
	c.Client.Gateway = c.simulator.url
	return nil
}

// showEvent tells the user what happens on the way of a request.
func showEvent(a *App) flow.Events {
	return func(e flow.Event) {
		if w, ok := e.(flow.Warning); ok {
			a.warn("%s", w.Text())
			return
		}
		a.note("%s", e.Text())
	}
}

// purpose is what a connection is for, which decides what it needs.
type purpose bool

const (
	toSend    purpose = true
	toPrepare purpose = false // to print or sign only
)

// connect finds the gateway, the keys and the limits for a command that
// signs requests. It sends nothing.
func (a *App) connect(ctx context.Context, f *sendFlags, use purpose) (*connection, error) {
	c, err := a.config()
	if err != nil && f.local {
		// The simulator needs no configuration, so a broken one is no obstacle.
		a.warn("%v", err)
		c, err = a.editableConfig()
	}
	if err != nil {
		return nil, err
	}
	if f.local || c.Local() {
		if err := a.refuseAccountFlags(); err != nil {
			return nil, err
		}
		return a.connectLocal(ctx, c, f)
	}
	client, err := a.profileClient(ctx, c, use)
	if err != nil {
		return nil, err
	}
	g, err := a.gateway(client, c, f)
	if err != nil {
		return nil, err
	}
	if err := client.Check(); err != nil {
		return nil, checkError(err)
	}
	g.Profile, g.Live = c.ProfileName(), antom.Live(client.ClientID)
	g.LiveAllowed = f.live || !f.given("live") && c.LiveAllowed() // --live=false wins over the profile
	for _, d := range c.Defaults() {
		source := "profile " + g.Profile
		if d.Origin.Kind == config.FromProject {
			source = d.Origin.String()
		}
		g.Defaults = append(g.Defaults, flow.ProfileDefault{Default: flow.Default{Path: d.Path, Text: d.Text}, Source: source})
	}
	return &connection{Gateway: g}, nil
}

func (a *App) connectLocal(ctx context.Context, c *config.Config, f *sendFlags) (*connection, error) {
	a.local = true
	sim, err := a.openSimulator(ctx)
	if err != nil {
		return nil, err
	}
	g, err := a.gateway(&antom.Client{
		Gateway:    sim.url,
		ClientID:   sim.identity.ClientID,
		Auth:       antom.RSA{Key: sim.identity.MerchantKey, KeyVersion: "1"},
		AntomKeys:  []*rsa.PublicKey{&sim.identity.AntomKey.PublicKey},
		HTTPClient: &http.Client{Transport: sim.transport},
	}, c, f)
	if err != nil {
		return nil, err
	}
	g.Profile, g.Local, g.ListenerURL = config.LocalProfile, true, sim.listener
	g.Failure = func(err error) *apperr.Error { return simulatorFailure(err, a.sandboxDir()) }
	return &connection{Gateway: g, simulator: sim}, nil
}

// gateway sets what every client of this command line shares.
func (a *App) gateway(client *antom.Client, c *config.Config, f *sendFlags) (*flow.Gateway, error) {
	client.Now = a.Now
	client.Sleep = a.Sleep
	client.UserAgent = "antom-cli/" + buildVersion().Version
	client.Timeout, client.Retries = f.timeout, f.retries
	if !f.given("timeout") {
		client.Timeout = c.Timeout()
	}
	if !f.given("retries") {
		client.Retries = c.Retries()
	}
	if client.Timeout <= 0 {
		return nil, apperr.New(apperr.Usage, "--timeout must be more than zero, such as 10s", nil)
	}
	if client.Retries < 0 || client.Retries > config.MaxRetries {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("--retries must be between 0 and %d", config.MaxRetries), nil)
	}
	g := &flow.Gateway{
		Client: client, Journal: a.journal(), CheckJournal: a.warnWritable, Commands: a.commands(), Events: showEvent(a), Rand: a.Rand,
	}
	g.Trace = a.trace()
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
	return apperr.New(apperr.Internal, "", failed, "the simulator keeps its state in "+or(dir, "memory"))
}

// profileClient makes the client of a real gateway from the configuration.
// Without Antom's key it can prepare requests but not send them.
func (a *App) profileClient(ctx context.Context, c *config.Config, use purpose) (*antom.Client, error) {
	needed := []string{config.KeyClientID}
	if !c.UsesAPIKey() {
		needed = append(needed, config.KeyPrivateKey)
	}
	if use == toSend {
		needed = append(needed, config.KeyAntomPublicKey)
	}
	if err := c.Require(needed...); err != nil {
		return nil, err
	}
	auth, err := a.authenticator(ctx, c)
	if err != nil {
		return nil, err
	}
	public, err := a.antomKeys(c)
	if err != nil {
		return nil, err
	}
	return &antom.Client{
		Gateway:    c.Gateway(),
		ClientID:   c.ClientID(),
		Auth:       auth,
		AntomKeys:  public,
		HTTPClient: antom.NewHTTPClient(nil),
	}, nil
}

// authenticator proves who is calling: with a signature, or with an API key
// where the profile has one.
func (a *App) authenticator(ctx context.Context, c *config.Config) (antom.Authenticator, error) {
	if !c.UsesAPIKey() {
		private, err := a.privateKey(ctx, c)
		if err != nil {
			return nil, err
		}
		return antom.RSA{Key: private, KeyVersion: c.KeyVersion()}, nil
	}
	key, err := c.APIKey(ctx)
	if err != nil {
		return nil, asConfig("the API key", err)
	}
	if file, ok := c.APIKeyFile(); ok {
		a.warnExposed("the API key", file)
	}
	return antom.NewAPIKey(key), nil
}

// warnExposed warns of a secret that other users can read.
func (a *App) warnExposed(what, file string) {
	if mode, exposed := keys.Exposed(file); exposed {
		a.warn("other users can read %s %s (mode %04o); run: chmod 600 %s", what, file, mode, apperr.ShellQuote(file))
	}
}

// privateKey reads the merchant's private key and says where it came from
// when it is not usable.
func (a *App) privateKey(ctx context.Context, c *config.Config) (*rsa.PrivateKey, error) {
	data, source, err := c.PrivateKey(ctx)
	if err != nil {
		return nil, asConfig("the private key", err)
	}
	key, err := keys.ParsePrivate(data, a.passphrase(ctx, "the private key in "+source))
	if err != nil {
		return nil, keyError("the private key in "+source, err)
	}
	if file, ok := c.PrivateKeyFile(); ok {
		a.warnExposed("the private key", file)
	}
	return key.Private, nil
}

// antomKeys reads the public keys that answers are verified with.
func (a *App) antomKeys(c *config.Config) ([]*rsa.PublicKey, error) {
	sources, err := c.AntomKeys(a.ctx)
	if err != nil {
		return nil, asConfig("Antom's public key", err)
	}
	var out []*rsa.PublicKey
	for _, s := range sources {
		key, err := keys.ParsePublic(s.Data)
		if err != nil {
			return nil, keyError("Antom's public key in "+s.Source, err)
		}
		out = append(out, key.Public)
	}
	return out, nil
}

// keyError explains a key that cannot be used. what names the place; it may be
// empty when the error names it.
func keyError(what string, err error) error {
	var key *keys.Error
	if !errors.As(err, &key) {
		return asConfig(what, err)
	}
	e := apperr.New(apperr.Config, what, err).WithCode(string(key.Reason))
	switch {
	case key.Reason == keys.ReasonEncrypted:
		e.Hints = append(e.Hints, "give the passphrase in ANTOM_KEY_PASSPHRASE, or run the command on a terminal")
	case key.Hint != "":
		e.Hints = append(e.Hints, key.Hint)
	}
	return e
}

// checkError explains settings that contradict each other.
func checkError(err error) error {
	var settings *antom.ConfigError
	if !errors.As(err, &settings) {
		return asConfig("", err)
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
