package spec

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/quick"
)

func TestMinorAndMajor(t *testing.T) {
	t.Parallel()
	tests := []struct{ code, major, minor, back string }{
		{"HKD", "12.34", "1234", "12.34"},
		{"HKD", "12.3", "1230", "12.30"},
		{"HKD", "12", "1200", "12.00"},
		{"HKD", "0.01", "1", "0.01"},
		{"HKD", "12.3400", "1234", "12.34"},
		{"HKD", "012.34", "1234", "12.34"},
		{"JPY", "100", "100", "100"},
		{"JPY", "100.00", "100", "100"},
		{"KWD", "1.234", "1234", "1.234"},
		{"IDR", "100", "10000", "100.00"},
		{"IDR", "100.00", "10000", "100.00"},
		{"TWD", "100.50", "10050", "100.50"}, // steps for one method only are not a matter of the currency
		{"USD", "99999999999999.99", "9999999999999999", "99999999999999.99"},
	}
	for _, tt := range tests {
		c, ok := FindCurrency(tt.code)
		if !ok {
			t.Fatal(tt.code)
		}
		if got, err := c.Minor(tt.major); got != tt.minor || err != nil {
			t.Errorf("%s %s is %q, %v; want %s", tt.code, tt.major, got, err, tt.minor)
		}
		if got := c.Major(tt.minor); got != tt.back {
			t.Errorf("%s %s back is %q, want %s", tt.code, tt.minor, got, tt.back)
		}
	}
}

func TestMinorRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ code, major, reason string }{
		{"HKD", "", "empty"},
		{"HKD", "-1", "negative"},
		{"HKD", "+1", "sign"},
		{"HKD", "0", "zero"},
		{"HKD", "0.00", "zero"},
		{"HKD", "1.234", "2 decimals"},
		{"JPY", "1.5", "no decimals"},
		{"HKD", "1,000", "comma"},
		{"HKD", "1 000", "space"},
		{"HKD", "1e3", "not a number"},
		{"HKD", "1.2.3", "not a number"},
		{"HKD", "٣", "not a number"},
		{"HKD", ".5", "before and after"},
		{"HKD", "5.", "before and after"},
		{"HKD", ".", "before and after"},
		{"HKD", "100000000000000.00", "16 digits"},
		{"IDR", "100.50", "IDR counts in steps of 1.00; the nearest amount is 101.00"},
		{"IDR", "0.50", "the nearest amount is 1.00"},
	}
	for _, tt := range tests {
		c, _ := FindCurrency(tt.code)
		got, err := c.Minor(tt.major)
		var bad *AmountError
		if got != "" || !errors.As(err, &bad) || !strings.Contains(bad.Reason, tt.reason) {
			t.Errorf("%s %q gave %q, %v; want %q", tt.code, tt.major, got, err, tt.reason)
		}
	}
}

func TestMajorLeavesOtherTextAlone(t *testing.T) {
	t.Parallel()
	c, _ := FindCurrency("HKD")
	for in, want := range map[string]string{"": "", "x": "x", "1.5": "1.5", "0": "0.00", "-5": "-0.05", "-": "-", "007": "0.07"} {
		if got := c.Major(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestParseCurrency(t *testing.T) {
	t.Parallel()
	for _, c := range currencies {
		if got, err := ParseCurrency(c.Code); err != nil || got.Code != c.Code || got.Decimals != c.Decimals {
			t.Errorf("%s: %+v, %v", c.Code, got, err)
		}
		if _, err := ParseCurrency(strings.ToLower(c.Code)); err == nil || !strings.Contains(err.Error(), "did you mean "+c.Code+"?") {
			t.Errorf("%s in small letters: %v", c.Code, err)
		}
	}
	for code, want := range map[string]string{
		"":                                  "the currency is missing",
		"HDK":                               `the currency "HDK" is not known (did you mean HKD?)`,
		" HKD":                              `the currency " HKD" is not known (did you mean HKD?)`,
		"@@@@":                              `the currency "@@@@" is not known`,
		"\x1b[1m" + strings.Repeat("$", 99): `the currency "\x1b[1m` + strings.Repeat("$", 36) + `…" is not known`,
	} {
		got, err := ParseCurrency(code)
		wrong, ok := errors.AsType[*CurrencyError](err)
		if !ok || wrong.Code != code || err.Error() != want || got.Code != "" {
			t.Errorf("%q: %+v, %v", code, got, err)
		}
	}
}

func TestNoAmountInTheZeroCurrency(t *testing.T) {
	t.Parallel()
	missing, ok := FindCurrency("hkd")
	if ok {
		t.Fatal("hkd was found")
	}
	got, err := missing.Minor("12")
	if _, refused := errors.AsType[*AmountError](err); !refused || got != "" {
		t.Errorf("12 of no currency is %q, %v", got, err)
	}
	if got := missing.Major("1200"); got != "" {
		t.Errorf("1200 of no currency is %q", got)
	}
}

// TestMinorUndoesMajor holds for every currency and every positive amount.
func TestMinorUndoesMajor(t *testing.T) {
	t.Parallel()
	holds := func(n uint64, i uint16) bool {
		c := currencies[int(i)%len(currencies)]
		minor := strconv.FormatUint(n%9_999_999_999_999_999+1, 10)
		if c.MultipleOf > 0 && len(c.OnlyFor) == 0 {
			minor, _ = nearestMultiple(minor, c.MultipleOf)
		}
		back, err := c.Minor(c.Major(minor))
		return err == nil && back == minor
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}
