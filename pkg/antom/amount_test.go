package antom

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"testing/quick"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestNewAmount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ currency, major, value, back string }{
		{"HKD", "12.34", "1234", "12.34"},
		{"HKD", "12", "1200", "12.00"},
		{"JPY", "100", "100", "100"},
		{"KWD", "1.2", "1200", "1.200"},
		{"IDR", "15000", "1500000", "15000.00"},
	} {
		a, err := NewAmount(tt.currency, tt.major)
		if err != nil || a.Currency != tt.currency || a.Value != tt.value {
			t.Errorf("%s %s is %+v, %v", tt.currency, tt.major, a, err)
		}
		if back, err := a.Major(); back != tt.back || err != nil {
			t.Errorf("%s %s back is %q, %v", tt.currency, tt.major, back, err)
		}
	}
}

func TestNewAmountRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ currency, major, want string }{
		{"hkd", "12", "did you mean HKD?"},
		{"Hkd", "12", "did you mean HKD?"},
		{"HKS", "12", "did you mean HKD?"},
		{"", "12", "currency is missing"},
		{"HKD", "12.345", "2 decimals"},
		{"JPY", "1.5", "no decimals"},
		{"IDR", "100.50", "steps of 1.00; the nearest amount is 101.00"},
		{"HKD", "0", "zero"},
		{"HKD", "-1", "negative"},
		{"HKD", "1e3", "not a number"},
		{"HKD", "", "empty"},
	} {
		a, err := NewAmount(tt.currency, tt.major)
		if err == nil || !strings.Contains(err.Error(), tt.want) || a.Currency != "" || a.Value != "" {
			t.Errorf("%s %q is %+v, %v; want %q", tt.currency, tt.major, a, err, tt.want)
		}
	}
}

func TestAmountMajor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ currency, value, major string }{
		{"HKD", "0", "0.00"}, // a fee in an answer
		{"HKD", "007", "0.07"},
		{"IDR", "10050", "100.50"}, // not to be sent, and shown as it is
		{"HKD", "12345678901234567890", "123456789012345678.90"},
	} {
		if got, err := (Amount{Currency: tt.currency, Value: tt.value}).Major(); got != tt.major || err != nil {
			t.Errorf("%s %s is %q, %v", tt.currency, tt.value, got, err)
		}
	}
	for _, bad := range []Amount{{}, {Currency: "HKD"}, {Value: "1"}, {Currency: "hkd", Value: "1"}, {Currency: "HKD", Value: "1.5"}, {Currency: "HKD", Value: "-1"}, {Currency: "HKD", Value: "٣"}} {
		got, err := bad.Major()
		_, currency := errors.AsType[*spec.CurrencyError](err)
		_, value := errors.AsType[*spec.AmountError](err)
		if got != "" || !currency && !value {
			t.Errorf("%+v is %q, %v", bad, got, err)
		}
	}
}

// normalized is a decimal number with exactly so many decimals, reckoned apart
// from the code under test.
func normalized(t testing.TB, major string, decimals int) string {
	t.Helper()
	number, ok := new(big.Rat).SetString(major)
	if !ok {
		t.Fatalf("%q was taken for a number", major)
	}
	return number.FloatString(decimals)
}

// For every currency, an amount in major units comes back as the same number.
func TestMajorUndoesNewAmount(t *testing.T) {
	t.Parallel()
	for _, c := range spec.Currencies() {
		holds := func(whole uint32, fraction uint16, zeros uint8) bool {
			major := new(big.Int).SetUint64(uint64(whole)).String() + "."
			digits := new(big.Int).SetUint64(uint64(fraction)).String()
			if c.MultipleOf > 0 && len(c.OnlyFor) == 0 {
				digits = ""
			}
			digits = digits[:min(len(digits), c.Decimals)]
			major = strings.TrimSuffix(major+digits+strings.Repeat("0", int(zeros%4)), ".")
			a, err := NewAmount(c.Code, major)
			if err != nil {
				return strings.Trim(major, "0.") == ""
			}
			back, err := a.Major()
			return err == nil && back == normalized(t, major, c.Decimals)
		}
		if err := quick.Check(holds, &quick.Config{MaxCount: 300}); err != nil {
			t.Errorf("%s: %v", c.Code, err)
		}
	}
}

// FuzzNewAmount: what is accepted is the number that was written, digit for digit,
// in a value that the specification's own rule accepts.
func FuzzNewAmount(f *testing.F) {
	for _, seed := range []struct{ currency, major string }{
		{"HKD", "12.34"}, {"JPY", "100"}, {"KWD", "0.001"}, {"IDR", "100.50"}, {"hkd", "1"}, {"", ""}, {"USD", "00.10"}, {"USD", "1e3"}, {"USD", "0x10"},
	} {
		f.Add(seed.currency, seed.major)
	}
	f.Fuzz(func(t *testing.T, currency, major string) {
		a, err := NewAmount(currency, major)
		if err != nil {
			if a.Currency != "" || a.Value != "" {
				t.Errorf("an amount with an error: %+v", a)
			}
			return
		}
		c, known := spec.FindCurrency(currency)
		back, err := a.Major()
		if !known || err != nil || back != normalized(t, major, c.Decimals) {
			t.Fatalf("%s %q came back as %q, %v", currency, major, back, err)
		}
		if again, err := NewAmount(currency, back); err != nil || again.Value != a.Value {
			t.Errorf("%s %s is %+v, %v; it was %s", currency, back, again, err, a.Value)
		}
		if len(a.Value) > 16 || a.Value[0] == '0' {
			t.Errorf("the value is %q", a.Value)
		}
	})
}
