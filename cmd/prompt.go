package cmd

import (
	"context"

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
