package config

import (
	"context"
	"strings"
	"testing"
)

// Quotes within the line reach the program that it starts.
func TestShellKeepsQuotes(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`echo "a b"`:              `"a b"`,
		`echo a & echo b`:         "a \r\nb",
		`"cmd.exe" /C echo "a b"`: `"a b"`,
	} {
		out, err := shell(context.Background(), line).Output()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%s printed %q (%v), want %q", line, got, err, want)
		}
	}
}
