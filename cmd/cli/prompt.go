package cli

import (
	"context"

	"github.com/antom-cli/antom/pkg/keys"
)

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
