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

// TestMinorUndoesMajor holds for every currency and every positive amount.
func TestMinorUndoesMajor(t *testing.T) {
	t.Parallel()
	holds := func(n uint64, i uint16) bool {
		c := currencies[int(i)%len(currencies)]
		minor := strconv.FormatUint(n%9_999_999_999_999_999+1, 10)
		back, err := c.Minor(c.Major(minor))
		return err == nil && back == minor
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}
