package setup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/keyring"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// setup is a profile before it is written. It exists in memory only.
type setup struct {
	profile    string
	clientID   string
	gateway    string
	keyVersion string
	private    *keys.Key
	antomKey   *keys.Key // nil if it is added later, or the profile has one
	defaults   []config.Change

	file    string // of the private key; "" for the keyring
	entry   string // of the private key in the keyring; "" for a file
	store   bool   // the private key must be written
	created bool   // it is a new pair, whose public half must be uploaded
}

// setupFromFlags makes a setup from flags alone.
func setupFromFlags(env *cli.Env, cmd *cobra.Command, c *config.Config, name string, f *initFlags) (*setup, error) {
	antomKey, err := readAntomKey(env, f.antomKey)
	if err != nil {
		return nil, err
	}
	defaults, err := defaultsFromFlags(f.defaults)
	if err != nil {
		return nil, err
	}
	s := &setup{
		profile: name, clientID: f.clientID, gateway: f.gateway, keyVersion: f.keyVersion, antomKey: antomKey, defaults: defaults,
	}
	if err := checkSettings(env, c, s); err != nil {
		return nil, err
	}
	if f.generate {
		err = newKeyPair(env, cmd, c, s, f.keyring)
	} else {
		err = keyFromFile(env, cmd, s, f.privateKey, f.keyring)
	}
	if err != nil {
		return nil, err
	}
	return s, s.checkPair()
}

// checkSettings checks everything except the keys.
func checkSettings(env *cli.Env, c *config.Config, s *setup) error {
	if err := c.Check(s.profile, s.settings()); err != nil {
		return settingError("profile "+s.profile, err)
	}
	return nil
}

// settings returns the changes of the profile without the keys.
func (s *setup) settings() []config.Change {
	return append([]config.Change{
		{Key: config.KeyClientID, Values: []string{s.clientID}},
		{Key: config.KeyGateway, Values: []string{s.gateway}},
		{Key: config.KeyKeyVersion, Values: []string{s.keyVersion}},
	}, s.defaults...)
}

// checkPair refuses a key of Antom that is the public half of the private key.
func (s *setup) checkPair() error {
	if s.antomKey != nil && keys.Match(s.private.Private, s.antomKey.Public) {
		return ownKeyError()
	}
	return nil
}

// newKeyPair generates a key pair in memory, or loads the one of an earlier init,
// because a key that may have been uploaded is never replaced.
func newKeyPair(env *cli.Env, cmd *cobra.Command, c *config.Config, s *setup, ring bool) error {
	s.created = true
	if ring {
		s.entry = s.profile
		data, err := cli.OpenKeyring(env).Get(cmd.Context(), s.entry)
		switch {
		case err == nil:
			env.Note("using the key of an earlier init: keyring entry %s", s.entry)
			return parsePrivateKey(env, cmd, s, data, "keyring entry "+s.entry)
		case !hasCode(err, keyring.CodeNotFound):
			return err
		}
	} else {
		s.file = keyFile(c, s.profile)
		if fileExists(s.file) {
			env.Note("using the key pair of an earlier init: %s", s.file)
			data, err := cli.ReadKeyData(env, s.file)
			if err != nil {
				return err
			}
			return parsePrivateKey(env, cmd, s, data, s.file)
		}
	}
	private, err := keys.Generate(env.Rand, keys.MinGenerateBits)
	if err != nil {
		return err
	}
	s.private, s.store = keys.NewKey(private), true
	return nil
}

// hasCode reports whether an error has a code.
func hasCode(err error, code string) bool {
	var known *apperr.Error
	return errors.As(err, &known) && known.Code == code
}

// keyFile is the default file of a profile's private key.
func keyFile(c *config.Config, profile string) string {
	return filepath.Join(filepath.Dir(c.Path()), "keys", profile+"_private.pem")
}

// keyFromFile loads an existing key. The profile refers to its file, unless the key
// is stored in the keyring.
func keyFromFile(env *cli.Env, cmd *cobra.Command, s *setup, file string, ring bool) error {
	data, err := cli.ReadKeyData(env, file)
	if err != nil {
		return err
	}
	if err := parsePrivateKey(env, cmd, s, data, file); err != nil {
		return err
	}
	switch {
	case ring:
		s.entry, s.store = s.profile, true
	case file == "-":
		return apperr.New(apperr.Usage, "a private key from standard input must be stored somewhere", nil, "store it in the keyring: --keyring", "or save it in a file first: --private-key FILE")
	default:
		s.file, err = filepath.Abs(file)
	}
	return err
}

func parsePrivateKey(env *cli.Env, cmd *cobra.Command, s *setup, data []byte, source string) error {
	key, err := keys.ParsePrivate(data, cli.Passphrase(cmd.Context(), env, source))
	if err != nil {
		return cli.KeyError(source, err)
	}
	s.private = key
	return nil
}

// readAntomKey reads Antom's public key from a file or from its text, nil for "".
func readAntomKey(env *cli.Env, text string) (*keys.Key, error) {
	if text == "" {
		return nil, nil
	}
	data := []byte(text)
	if fileExists(text) || !keys.LooksLikeKey(text) {
		var err error
		if data, err = cli.ReadKeyData(env, text); err != nil {
			return nil, err
		}
	}
	key, err := keys.ParsePublic(data)
	if err != nil {
		return nil, cli.KeyError("--antom-public-key", err)
	}
	return key, nil
}

// writeSetup writes the key, then the profile. If the profile cannot be written, it
// removes the key again.
func writeSetup(env *cli.Env, cmd *cobra.Command, c *config.Config, s *setup) (initResult, error) {
	done := initResult{
		Profile: s.profile, ConfigFile: c.Path(), ClientID: s.clientID, Live: antom.Live(s.clientID),
		PrivateKeyFile: s.file, KeyringEntry: s.entry, Generated: s.created,
		Fingerprint: keys.Fingerprint(s.private.Public),
	}
	var err error
	if done.PublicKey, err = cli.PublicKeyText(s.private); err != nil {
		return done, err
	}
	changes, err := s.changes(c)
	if err != nil {
		return done, err
	}
	if err := c.Check(s.profile, changes); err != nil {
		return done, settingError("profile "+s.profile, err)
	}
	undo, err := storeSetupKey(env, cmd, s)
	if err != nil {
		return done, err
	}
	if err := c.Update(s.profile, changes); err != nil {
		undo()
		return done, settingError("profile "+s.profile, err)
	}
	if err := c.UseProfile(s.profile); err != nil {
		return done, settingError("the profile", err)
	}
	done.Complete = c.ProfileValue(s.profile, config.KeyAntomPublicKey) != ""
	done.missing = missingDefaults(c, s.profile)
	for _, d := range done.missing {
		done.MissingDefaults = append(done.MissingDefaults, d.Key())
	}
	return done, nil
}

// changes returns all changes of the profile. They remove a private key from
// another source.
func (s *setup) changes(c *config.Config) ([]config.Change, error) {
	changes := s.settings()
	source := config.Change{Key: config.KeyPrivateKey, Values: []string{s.file}}
	if s.entry != "" {
		source = config.Change{Key: config.KeyPrivateKeyKeyring, Values: []string{s.entry}}
	}
	for _, key := range c.KeySources(s.profile) {
		if key != source.Key {
			changes = append(changes, config.Change{Key: key})
		}
	}
	changes = append(changes, source)
	if s.antomKey == nil {
		return changes, nil
	}
	line, err := cli.PublicKeyText(s.antomKey)
	return append(changes, config.Change{Key: config.KeyAntomPublicKey, Values: []string{line}}), err
}

// storeSetupKey stores the private key and returns a function that removes it.
func storeSetupKey(env *cli.Env, cmd *cobra.Command, s *setup) (undo func(), err error) {
	nothing := func() {}
	switch {
	case !s.store:
		return nothing, nil
	case s.entry != "":
		if err := storeKey(env, cmd, s.entry, s.private, false); err != nil {
			return nothing, err
		}
		return func() { _ = cli.OpenKeyring(env).Remove(cmd.Context(), s.entry) }, nil
	}
	if err := cli.MakeDir(filepath.Dir(s.file)); err != nil {
		return nothing, err
	}
	private, err := keys.Encode(s.private, keys.FormPKCS8, keys.ContainerPEM)
	if err != nil {
		return nothing, err
	}
	public, err := keys.Encode(s.private, keys.FormSPKI, keys.ContainerPEM)
	if err != nil {
		return nothing, err
	}
	if err := writeKeyFile(s.file, private, true, false); err != nil {
		return nothing, err
	}
	beside := publicFile(s.file)
	undo = func() { _ = os.Remove(s.file) }
	if err := writeKeyFile(beside, public, false, true); err != nil {
		undo()
		return nothing, err
	}
	return func() { _, _ = os.Remove(s.file), os.Remove(beside) }, nil
}

// publicFile returns the name of the public key file next to a private key file.
func publicFile(private string) string {
	return fmt.Sprintf("%s_public.pem", private[:len(private)-len("_private.pem")])
}
