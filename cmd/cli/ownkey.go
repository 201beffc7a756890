package cli

import (
	"context"

	"github.com/antom-cli/antom/internal/config"
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
