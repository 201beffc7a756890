package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// env is an environment for Options.
func env(pairs ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

// home makes a home directory with a configuration file, unless text is empty.
func home(t testing.TB, text string) Options {
	t.Helper()
	dir := t.TempDir()
	o := Options{HomeDir: dir, OS: "linux", WorkDir: dir}
	if text == "" {
		return o
	}
	path := filepath.Join(dir, ".config", "antom", "config.yaml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, path, text)
	return o
}

// unixPaths skips a test whose paths or modes are those of a Unix.
func unixPaths(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the paths are those of a Unix")
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func load(t testing.TB, o Options) *Config {
	t.Helper()
	c, err := Load(o)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return c
}

// fileText is what the configuration file says now.
func fileText(t testing.TB, c *Config) string {
	t.Helper()
	data, err := os.ReadFile(c.Path())
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// contains fails unless text has all the parts.
func contains(t testing.TB, name, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s: %q is not in:\n%s", name, p, text)
		}
	}
}

// pkcs8 and spki are beginnings of keys as they are pasted, long enough to be
// recognised; the rest is not key material.
var (
	pkcs8 = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ" + strings.Repeat("Ab3/", 60)
	spki  = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" + strings.Repeat("Ab3/", 60)
)

const sample = `# my shops
profile: shop

profiles:
  # the test shop
  shop:
    client-id: SANDBOX_5Y00 # from the dashboard
    gateway: sg
    private-key: keys/shop.pem
    antom-public-key:
      - ~/antom-old.pem
      - /etc/antom/new.pem
    key-version: 2

    timeout: 5
    defaults:
      order.buyer.referenceBuyerId: 0042
      paymentNotifyUrl: https://shop.example/notify
      order.env.terminalType: WAP

  live:
    client-id: "5Y11"
    live: allow
    retries: 0
`
