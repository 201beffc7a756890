package cmd

import (
	"context"
	"strings"

	"github.com/antom-cli/antom/pkg/keys"
)

// passphrase asks for a key's passphrase: from ANTOM_KEY_PASSPHRASE, else on
// the terminal; nil when there is neither, so that the key is refused with a
// message that says so.
func (a *App) passphrase(ctx context.Context, what string) keys.Passphrase {
	if text := a.Getenv("ANTOM_KEY_PASSPHRASE"); text != "" {
		return func() ([]byte, error) { return []byte(text), nil }
	}
	s := a.streams()
	if !s.Interactive() {
		return nil
	}
	return func() ([]byte, error) { return s.Secret(ctx, "Passphrase for "+what) }
}

// shellQuote quotes s for a POSIX shell, where it needs quoting at all.
func shellQuote(s string) string {
	plain := s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,", r)
	})
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
