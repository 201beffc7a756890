package config

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
)

// PublicKeySource is one of Antom's public keys as it was given.
type PublicKeySource struct {
	Data   []byte // PEM, Base64 or DER
	Source string // "file /x/antom.pem", "environment variable ANTOM_PUBLIC_KEY", "profile shop (…:3)"
	Origin Origin
}

// PrivateKey returns the merchant's private key as it was given, and which of
// the sources it came from: "file /x/key.pem", "environment variable
// ANTOM_PRIVATE_KEY", "private-key-command of profile shop (…:4)" or "keyring
// entry shop". A command is run, and the keyring asked, at each call.
func (c *Config) PrivateKey(ctx context.Context) (data []byte, source string, err error) {
	if g := c.given(KeyPrivateKey); g != nil {
		if g.secret {
			return c.keyFromText(g)
		}
		source = "file " + g.texts[0]
		data, err = durable.ReadKey(ctx, g.texts[0])
		if err != nil {
			return nil, source, keyError(g.origin, err)
		}
		return data, source, nil
	}
	if g := c.given(KeyPrivateKeyKeyring); g != nil {
		return c.keyFromKeyring(ctx, g)
	}
	g := c.given(KeyPrivateKeyCommand)
	if g == nil {
		return nil, "", c.Require(KeyPrivateKey)
	}
	source = KeyPrivateKeyCommand + " of " + g.origin.String()
	data, err = c.runCommand(ctx, KeyPrivateKeyCommand, g.texts[0])
	if err != nil {
		return nil, source, keyError(g.origin, err)
	}
	return data, source, nil
}

// PrivateKeyFile is the path of the private key's file; false when the key
// comes from somewhere else or from nowhere.
func (c *Config) PrivateKeyFile() (string, bool) {
	g := c.given(KeyPrivateKey)
	if g == nil || g.secret {
		return "", false
	}
	return g.texts[0], true
}

// PrivateKeyAsks tells whether reading the private key runs a command or asks
// the keyring, either of which may put a question to the user.
func (c *Config) PrivateKeyAsks() bool {
	return c.given(KeyPrivateKeyCommand) != nil || c.given(KeyPrivateKeyKeyring) != nil
}

// keyFromKeyring returns the private key of the keyring.
func (c *Config) keyFromKeyring(ctx context.Context, g *given) ([]byte, string, error) {
	source := "keyring entry " + g.texts[0]
	if c.options.Keyring == nil {
		return nil, source, keyError(g.origin, errors.New("this program has no access to a keyring"))
	}
	data, err := c.options.Keyring(ctx, g.texts[0])
	if err != nil {
		return nil, source, keyError(g.origin, err)
	}
	return data, source, nil
}

// keyFromText returns the private key of the environment.
func (c *Config) keyFromText(g *given) ([]byte, string, error) {
	source, text := g.source(), unescape(g.texts[0])
	if !isKeyText(text) && !looksPrivate(text) && c.isFile(text) {
		return nil, source, apperr.New(apperr.Config, "reading the private key",
			fmt.Errorf("%s holds the name of a file, not a key", envKey), "set ANTOM_PRIVATE_KEY_FILE to that name instead")
	}
	return []byte(text), source, nil
}

// source names where a key comes from that is given as text.
func (g *given) source() string {
	if g.origin.Kind == FromEnvironment {
		return "environment variable " + g.origin.Name
	}
	return g.origin.String()
}

// isFile tells whether a text is the name of an existing file.
func (c *Config) isFile(text string) bool {
	path, err := c.options.expand(text, c.options.WorkDir)
	if err != nil {
		return true // it begins with ~ and no key does
	}
	_, err = os.Stat(path)
	return err == nil
}

// keyError tells which setting led to a key that cannot be read.
func keyError(origin Origin, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	e := apperr.New(apperr.Config, "reading the private key of "+origin.String(), err)
	var known *apperr.Error
	if errors.As(err, &known) {
		e.Code, e.Hints = known.Code, known.Hints
	}
	return e
}

// Passphrase is the passphrase of an encrypted private key, from the
// environment; false when it is not there.
func (c *Config) Passphrase() ([]byte, bool) {
	text := c.options.getenv(envPass)
	return []byte(text), text != ""
}

// AntomKeys returns Antom's public keys: more than one while a key is being
// replaced. Without any, the slice is empty and the error nil.
func (c *Config) AntomKeys(ctx context.Context) ([]PublicKeySource, error) {
	g := c.given(KeyAntomPublicKey)
	if g == nil {
		return nil, nil
	}
	var all []PublicKeySource
	for _, text := range g.texts {
		if isKeyText(text) {
			all = append(all, PublicKeySource{Data: []byte(text), Source: g.source(), Origin: g.origin})
			continue
		}
		data, err := durable.ReadKey(ctx, text)
		if err != nil {
			return nil, apperr.New(apperr.Config, "reading Antom's public key of "+g.origin.String(), err)
		}
		all = append(all, PublicKeySource{Data: data, Source: "file " + text, Origin: g.origin})
	}
	return all, nil
}
