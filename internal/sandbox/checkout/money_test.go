package checkout

import (
	"testing"

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
		if got := money(english(t), engine.Amount{Currency: test.currency, Value: test.value}); got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.currency, test.value, got, test.want)
		}
	}
}

func TestMoneyInOtherLanguages(t *testing.T) {
	t.Parallel()
	a := engine.Amount{Currency: "HKD", Value: "123456789"}
	for locale, want := range map[string]string{
		"de_DE": "HKD 1.234.567,89", "fr_FR": "HKD 1\u202f234\u202f567,89", "zh_CN": "HKD 1,234,567.89", "pt_BR": "HKD 1.234.567,89", "th_TH": "HKD 1,234,567.89",
	} {
		if got := money(in(t, locale), a); got != want {
			t.Errorf("%s: got %q, want %q", locale, got, want)
		}
	}
}
