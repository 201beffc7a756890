package setup

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// initFlags are the flags of init.
type initFlags struct {
	clientID   string
	gateway    string
	privateKey string
	generate   bool
	keyring    bool
	antomKey   string
	keyVersion string
	defaults   []*paymentDefault
	force      bool
}

func NewInitCmd(env *cli.Env) *cobra.Command {
	f := &initFlags{defaults: paymentDefaults()}
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "Create a profile: client id, gateway, keys and defaults for payments",
		GroupID: cli.GroupSetup,
		Long: `Create a profile, or complete one that lacks a setting, and make it the current one: commands
without --profile use it from then on. On a terminal the command asks for everything that no flag
gives. In a script it needs --client-id and a private key. Before it writes anything, it checks that
both keys are RSA keys, that Antom's public key is not your own, and that the client id is no key,
has no spaces and no misspelled SANDBOX_. Only Antom knows whether the client id exists: antom doctor
asks. Ctrl-C changes nothing.

The client id and Antom's public key are in the Antom Dashboard, under Developer, Quick start.

Antom refuses a payment without an order description and a redirect URL. Set them here once, or give
them with every payment.`,
		Example: `  antom init
  antom init --client-id SANDBOX_5X00000000000000 --generate --antom-public-key antom.pem \
    --description 'Order at Shop' --redirect-url https://shop.example/result
  antom init --profile shop --client-id 5X00000000000000 --gateway us \
    --private-key shop.pem --antom-public-key antom.pem`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.clientID, "client-id", "", "client `id`; that of a sandbox account begins with SANDBOX_")
	fl.StringVar(&f.gateway, "gateway", "sg", "`region` sg, us or de, or a gateway URL")
	fl.StringVar(&f.privateKey, "private-key", "", "`file` with your private key")
	fl.BoolVar(&f.generate, "generate", false, "generate a key pair in the directory of the configuration file")
	fl.BoolVar(&f.keyring, "keyring", false, "store the private key in the keyring of the operating system, not in a file")
	fl.StringVar(&f.antomKey, "antom-public-key", "", "`file` with Antom's public key, or the key itself in Base64")
	fl.StringVar(&f.keyVersion, "key-version", "1", "`number` of your key in the Dashboard")
	addDefaultFlags(cmd, f.defaults)
	fl.BoolVar(&f.force, "force", false, "replace the client id and the keys of an existing profile")
	cmd.MarkFlagsMutuallyExclusive("private-key", "generate")
	_ = cmd.RegisterFlagCompletionFunc("gateway", cli.CompleteFixed("sg", "us", "de"))
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runInit(env, cmd, f) })
	return cmd
}

// initResult is the JSON form of a new profile.
type initResult struct {
	Profile        string `json:"profile"`
	ConfigFile     string `json:"configFile"`
	ClientID       string `json:"clientId"`
	Live           bool   `json:"live"`
	PrivateKeyFile string `json:"privateKeyFile,omitempty"`
	KeyringEntry   string `json:"keyringEntry,omitempty"`
	Fingerprint    string `json:"fingerprint"`
	PublicKey      string `json:"publicKey"` // one line, for the Dashboard
	Generated      bool   `json:"generated"`
	Complete       bool   `json:"complete"` // with Antom's key, so requests can be sent
	// MissingDefaults are the settings for what Antom requires in every payment that
	// the profile does not have.
	MissingDefaults []string `json:"missingDefaults,omitempty"`

	missing []flow.AccountDefault // the same with their placeholders
}

func runInit(env *cli.Env, cmd *cobra.Command, f *initFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	c, err := cli.EditableConfig(env)
	if err != nil {
		return err
	}
	name := cli.ProfileToEdit(env, c)
	asks := f.incomplete() && env.Streams().Interactive() && o.Format == output.Text && !o.Quiet
	var s *setup
	if asks {
		s, err = promptForSetup(env, cmd, c, name, f)
	} else if err = f.check(cmd, c, name); err == nil {
		s, err = setupFromFlags(env, cmd, c, name, f)
	}
	if err != nil {
		return err
	}
	done, err := writeSetup(env, cmd, c, s)
	if err != nil {
		return err
	}
	err = env.Print(cmd, o, output.Result{
		Value: done, Quiet: done.Profile,
		Text: func(w io.Writer) error { return writeInitResult(env, w, done, !asks) },
	})
	if err != nil {
		return cli.Nevertheless(env, err, "the profile was created nevertheless: antom profile show "+apperr.ShellQuote(done.Profile))
	}
	if asks {
		return checkAfterInit(env, cmd, done)
	}
	initHints(env, done)
	return nil
}

// incomplete reports whether the flags leave out something that is required.
func (f *initFlags) incomplete() bool {
	return f.clientID == "" || f.privateKey == "" && !f.generate
}

// check refuses missing or contradictory flags before anything is created, and
// takes what they leave out from the profile.
func (f *initFlags) check(cmd *cobra.Command, c *config.Config, name string) error {
	if err := checkPlace(c, name); err != nil {
		return err
	}
	if !f.force {
		if replaced := f.replaced(cmd, c, name); len(replaced) > 0 {
			return profileExists(name, replaced)
		}
		f.complete(cmd, c, name)
	}
	switch {
	case f.clientID == "":
		return apperr.New(apperr.Usage, "--client-id is missing", nil,
			"antom init --client-id ID --generate --antom-public-key FILE",
			"the client id is in the Antom Dashboard, Developer, Quick start")
	case f.privateKey == "" && !f.generate:
		return apperr.New(apperr.Usage, "there is no private key", nil,
			"to generate a key pair, add --generate", "to use a key that you have, add --private-key FILE")
	}
	return nil
}

// profileExists is the error that protects the settings of an existing profile.
func profileExists(name string, replaced []string) error {
	return apperr.New(apperr.Usage, fmt.Sprintf("profile %q exists already; this would replace its %s", name, strings.Join(replaced, ", ")), nil,
		"to create another profile, add --profile NAME", "to replace these settings, add --force").WithCode("exists")
}

// checkPlace refuses a profile that cannot be written anywhere.
func checkPlace(c *config.Config, name string) error {
	switch {
	case name == config.LocalProfile:
		return apperr.New(apperr.Usage, "profile local is the built-in simulator and cannot be changed", nil, "to create another profile, add --profile NAME")
	case c.Path() == "":
		return cli.NoDirectoryError("a configuration file", "name a file: --config FILE or ANTOM_CONFIG=FILE")
	}
	return nil
}

// ownKeyError reports the most common mistake.
func ownKeyError() error {
	return apperr.New(apperr.Config, "", errors.New("--antom-public-key is the public half of your own private key, not Antom's key"),
		"copy Antom's public key from the Antom Dashboard, Developer, Quick start").WithCode(string(antom.ReasonOwnKey))
}

// writeInitResult writes the new profile. upload also writes the public key of a
// new pair, unless it was shown before.
func writeInitResult(env *cli.Env, w io.Writer, d initResult, upload bool) error {
	t := env.Theme()
	heading := t.Status(ui.StatusOK, "Profile "+d.Profile+" is ready and in use")
	if !d.Complete {
		heading = t.Status(ui.StatusWarning, "Profile "+d.Profile+" is in use, but Antom's public key is missing, so responses cannot be verified")
	}
	fmt.Fprintf(w, "%s\n\n", heading)
	t.Pairs(w, env.Streams().Width, []ui.Pair{
		{Label: "Client ID", Value: d.ClientID + " (" + modeText(d.ClientID) + ")"},
		{Label: "Private key", Value: d.PrivateKeyFile},
		{Label: "Keyring entry", Value: d.KeyringEntry},
		{Label: "Fingerprint", Value: d.Fingerprint},
		{Label: "Configuration", Value: d.ConfigFile},
	})
	if !d.Generated || !upload {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s\n%s\n", t.Title("Your public key, to upload (Antom Dashboard, Developer, Quick start)"), d.PublicKey)
	return err
}

func initHints(env *cli.Env, d initResult) {
	if env.WantsJSON() {
		return
	}
	profile := ""
	if env.Global.Config != "" {
		profile = " --config " + apperr.ShellQuote(env.Global.Config)
	}
	if !d.Complete {
		env.Hint("to add Antom's public key: antom config set antom-public-key FILE%s", profile)
	}
	if missing := d.missing; len(missing) > 0 {
		env.Hint("to set what Antom requires in every payment: %s", flow.Commands{ProfileFlags: profile}.SetDefaultsCommand(missing))
	}
	env.Hint("to check the profile without sending a payment: antom doctor%s", profile)
}
