package cmd

import (
	"crypto/rsa"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// initFlags are those of init.
type initFlags struct {
	clientID   string
	gateway    string
	privateKey string
	generate   bool
	antomKey   string
	keyVersion string
	force      bool
}

func newInitCmd(app *App) *cobra.Command {
	f := &initFlags{}
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "Set a profile up: client id, gateway and keys",
		GroupID: groupSetup,
		Long: `Set a profile up from flags. Everything is checked before anything is written: the client id, that
both keys are RSA keys, and that Antom's public key is not your own.

The client id and Antom's public key are in the Antom Dashboard, under Developer, Quick start.`,
		Example: `  antom init --client-id SANDBOX_5X00000000000000 --generate --antom-public-key antom.pem
  antom init --profile shop --client-id 5X00000000000000 --gateway us \
    --private-key shop.pem --antom-public-key antom.pem`,
		Args: noArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.clientID, "client-id", "", "client `id`; it begins with SANDBOX_ for the sandbox")
	fl.StringVar(&f.gateway, "gateway", "sg", "`region` sg, us or de, or a gateway URL")
	fl.StringVar(&f.privateKey, "private-key", "", "`file` with your private key")
	fl.BoolVar(&f.generate, "generate", false, "make a new key pair beside the configuration")
	fl.StringVar(&f.antomKey, "antom-public-key", "", "Antom's public key: a `file`, or the text from the Dashboard")
	fl.StringVar(&f.keyVersion, "key-version", "1", "`number` of your key in the Dashboard")
	fl.BoolVar(&f.force, "force", false, "replace a profile of the same name")
	cmd.MarkFlagsMutuallyExclusive("private-key", "generate")
	_ = cmd.RegisterFlagCompletionFunc("gateway", fixed("sg", "us", "de"))
	cmd.RunE = app.run(func(cmd *cobra.Command, _ []string) error { return app.initProfile(cmd, f) })
	return cmd
}

// initialized is the JSON form of a new profile.
type initialized struct {
	Profile        string `json:"profile"`
	ConfigFile     string `json:"configFile"`
	ClientID       string `json:"clientId"`
	Live           bool   `json:"live"`
	PrivateKeyFile string `json:"privateKeyFile"`
	Fingerprint    string `json:"fingerprint"`
	PublicKey      string `json:"publicKey"` // one line, to upload
	Generated      bool   `json:"generated"`
	Complete       bool   `json:"complete"` // Antom's key is there, so requests can be sent
}

func (a *App) initProfile(cmd *cobra.Command, f *initFlags) error {
	o, err := a.outputOptions(false)
	if err != nil {
		return err
	}
	c, err := a.editableConfig()
	if err != nil {
		return err
	}
	name := a.profileToEdit(c)
	if err := f.check(c, name); err != nil {
		return err
	}
	done, err := a.writeProfile(cmd, c, name, f)
	if err != nil {
		return err
	}
	err = a.print(cmd, o, output.Result{
		Value: done, Quiet: done.Profile,
		Text: func(w io.Writer) error { return a.writeInitialized(w, done) },
	})
	if err != nil {
		return err
	}
	a.initHints(done)
	return nil
}

// check refuses what is missing or contradictory before anything is made.
func (f *initFlags) check(c *config.Config, name string) error {
	switch {
	case name == config.LocalProfile:
		return apperr.New(apperr.Usage, "profile local is the built-in simulator", nil, "choose another name: --profile NAME")
	case f.clientID == "":
		return apperr.New(apperr.Usage, "--client-id is missing", nil,
			"it is in the Antom Dashboard, Developer, Quick start",
			"antom init --client-id SANDBOX_… --generate --antom-public-key FILE")
	case f.privateKey == "" && !f.generate:
		return apperr.New(apperr.Usage, "no private key is given", nil,
			"make one: --generate", "use one that exists: --private-key FILE")
	case c.Path() == "":
		return apperr.New(apperr.Config, "there is no place for a configuration file (no home directory)", nil,
			"name one: --config FILE or ANTOM_CONFIG=FILE")
	case c.HasProfile(name) && !f.force:
		return apperr.New(apperr.Usage, fmt.Sprintf("profile %q exists already", name), nil,
			"choose another name: --profile NAME", "or replace it: --force")
	}
	return nil
}

// writeProfile checks the keys, makes a pair when asked to, and writes the
// profile in one step.
func (a *App) writeProfile(cmd *cobra.Command, c *config.Config, name string, f *initFlags) (initialized, error) {
	antomKey, err := a.readAntomKey(f.antomKey)
	if err != nil {
		return initialized{}, err
	}
	done := initialized{
		Profile: name, ConfigFile: c.Path(), ClientID: f.clientID, Live: antom.Live(f.clientID),
		PrivateKeyFile: f.privateKey, Generated: f.generate, Complete: antomKey != nil,
	}
	changes := []config.Change{
		{Key: config.KeyClientID, Values: []string{f.clientID}},
		{Key: config.KeyGateway, Values: []string{f.gateway}},
		{Key: config.KeyKeyVersion, Values: []string{f.keyVersion}},
	}
	if err := c.Check(name, changes); err != nil {
		return done, settingError("profile "+name, err)
	}
	if f.generate {
		if done.PrivateKeyFile, err = a.profileKeyPair(filepath.Join(filepath.Dir(c.Path()), "keys"), name); err != nil {
			return done, err
		}
	}
	private, err := a.checkPair(cmd, done.PrivateKeyFile, antomKey)
	if err != nil {
		return done, err
	}
	done.Fingerprint = keys.Fingerprint(private.Public)
	if done.PublicKey, err = oneLine(private); err != nil {
		return done, err
	}
	file, err := filepath.Abs(done.PrivateKeyFile)
	if err != nil {
		return done, err
	}
	changes = append(changes, config.Change{Key: config.KeyPrivateKey, Values: []string{file}})
	if antomKey != nil {
		line, err := oneLine(antomKey)
		if err != nil {
			return done, err
		}
		changes = append(changes, config.Change{Key: config.KeyAntomPublicKey, Values: []string{line}})
	}
	if err := c.Update(name, changes); err != nil {
		return done, settingError("profile "+name, err)
	}
	if err := c.UseProfile(name); err != nil {
		return done, settingError("the profile", err)
	}
	return done, nil
}

// profileKeyPair makes the key pair of a profile, or takes the one that an
// earlier init made: a key that may have been uploaded is never replaced.
func (a *App) profileKeyPair(dir, name string) (string, error) {
	if err := makeDir(dir); err != nil {
		return "", err
	}
	base := filepath.Join(dir, name)
	private := base + "_private.pem"
	if exists(private) {
		a.note("the key pair of an earlier init is used: %s", private)
		return private, nil
	}
	_, err := a.makeKeyPair(&generateFlags{private: private, public: base + "_public.pem", bits: keys.MinGenerateBits, force: exists(base + "_public.pem")})
	return private, err
}

// readAntomKey reads Antom's public key from a file or from its own text; nil
// when none is given.
func (a *App) readAntomKey(text string) (*keys.Key, error) {
	if text == "" {
		return nil, nil
	}
	data := []byte(text)
	if text == "-" || exists(text) {
		var err error
		if data, err = a.readKeyData(text); err != nil {
			return nil, err
		}
	}
	key, err := keys.ParsePublic(data)
	if err != nil {
		return nil, keyError("--antom-public-key", err)
	}
	return key, nil
}

// checkPair reads the private key and refuses Antom's key when it is the
// public half of it, the commonest mistake of all.
func (a *App) checkPair(cmd *cobra.Command, file string, antomKey *keys.Key) (*keys.Key, error) {
	data, err := a.readKeyData(file)
	if err != nil {
		return nil, err
	}
	private, err := keys.ParsePrivate(data, a.passphrase(cmd.Context(), file))
	if err != nil {
		return nil, keyError(file, err)
	}
	var public *rsa.PublicKey
	if antomKey != nil {
		public = antomKey.Public
	}
	if keys.Match(private.Private, public) {
		return nil, apperr.New(apperr.Config, "--antom-public-key is the public half of your own private key, not Antom's key", nil,
			"copy Antom's public key from the Antom Dashboard, Developer, Quick start").WithCode(string(antom.ReasonOwnKey))
	}
	return private, nil
}

func (a *App) writeInitialized(w io.Writer, d initialized) error {
	t := a.theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, "Profile "+d.Profile+" is set up and in use"))
	t.Pairs(w, a.streams().Width, []ui.Pair{
		{Label: "Client ID", Value: d.ClientID + " (" + modeText(d.ClientID) + ")"},
		{Label: "Private key", Value: d.PrivateKeyFile},
		{Label: "Fingerprint", Value: d.Fingerprint},
		{Label: "Configuration", Value: d.ConfigFile},
	})
	if !d.Generated {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s\n%s\n", t.Title("Public key to upload (Antom Dashboard, Developer, Quick start)"), d.PublicKey)
	return err
}

func (a *App) initHints(d initialized) {
	if a.wantsJSON() {
		return
	}
	if !d.Complete {
		a.hint("Antom's public key is still missing: antom config set antom-public-key FILE")
	}
	a.hint("check it without sending a payment: antom pay --example qr | antom pay - --dry-run")
}
