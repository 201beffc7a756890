package setup

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
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
	force      bool
}

func NewInitCmd(env *cli.Env) *cobra.Command {
	f := &initFlags{}
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "Set up a profile: client id, gateway and keys",
		GroupID: cli.GroupSetup,
		Long: `Set up a profile. On a terminal the command asks for what the flags leave out; elsewhere it needs
--client-id and a private key. Everything is checked before anything is written: the client id, that
both keys are RSA keys, and that Antom's public key is not your own. Ctrl-C changes nothing.

The client id and Antom's public key are in the Antom Dashboard, under Developer, Quick start.`,
		Example: `  antom init
  antom init --client-id SANDBOX_5X00000000000000 --generate --antom-public-key antom.pem
  antom init --profile shop --client-id 5X00000000000000 --gateway us \
    --private-key shop.pem --antom-public-key antom.pem`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.clientID, "client-id", "", "client `id`; in the sandbox it begins with SANDBOX_")
	fl.StringVar(&f.gateway, "gateway", "sg", "`region` sg, us or de, or a gateway URL")
	fl.StringVar(&f.privateKey, "private-key", "", "`file` with your private key")
	fl.BoolVar(&f.generate, "generate", false, "generate a key pair next to the configuration file")
	fl.BoolVar(&f.keyring, "keyring", false, "store the private key in the system's keyring instead of a file")
	fl.StringVar(&f.antomKey, "antom-public-key", "", "Antom's public key: a `file`, or the key itself in Base64")
	fl.StringVar(&f.keyVersion, "key-version", "1", "`version` of your key in the Dashboard")
	fl.BoolVar(&f.force, "force", false, "replace an existing profile")
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
	} else if err = f.check(c, name); err == nil {
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
		return err
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

// check refuses missing or contradictory flags before anything is created.
func (f *initFlags) check(c *config.Config, name string) error {
	switch {
	case f.clientID == "":
		return apperr.New(apperr.Usage, "--client-id is missing", nil,
			"it is in the Antom Dashboard, Developer, Quick start",
			"antom init --client-id SANDBOX_… --generate --antom-public-key FILE")
	case f.privateKey == "" && !f.generate:
		return apperr.New(apperr.Usage, "there is no private key", nil,
			"generate one: --generate", "use an existing one: --private-key FILE")
	case c.HasProfile(name) && name != config.LocalProfile && !f.force:
		return profileExists(name)
	}
	return checkPlace(c, name)
}

// profileExists is the error that protects an existing profile.
func profileExists(name string) error {
	return apperr.New(apperr.Usage, fmt.Sprintf("profile %q exists already", name), nil,
		"choose another name: --profile NAME", "or replace it: --force")
}

// checkPlace refuses a profile that cannot be written anywhere.
func checkPlace(c *config.Config, name string) error {
	switch {
	case name == config.LocalProfile:
		return apperr.New(apperr.Usage, "profile local is the built-in simulator", nil, "choose another name: --profile NAME")
	case c.Path() == "":
		return cli.NoDirectoryError("a configuration file", "name one: --config FILE or ANTOM_CONFIG=FILE")
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
	fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, "Profile "+d.Profile+" is set up and in use"))
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
	_, err := fmt.Fprintf(w, "\n%s\n%s\n", t.Title("Public key to upload (Antom Dashboard, Developer, Quick start)"), d.PublicKey)
	return err
}

func initHints(env *cli.Env, d initResult) {
	if env.WantsJSON() {
		return
	}
	if !d.Complete {
		env.Hint("Antom's public key is still missing: antom config set antom-public-key FILE")
	}
	env.Hint("check it without sending a payment: antom doctor")
}
