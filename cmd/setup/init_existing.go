package setup

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/keys"
)

// isComplete reports whether a profile has a client id and a private key, so that
// init has nothing left to do but replace them.
func isComplete(c *config.Config, name string) bool {
	return c.ProfileValue(name, config.KeyClientID) != "" && len(c.KeySources(name)) > 0
}

// complete takes what the flags leave out from a profile that exists: it may have been
// begun with antom config set.
func (f *initFlags) complete(cmd *cobra.Command, c *config.Config, name string) {
	fill := func(value *string, flag, key string) {
		if own := c.ProfileValue(name, key); own != "" && !cmd.Flags().Changed(flag) {
			*value = own
		}
	}
	fill(&f.clientID, "client-id", config.KeyClientID)
	fill(&f.gateway, "gateway", config.KeyGateway)
	fill(&f.keyVersion, "key-version", config.KeyKeyVersion)
	if !f.generate {
		fill(&f.privateKey, "private-key", config.KeyPrivateKey)
	}
}

// replaced lists the settings of a profile that the flags would replace with another
// value.
func (f *initFlags) replaced(cmd *cobra.Command, c *config.Config, name string) []string {
	var found []string
	other := func(flag, value, key string) {
		own := c.ProfileValue(name, key)
		if cmd.Flags().Changed(flag) && own != "" && own != value {
			found = append(found, key)
		}
	}
	other("client-id", f.clientID, config.KeyClientID)
	other("gateway", f.gateway, config.KeyGateway)
	other("key-version", f.keyVersion, config.KeyKeyVersion)
	for _, key := range c.KeySources(name) {
		same := key == config.KeyPrivateKey && !f.keyring && sameFile(f.privateKey, c.ProfileValue(name, key))
		if (f.generate || f.privateKey != "") && !same {
			found = append(found, key)
		}
	}
	if own := c.ProfileValue(name, config.KeyAntomPublicKey); f.antomKey != "" && own != "" && !sameKey(cmd.Context(), own, f.antomKey) {
		found = append(found, config.KeyAntomPublicKey)
	}
	for _, d := range f.defaults {
		if own := c.ProfileValue(name, d.Key()); d.given != "" && own != "" && own != d.given {
			found = append(found, d.Key())
		}
	}
	return found
}

// sameKey reports whether two texts, each the text of a public key or the path of its
// file, are the same key.
func sameKey(ctx context.Context, a, b string) bool {
	first, second := publicKeyOf(ctx, a), publicKeyOf(ctx, b)
	return first != nil && second != nil && keys.Fingerprint(first.Public) == keys.Fingerprint(second.Public)
}

// publicKeyOf reads a public key from its text or its file; nil if there is none.
func publicKeyOf(ctx context.Context, text string) *keys.Key {
	data := []byte(text)
	if fileExists(text) {
		var err error
		if data, err = durable.ReadKey(ctx, text); err != nil {
			return nil
		}
	}
	key, err := keys.ParsePublic(data)
	if err != nil {
		return nil
	}
	return key
}
