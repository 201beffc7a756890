package sandbox_test

import (
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
)

func TestParseStretch(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "2d": 48 * time.Hour, "1d12h": 36 * time.Hour, "3650d": 3650 * 24 * time.Hour, "1ns": 1,
		"": 0, "0s": 0, "-5m": 0, "x": 0, "3651d": 0, "3650d1s": 0, "1dx": 0, "99999999999d": 0, "1d-1h": 0,
	} {
		got, err := sandbox.ParseStretch(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %s, %v; want %s", text, got, err, want)
		}
	}
}
