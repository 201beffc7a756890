package setup

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// NewWhoamiCmd returns the command whoami.
func NewWhoamiCmd(env *cli.Env) *cobra.Command {
	var send cli.SendFlags
	cmd := &cobra.Command{
		Use:     "whoami",
		Short:   "Show the account that commands use: profile, client id, mode, gateway and keys",
		GroupID: cli.GroupSetup,
		Long: `Show the account that commands use, and where each value comes from: the profile, the client id,
whether real money moves, the gateway, and the fingerprints of the keys. Nothing is sent. The exit
code is 3 if there is no account.`,
		Example: `  antom whoami
  antom whoami --profile shop -o json
  antom whoami -q`,
		Args: cli.NoArgs,
	}
	send.AddLocal(cmd)
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		c, o, err := env.ConfigAndOutput()
		if err != nil {
			return err
		}
		a, err := accountInUse(cmd.Context(), env, c, send.Local)
		if err != nil {
			return err
		}
		return env.Print(cmd, o, output.Result{
			Value: a, Quiet: a.ClientID,
			Text: func(w io.Writer) error { env.Theme().Pairs(w, env.Streams().Width, a.pairs()); return nil },
		})
	})
	return cmd
}

// The modes of an account.
const (
	modeSandbox = "sandbox" // Antom's sandbox: no money moves
	modeLive    = "live"    // real money moves
	modeLocal   = "local"   // the simulator on this machine
)

// account is the JSON form of the account that commands use.
type account struct {
	Profile    string            `json:"profile,omitempty"`
	ClientID   string            `json:"clientId"`
	Mode       string            `json:"mode"` // sandbox, live or local
	Gateway    string            `json:"gateway"`
	KeyVersion string            `json:"keyVersion,omitempty"`
	PrivateKey *accountKey       `json:"privateKey,omitempty"`
	APIKey     string            `json:"apiKeySource,omitempty"`
	AntomKeys  []accountKey      `json:"antomPublicKeys"`
	Origins    map[string]string `json:"origins"` // of profile, clientId, gateway and keyVersion

	liveAllowed bool // the setting live allows to move real money without --live
}

// accountKey is a key of an account: its fingerprint, or why it cannot be used.
type accountKey struct {
	Fingerprint string `json:"fingerprint,omitempty"`
	Source      string `json:"source"`
	Problem     string `json:"problem,omitempty"`
}

// text is the key in one line.
func (k accountKey) text() string {
	if k.Problem != "" {
		return "not usable: " + k.Problem
	}
	return k.Fingerprint + ", from " + k.Source
}

// accountInUse collects the account. Without a client id it is an error that names the
// ways out.
func accountInUse(ctx context.Context, env *cli.Env, c *config.Config, local bool) (account, error) {
	if local || c.Local() {
		if err := cli.RefuseAccountFlags(env); err != nil {
			return account{}, err
		}
		return simulatorAccount(ctx, env, c, local)
	}
	if err := c.Require(config.KeyClientID); err != nil {
		return account{}, err
	}
	a := account{
		Profile: c.ProfileName(), ClientID: c.ClientID(), Mode: modeSandbox, Gateway: c.Gateway(), KeyVersion: c.KeyVersion(),
		AntomKeys: []accountKey{}, APIKey: c.APIKeySource(),
		Origins: map[string]string{
			"clientId":   c.Get(config.KeyClientID).Origin.String(),
			"gateway":    c.Get(config.KeyGateway).Origin.String(),
			"keyVersion": c.Get(config.KeyKeyVersion).Origin.String(),
		},
	}
	if antom.Live(a.ClientID) {
		a.Mode, a.liveAllowed = modeLive, c.LiveAllowed()
	}
	if a.Profile != "" {
		a.Origins["profile"] = profileOrigin(c)
	}
	if !c.UsesAPIKey() && c.Require(config.KeyPrivateKey) == nil {
		a.PrivateKey = accountPrivateKey(ctx, env, c)
	}
	for _, s := range antomKeySources(ctx, c) {
		k := accountKey{Source: s.source}
		key, err := keys.ParsePublic(s.data)
		switch {
		case s.err != nil:
			k.Problem = s.err.Error()
		case err != nil:
			k.Problem = err.Error()
		default:
			k.Fingerprint = keys.Fingerprint(key.Public)
		}
		a.AntomKeys = append(a.AntomKeys, k)
	}
	return a, ctx.Err()
}

// accountPrivateKey reads the private key as a request would, but asks for no
// passphrase: nothing is signed.
func accountPrivateKey(ctx context.Context, env *cli.Env, c *config.Config) *accountKey {
	data, source, err := c.PrivateKey(ctx)
	if err != nil {
		return &accountKey{Source: source, Problem: err.Error()}
	}
	var pass keys.Passphrase
	if text, ok := c.Passphrase(); ok {
		pass = func() ([]byte, error) { return text, nil }
	}
	key, err := keys.ParsePrivate(data, pass)
	if err != nil {
		return &accountKey{Source: source, Problem: err.Error()}
	}
	return &accountKey{Fingerprint: keys.Fingerprint(key.Public), Source: source}
}

// simulatorAccount is the account of the simulator on this machine.
func simulatorAccount(ctx context.Context, env *cli.Env, c *config.Config, flag bool) (account, error) {
	dir := cli.SandboxDir(env)
	identity, err := sandbox.LoadIdentity(dir, env.Rand)
	if err != nil {
		return account{}, cli.SandboxError(err)
	}
	origin := "flag --local"
	if !flag {
		origin = profileOrigin(c)
	}
	return account{
		Profile: config.LocalProfile, ClientID: identity.ClientID, Mode: modeLocal, Gateway: cli.RunningSimulatorURL(ctx, dir), KeyVersion: "1",
		PrivateKey: &accountKey{Fingerprint: keys.Fingerprint(&identity.MerchantKey.PublicKey), Source: identity.MerchantPrivateKeyFile},
		AntomKeys:  []accountKey{{Fingerprint: keys.Fingerprint(&identity.AntomKey.PublicKey), Source: identity.AntomPublicKeyFile}},
		Origins:    map[string]string{"profile": origin},
	}, nil
}

// pairs are the lines of the account, each with where the value comes from.
func (a account) pairs() []ui.Pair {
	from := func(value, origin string) string {
		switch {
		case value == "" || origin == "":
			return value
		case origin == string(config.FromDefault):
			return value + ", the default"
		}
		return value + ", from " + origin
	}
	mode := map[string]string{
		modeSandbox: "sandbox: no money moves", modeLive: "live: real money moves", modeLocal: "local: the simulator on this machine, no money moves",
	}[a.Mode]
	if a.Mode == modeLive && !a.liveAllowed {
		mode = "live: real money would move only with --live"
	}
	pairs := []ui.Pair{
		{Label: "Profile", Value: from(a.Profile, a.Origins["profile"])},
		{Label: "Client ID", Value: from(a.ClientID, a.Origins["clientId"])},
		{Label: "Mode", Value: mode},
		{Label: "Gateway", Value: from(a.Gateway, a.Origins["gateway"])},
		{Label: "Key version", Value: from(a.KeyVersion, a.Origins["keyVersion"])},
		{Label: "API key", Value: a.APIKey},
	}
	if a.PrivateKey != nil {
		pairs = append(pairs, ui.Pair{Label: "Private key", Value: a.PrivateKey.text()})
	} else if a.APIKey == "" {
		pairs = append(pairs, ui.Pair{Label: "Private key", Value: "missing, so requests cannot be signed"})
	}
	for _, k := range a.AntomKeys {
		pairs = append(pairs, ui.Pair{Label: "Antom's key", Value: k.text()})
	}
	if len(a.AntomKeys) == 0 {
		pairs = append(pairs, ui.Pair{Label: "Antom's key", Value: "missing, so responses cannot be verified"})
	}
	return cli.NonEmptyPairs(pairs)
}
