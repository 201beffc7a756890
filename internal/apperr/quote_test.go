package apperr_test

import (
	"os/exec"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

func TestShellQuote(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                  "''",
		"shop":              "shop",
		"/keys/a-b_1.pem":   "/keys/a-b_1.pem",
		"~/key.pem":         "'~/key.pem'",
		"a~1":               "a~1",
		"my keys/a.pem":     "'my keys/a.pem'",
		"it's":              `'it'\''s'`,
		"$(rm -rf /)":       "'$(rm -rf /)'",
		"a=b":               "'a=b'",
		"*":                 "'*'",
		"größe":             "'größe'",
		`C:\keys\a.pem`:     `'C:\keys\a.pem'`,
		"two\nlines":        "'two\nlines'",
		"defaults.goods[0]": "'defaults.goods[0]'",
	} {
		if got := apperr.ShellQuote(text); got != want {
			t.Errorf("ShellQuote(%q) = %s, want %s", text, got, want)
		}
	}
}

// A shell gives back what was quoted.
func TestShellQuoteIsReadByAShell(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no POSIX shell")
	}
	for _, text := range []string{"", "a b", `"`, "'", "''", `\`, "$HOME", "`id`", "~", "a\nb", "!x", "é", "-n", "#", "a;b&c|d"} {
		out, err := exec.Command(sh, "-c", "printf '%s' "+apperr.ShellQuote(text)).Output()
		if err != nil || string(out) != text {
			t.Errorf("the shell reads %q as %q (%v)", text, out, err)
		}
	}
}
