package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
)

func TestParseMoment(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	local := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04:05", text, time.Local)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for text, want := range map[string]time.Time{
		"":                           {},
		"2h":                         now.Add(-2 * time.Hour),
		"90m":                        now.Add(-90 * time.Minute),
		"1h30m":                      now.Add(-90 * time.Minute),
		"7d":                         now.AddDate(0, 0, -7),
		"2w":                         now.AddDate(0, 0, -14),
		"1w2d3h":                     now.AddDate(0, 0, -9).Add(-3 * time.Hour),
		"1d12h":                      now.Add(-36 * time.Hour),
		"0":                          now,
		"0d":                         now,
		"2026-11-19":                 local("2026-11-19 00:00:00"),
		"2026-11-19 08:30":           local("2026-11-19 08:30:00"),
		"2026-11-19 08:30:15":        local("2026-11-19 08:30:15"),
		"2026-11-19T08:30":           local("2026-11-19 08:30:00"),
		"2026-11-19T08:30:15":        local("2026-11-19 08:30:15"),
		"2026-11-19T08:30:15Z":       time.Date(2026, 11, 19, 8, 30, 15, 0, time.UTC),
		"2026-11-19T08:30:15+08:00":  time.Date(2026, 11, 19, 0, 30, 15, 0, time.UTC),
		"2026-11-19 08:30:15 -07:00": time.Date(2026, 11, 19, 15, 30, 15, 0, time.UTC),
		"2026-11-19T08:30+08:00":     time.Date(2026, 11, 19, 0, 30, 0, 0, time.UTC),
	} {
		got, err := cli.ParseMoment("--since", text, now)
		if err != nil || !got.Equal(want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"soon", "-2h", "+2h", "d", "7", "7d7d", "3h7d", "1.5d", "7D", " 7d", "9223372036854775807d", "99999999999999999999d", "106751d24h59m",
		"2026-13-01", "2026-11-31", "20261119", "11/20/2026", "1700000000", strings.Repeat("9", 10_000) + "h",
	} {
		if got, err := cli.ParseMoment("--until", text, now); apperr.KindOf(err) != apperr.Usage || !strings.Contains(err.Error(), "--until") {
			t.Errorf("%.40q: %v, %v", text, got, err)
		}
	}
}

func FuzzParseMoment(f *testing.F) {
	for _, text := range []string{"7d", "1w2d3h4m5s", "2026-11-20", "2026-11-20T08:00:00+08:00", "99999999999999999999w"} {
		f.Add(text)
	}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		at, err := cli.ParseMoment("--since", text, now)
		if err != nil && !at.IsZero() {
			t.Errorf("%q: %v with an error", text, at)
		}
		ago := strings.ContainsAny(text, "wdhms") && !strings.ContainsAny(text, "-:")
		if err == nil && ago && at.After(now) {
			t.Errorf("%q is ahead of now: %v", text, at)
		}
	})
}
