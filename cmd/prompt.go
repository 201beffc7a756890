package cmd

import (
	"context"

	"github.com/antom-cli/antom/pkg/keys"
)

// passphrase returns how to get the passphrase of a key: from ANTOM_KEY_PASSPHRASE,
// or else from the terminal. It returns nil if there is neither; then the key is
// refused with a message that says so.
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
