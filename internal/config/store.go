package config

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/storeurl"
)

// checkStore checks where notifications are stored: the URL of a database
// without a password, or a directory by its whole path.
func checkStore(s string) (string, error) {
	if storeurl.Is(s) {
		if _, err := storeurl.Parse(s); err != nil {
			return "", mistake{message: err.Error()}
		}
		return s, nil
	}
	if strings.Contains(s, "://") || !filepath.IsAbs(s) {
		return "", mistake{message: "a store is the URL of a database such as postgres://user@host/database, or the whole path of a directory"}
	}
	return s, nil
}

// Store is where notifications are stored, "" for the usual directory.
func (c *Config) Store() string { return c.Get(KeyStore).Text }

// StorePassword is what store-password-command prints, without the line end, ""
// if there is no such command. It is run at each call.
func (c *Config) StorePassword(ctx context.Context) (string, error) {
	g := c.given(KeyStorePassword)
	if g == nil {
		return "", nil
	}
	data, err := c.runCommand(ctx, KeyStorePassword, g.texts[0])
	if err != nil {
		return "", apperr.New(apperr.Config, "the password of the store", err)
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}
