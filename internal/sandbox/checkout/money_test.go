package checkout

import (
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

func TestMoney(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ currency, value, want string }{
		{"HKD", "123456", "HKD 1,234.56"},
		{"HKD", "1", "HKD 0.01"},
		{"HKD", "100000", "HKD 1,000.00"},
		{"HKD", "99999", "HKD 999.99"},
		{"HKD", "9999999999999999", "HKD 99,999,999,999,999.99"},
		{"JPY", "100", "JPY 100"},
		{"JPY", "1234567", "JPY 1,234,567"},
		{"KWD", "1234567", "KWD 1,234.567"},
		{"KRW", "50000", "KRW 50,000"},
		{"IDR", "123456700", "IDR 1,234,567"},
		{"IDR", "123456789", "IDR 1,234,567.89"},
		{"XXQ", "1234", "XXQ 1,234 (smallest unit)"},
		{"HKD", "0", "HKD 0.00"},
		{"HKD", "", ""},
	} {
		if got := money(engine.Amount{Currency: test.currency, Value: test.value}); got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.currency, test.value, got, test.want)
		}
	}
}

func TestLeft(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Second:                 "0 seconds",
		0:                            "0 seconds",
		1500 * time.Millisecond:      "1 second",
		59 * time.Second:             "59 seconds",
		time.Minute:                  "1 minute",
		14*time.Minute - time.Second: "14 minutes",
		119 * time.Minute:            "119 minutes",
		2 * time.Hour:                "2 hours",
		47 * time.Hour:               "47 hours",
		7 * 24 * time.Hour:           "7 days",
	} {
		if got := left(d); got != want {
			t.Errorf("%s: got %q, want %q", d, got, want)
		}
	}
}
