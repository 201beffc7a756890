package config

import (
	"context"
	"errors"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/keys"
)

// maxAPIKey is the length of the longest API key, in bytes.
const maxAPIKey = 4 << 10

// UsesAPIKey tells whether requests carry an API key instead of a signature.
func (c *Config) UsesAPIKey() bool {
	return c.given(KeyAPIKey) != nil || c.given(KeyAPIKeyCommand) != nil
}

// APIKeySource is the setting that the API key comes from, "" without one.
func (c *Config) APIKeySource() string {
	for _, key := range []string{KeyAPIKey, KeyAPIKeyCommand} {
		if g := c.given(key); g != nil {
			return key + " of " + g.origin.String()
		}
	}
	return ""
}

// APIKeyFile is the path of the API key's file; false when the key comes from
// somewhere else or from nowhere.
func (c *Config) APIKeyFile() (string, bool) {
	g := c.given(KeyAPIKey)
	if g == nil || g.secret {
		return "", false
	}
	return g.texts[0], true
}

// APIKey returns the API key, from a file, the environment or the output of a
// command, which is run at each call. No error has the key in it.
func (c *Config) APIKey(ctx context.Context) (string, error) {
	g := c.given(KeyAPIKey)
	if g == nil {
		g = c.given(KeyAPIKeyCommand)
	}
	if g == nil {
		return "", c.Require(KeyAPIKey)
	}
	data, err := c.apiKeyData(ctx, g)
	if errors.Is(err, context.Canceled) {
		return "", err
	}
	key := strings.TrimSpace(string(data))
	if err == nil {
		err = checkAPIKey(key)
	}
	if err != nil {
		return "", apperr.New(apperr.Config, "reading the API key of "+g.origin.String(), err)
	}
	return key, nil
}

func (c *Config) apiKeyData(ctx context.Context, g *given) ([]byte, error) {
	switch {
	case g.secret:
		return []byte(g.texts[0]), nil
	case c.given(KeyAPIKey) != nil:
		return durable.ReadKey(ctx, g.texts[0])
	default:
		return c.runCommand(ctx, KeyAPIKeyCommand, g.texts[0])
	}
}

// checkAPIKey refuses what can be no API key, without repeating it.
func checkAPIKey(key string) error {
	switch {
	case key == "":
		return errors.New("it is empty")
	case keys.LooksLikeKey(key) || looksPrivate(key):
		return errors.New("it is an RSA key, not an API key; an RSA key belongs in " + KeyPrivateKey)
	case len(key) > maxAPIKey:
		return errors.New("it is too long for an API key")
	case strings.HasPrefix(key, "Bearer "):
		return errors.New(`it begins with "Bearer ", which antom adds itself`)
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("it has spaces, line breaks or other characters that no API key has")
	}
	return nil
}
