package cli

import (
	"context"
	"crypto/rsa"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/keyring"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// OwnKey reads a merchant's own key if that needs no interaction. It runs no command
// and asks neither for a keyring nor for a passphrase. It returns nil if the key
// cannot be read that way.
func OwnKey(ctx context.Context, env *Env, c *config.Config) *keys.Key {
	if c.PrivateKeyAsks() {
		return nil
	}
	data, _, err := c.PrivateKey(ctx)
	if err != nil {
		return nil
	}
	var pass keys.Passphrase
	if text, ok := c.Passphrase(); ok {
		pass = func() ([]byte, error) { return text, nil }
	}
	key, err := keys.Parse(data, pass)
	if err != nil {
		return nil
	}
	return key
}

// IsOwnKey reports whether a key is the public half of the profile's private key.
func IsOwnKey(ctx context.Context, env *Env, key *keys.Key) bool {
	c, err := EditableConfig(env)
	if err != nil {
		return false
	}
	own := OwnKey(ctx, env, c)
	return own != nil && keys.Match(own.Private, key.Public)
}

func ReadKeyData(env *Env, name string) ([]byte, error) {
	if name == "-" {
		return readLimited(env.In, "standard input", keys.MaxSize)
	}
	data, err := durable.ReadKey(env.Ctx, name)
	if err != nil {
		return nil, KeyError("", err)
	}
	return data, nil
}

// Passphrase returns how to get the passphrase of a key: from ANTOM_KEY_PASSPHRASE,
// or else from the terminal. It returns nil if there is neither; then the key is
// refused with a message that says so.
func Passphrase(ctx context.Context, env *Env, what string) keys.Passphrase {
	if text := env.Getenv("ANTOM_KEY_PASSPHRASE"); text != "" {
		return func() ([]byte, error) { return []byte(text), nil }
	}
	s := env.Streams()
	if !s.Interactive() {
		return nil
	}
	return func() ([]byte, error) { return s.Secret(ctx, "Passphrase for "+what) }
}

// privateKey reads the merchant's private key and says where it came from
// when it is not usable.
func privateKey(ctx context.Context, env *Env, c *config.Config) (*rsa.PrivateKey, error) {
	data, source, err := c.PrivateKey(ctx)
	if err != nil {
		return nil, ConfigError("the private key", err)
	}
	key, err := keys.ParsePrivate(data, Passphrase(ctx, env, "the private key in "+source))
	if err != nil {
		return nil, KeyError("the private key in "+source, err)
	}
	if file, ok := c.PrivateKeyFile(); ok {
		warnExposed(env, "the private key", file)
	}
	return key.Private, nil
}

// antomKeys reads the public keys that answers are verified with.
func antomKeys(env *Env, c *config.Config) ([]*rsa.PublicKey, error) {
	sources, err := c.AntomKeys(env.Ctx)
	if err != nil {
		return nil, ConfigError("Antom's public key", err)
	}
	var out []*rsa.PublicKey
	for _, s := range sources {
		key, err := keys.ParsePublic(s.Data)
		if err != nil {
			return nil, KeyError("Antom's public key in "+s.Source, err)
		}
		out = append(out, key.Public)
	}
	return out, nil
}

// warnExposed warns of a secret that other users can read.
func warnExposed(env *Env, what, file string) {
	if mode, exposed := keys.Exposed(file); exposed {
		env.Warn("other users can read %s %s (mode %04o); run: chmod 600 %s", what, file, mode, apperr.ShellQuote(file))
	}
}

// KeyError explains a key that cannot be used. what names the place; it may be
// empty when the error names it.
func KeyError(what string, err error) error {
	var key *keys.Error
	if !errors.As(err, &key) {
		return ConfigError(what, err)
	}
	e := apperr.New(apperr.Config, what, err).WithCode(string(key.Reason))
	switch {
	case key.Reason == keys.ReasonEncrypted:
		e.Hints = append(e.Hints, "give the passphrase in ANTOM_KEY_PASSPHRASE, or run the command on a terminal")
	case errors.Is(err, fs.ErrNotExist):
		e.Hints = append(e.Hints, missingFileHint(key.Found))
	case key.Hint != "":
		e.Hints = append(e.Hints, key.Hint)
	}
	return e
}

// missingFileHint says what to do about a key file that is not there: it names the file
// with the most similar name, or where to look for one.
func missingFileHint(path string) string {
	var names []string
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "the directory " + dir + " does not exist either; give the path of a file that exists"
	}
	for _, entry := range entries {
		if !entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	if near := spec.Nearest(filepath.Base(path), names); near != "" {
		return "did you mean " + filepath.Join(dir, near) + "?"
	}
	return "to see which files there are: ls " + apperr.ShellQuote(dir)
}

// PublicKeyText returns the public key as one line of Base64, as the Antom Dashboard accepts it.
func PublicKeyText(key *keys.Key) (string, error) {
	text, err := keys.Encode(key.PublicOnly(), keys.FormSPKI, keys.ContainerBase64)
	return strings.TrimSpace(string(text)), err
}

// OpenKeyring keeps private keys in the keyring of the operating system. Making it
// touches nothing.
func OpenKeyring(env *Env) keyring.Keyring { return keyring.Keyring{Store: env.Process.Keyring} }
