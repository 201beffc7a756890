package config

import (
	"strings"
	"testing"
)

// A path and a key are told apart, whatever stands in a path.
func TestIsKeyText(t *testing.T) {
	t.Parallel()
	wrapped := pkcs8[:64] + "\n" + pkcs8[64:128] + "\n" + pkcs8[128:]
	for _, text := range []string{
		pkcs8, spki, wrapped, " " + spki + "\n", "-----BEGIN PUBLIC KEY-----\n" + spki + "\n-----END PUBLIC KEY-----",
		`{"kty":"RSA","d":"Ab3/"}`, "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC8jdL+VNLBvpFFcLmi me@here",
	} {
		if !isKeyText(text) {
			t.Errorf("%.60q is taken for a path", text)
		}
	}
	for _, text := range []string{
		"", "antom.pem", "~/antom.pem", "/keys/antom.pem", `C:\keys\antom.pem`, "keys/antom-public-key-of-the-shop-in-singapore",
		"/mnt/secrets/aZ3kQ9xT7bYpLm2Rv8Nc5Hj4Fd6Gs1AaUeIoPyTrEwQzXcVbNmKl/antom", "~/aZ3kQ9xT7bYpLm2Rv8Nc5Hj4Fd6Gs1AaUeIoPyTrEwQzXcVbNmKl.pem",
	} {
		if isKeyText(text) {
			t.Errorf("%q is taken for a key", text)
		}
	}
}

func TestLooksPrivate(t *testing.T) {
	t.Parallel()
	for n := range len(pkcs8) { // a key cut short anywhere makes no panic
		_ = looksPrivate(pkcs8[:n])
	}
	if !looksPrivate(pkcs8[:64]) || looksPrivate(spki[:64]) || !looksPrivate("-----BEGIN RSA PRIVATE KEY-----") {
		t.Error("private and public are mixed up")
	}
}

func TestCommandsWithKeys(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"op read op://shop/antom/key", "cat ~/key.pem", "vault kv get -field=key -mount=secret antom/shop-in-singapore-with-a-long-name",
		"curl -H 'Authorization: Bearer aZ3kQ9xT7bYpLm2Rv8Nc5Hj4Fd6Gs1AaUeIoPyTrEwQzXcVbNmKl' https://vault.example/v1/key",
	} {
		if _, err := checkCommand(line); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	for _, line := range []string{"echo " + pkcs8, `printf "` + pkcs8 + `"`, pkcs8, "echo '-----BEGIN PRIVATE KEY-----'"} {
		if _, err := checkCommand(line); err == nil || strings.Contains(err.Error(), "Ab3/") {
			t.Errorf("%.40s: %v", line, err)
		}
	}
}

func TestShownHidesParts(t *testing.T) {
	t.Parallel()
	const part = "f3X3jlt2pAAfGJTsCKxMSQJWRHja6r+h86tYOLiVtIFX0pvrn7DcypDo"
	for _, text := range []string{pkcs8, spki, part, "x: " + part, "-----BEGIN PRIVATE KEY-----"} {
		if got := shown(text); got != "(key text, not shown)" {
			t.Errorf("shown(%.40q) = %s", text, got)
		}
	}
	if got := shown(strings.Repeat("ordinary ", 20)); !strings.HasSuffix(got, `…"`) {
		t.Errorf("a long text: %s", got)
	}
}
