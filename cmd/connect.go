package cmd

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// sendFlags say where requests go and how patient to be.
type sendFlags struct {
	local   bool
	live    bool
	timeout time.Duration
	retries int
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
	cmd.Flags().BoolVar(&f.local, "local", false, "use the simulator on this machine: no account, no network, no money")
	addAccountFlags(cmd)
}

// connection is a gateway that requests can be sent to.
type connection struct {
	client      *antom.Client
	profile     string
	live        bool
	simulator   *simulator // nil for a real gateway
	defaults    []config.Default
	announced   bool
	filled      []string                                            // fields that the simulator filled in
	ledger      *ledger.Ledger                                      // what the journal knows, once it is read
	payments    map[string]*ledger.Payment                          // those at hand, by either id
	expectWords string                                              // the flags that gave amounts, for hints
	amounts     map[string]antom.Amount                             // that the user expects in an answer, by field
	earlier     func(requestID string) (journal.Entry, bool, error) // nil: look it up in the journal
}

func (c *connection) local() bool { return c.simulator != nil }

// serveHere lets a browser reach the simulator that this process has, if it has
// one, while it waits for what the buyer does.
func (c *connection) serveHere(ctx context.Context, a *App) error {
	if !c.local() {
		return nil
	}
	if err := c.simulator.serve(ctx, a); err != nil {
		return err
	}
	c.client.Gateway = c.simulator.url
	return nil
}

// announce says on standard error, before anything is sent, that it goes to
// the simulator only.
func (a *App) announce(conn *connection) {
	if conn.local() && !conn.announced {
		conn.announced = true
		a.note("local simulator: no money moves")
	}
	if conn.live && !conn.announced {
		conn.announced = true
		a.note("LIVE: real money moves (client id %s, %s)", conn.client.ClientID, conn.client.Gateway)
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
func (a *App) connect(cmd *cobra.Command, f *sendFlags, use purpose) (*connection, error) {
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
		return a.connectLocal(cmd, c, f)
	}
	client, err := a.profileClient(cmd, c, use)
	if err != nil {
		return nil, err
	}
	if err := a.applyLimits(cmd, c, f, client); err != nil {
		return nil, err
	}
	if err := client.Check(); err != nil {
		return nil, checkError(err)
	}
	return &connection{
		client:   client,
		profile:  c.ProfileName(),
		live:     antom.Live(client.ClientID),
		defaults: c.Defaults(),
	}, nil
}

func (a *App) connectLocal(cmd *cobra.Command, c *config.Config, f *sendFlags) (*connection, error) {
	a.local = true
	sim, err := a.openSimulator(cmd.Context())
	if err != nil {
		return nil, err
	}
	client := &antom.Client{
		Gateway:    sim.url,
		ClientID:   sim.identity.ClientID,
		Auth:       antom.RSA{Key: sim.identity.MerchantKey, KeyVersion: "1"},
		AntomKeys:  []*rsa.PublicKey{&sim.identity.AntomKey.PublicKey},
		HTTPClient: &http.Client{Transport: sim.transport},
	}
	if err := a.applyLimits(cmd, c, f, client); err != nil {
		return nil, err
	}
	return &connection{client: client, profile: config.LocalProfile, simulator: sim}, nil
}

// applyLimits sets what every client of this command line shares.
func (a *App) applyLimits(cmd *cobra.Command, c *config.Config, f *sendFlags, client *antom.Client) error {
	client.Now = a.Now
	client.Sleep = a.Sleep
	client.UserAgent = "antom-cli/" + buildVersion().Version
	client.Timeout, client.Retries = f.timeout, f.retries
	if !cmd.Flags().Changed("timeout") {
		client.Timeout = c.Timeout()
	}
	if !cmd.Flags().Changed("retries") {
		client.Retries = c.Retries()
	}
	if client.Timeout <= 0 {
		return apperr.New(apperr.Usage, "--timeout must be more than zero, such as 10s", nil)
	}
	if client.Retries < 0 || client.Retries > config.MaxRetries {
		return apperr.New(apperr.Usage, fmt.Sprintf("--retries must be between 0 and %d", config.MaxRetries), nil)
	}
	client.OnAttempt = a.reportAttempt
	return nil
}

// reportAttempt tells about a try that will be repeated.
func (a *App) reportAttempt(_ context.Context, at antom.Attempt) {
	if at.Wait <= 0 {
		return
	}
	why := ""
	switch {
	case at.Err != nil:
		why = at.Err.Error()
	case at.Response != nil:
		why = "Antom answered " + string(at.Response.Result.ResultStatus) + " " + string(at.Response.Result.ResultCode)
	}
	a.note("try %d: %s; trying again with the same id in %s", at.Number, why, at.Wait.Round(10*time.Millisecond))
	if a.newIDAdvised {
		a.newIDTold.Do(func() {
			a.note("Antom's guide advises a new id after such an answer; the same one is safe, because it cannot make a second payment (--retries 0 sends once)")
		})
	}
}

// adviseRetries remembers whether Antom's documents advise a new id where the
// same request is sent again.
func (a *App) adviseRetries(op operation) {
	known, _ := spec.FindOperation(op.name)
	a.newIDAdvised = known.Retry == "new-request-id"
}

// checkTimeout warns about a time limit in which the answer may not come. With
// strict it is an error.
func (a *App) checkTimeout(conn *connection, op operation, strict bool) error {
	advised := spec.AdvisedTimeout(op.name)
	if conn.client.Timeout >= advised {
		return nil
	}
	text := fmt.Sprintf("a try of %s ends after %s; Antom advises %s, because some payment methods are slow (--timeout %s)",
		op.name, conn.client.Timeout, advised, advised)
	if strict {
		return apperr.New(apperr.Usage, text, nil).WithCode("short-timeout")
	}
	a.warn("%s", text)
	return nil
}

// profileClient makes the client of a real gateway from the configuration.
// Without Antom's key it can prepare requests but not send them.
func (a *App) profileClient(cmd *cobra.Command, c *config.Config, use purpose) (*antom.Client, error) {
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
	auth, err := a.authenticator(cmd, c)
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
func (a *App) authenticator(cmd *cobra.Command, c *config.Config) (antom.Authenticator, error) {
	if !c.UsesAPIKey() {
		private, err := a.privateKey(cmd, c)
		if err != nil {
			return nil, err
		}
		return antom.RSA{Key: private, KeyVersion: c.KeyVersion()}, nil
	}
	key, err := c.APIKey(cmd.Context())
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
func (a *App) privateKey(cmd *cobra.Command, c *config.Config) (*rsa.PrivateKey, error) {
	data, source, err := c.PrivateKey(cmd.Context())
	if err != nil {
		return nil, asConfig("the private key", err)
	}
	key, err := keys.ParsePrivate(data, a.passphrase(cmd.Context(), "the private key in "+source))
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

// guardLive refuses to move real money without a word from the user.
func (a *App) guardLive(cmd *cobra.Command, conn *connection, allowed bool) error {
	if !conn.live || allowed {
		return nil
	}
	refused := apperr.New(apperr.Config,
		fmt.Sprintf("client id %s is live: real money would move", conn.client.ClientID), nil,
		"if you mean it, add --live (or: antom config set live allow)",
		"to try it out, use --local or a client id that begins with SANDBOX_").WithCode("live")
	if cmd.Flags().Changed("live") {
		return refused // --live=false wins over the profile
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	if c.LiveAllowed() {
		return nil
	}
	return refused
}
