package config

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

const testAPIKey = "ak_test_S3CR3TS3CR3TS3CR3T"

func TestAPIKeySources(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"file":        "profiles: {shop: {api-key: shop.key}}",
		"command":     "profiles: {shop: {api-key-command: echo " + testAPIKey + "}}",
		"environment": "profiles: {shop: {private-key: shop.pem}}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := home(t, text)
			if name == "environment" {
				getenv := o.Getenv
				o.Getenv = func(v string) string {
					if v == envAPIKey {
						return testAPIKey
					}
					if getenv == nil {
						return ""
					}
					return getenv(v)
				}
			}
			c := load(t, o)
			if name == "file" {
				if err := os.WriteFile(filepath.Join(filepath.Dir(c.Path()), "shop.key"), []byte(testAPIKey+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			key, err := c.APIKey(context.Background())
			if err != nil || key != testAPIKey || !c.UsesAPIKey() {
				t.Errorf("%q, %v", key, err)
			}
			if c.has(KeyPrivateKey) {
				t.Error("there is a private key as well")
			}
			if v := c.Get(KeyAPIKey); strings.Contains(v.Text, testAPIKey) {
				t.Errorf("shown as %q", v.Text)
			}
		})
	}
}

func TestAPIKeysThatAreNone(t *testing.T) {
	t.Parallel()
	for _, printed := range []string{"two words", "Bearer x", strings.Repeat("x", maxAPIKey+1)} {
		c := load(t, home(t, "profiles: {shop: {api-key-command: \"printf '%s' '"+printed+"'\"}}"))
		_, err := c.APIKey(context.Background())
		if apperr.KindOf(err) != apperr.Config || strings.Contains(err.Error(), printed) {
			t.Errorf("%.20s: %v", printed, err)
		}
	}
	c := load(t, home(t, "profiles: {shop: {client-id: x}}"))
	if _, err := c.APIKey(context.Background()); err == nil || c.UsesAPIKey() {
		t.Errorf("without one: %v", err)
	}
}

// An API key in the place of its file's path is refused and not repeated.
func TestAPIKeyInTheWrongPlace(t *testing.T) {
	t.Parallel()
	c := load(t, home(t, "profiles: {shop: {client-id: x}}"))
	for _, text := range []string{testAPIKey, "a\nb", "Bearer abc", ""} {
		if err := c.Set("shop", KeyAPIKey, text); err == nil || text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if err := c.Set("shop", KeyAPIKey, "shop.key"); err != nil {
		t.Error(err)
	}
	if err := c.Set("shop", KeyPrivateKey, "shop.pem"); err == nil || !strings.Contains(err.Error(), "has api-key already") {
		t.Errorf("beside it: %v", err)
	}
}
