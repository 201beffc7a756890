package cmd

import (
	"context"

	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/pkg/keys"
)

// ownKey reads a merchant's own key if that needs no interaction. It runs no command
// and asks neither for a keyring nor for a passphrase. It returns nil if the key
// cannot be read that way.
func (a *App) ownKey(ctx context.Context, c *config.Config) *keys.Key {
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

// isOwnKey reports whether a key is the public half of the profile's private key.
func (a *App) isOwnKey(ctx context.Context, key *keys.Key) bool {
	c, err := a.editableConfig()
	if err != nil {
		return false
	}
	own := a.ownKey(ctx, c)
	return own != nil && keys.Match(own.Private, key.Public)
}
