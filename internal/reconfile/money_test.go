package reconfile

import (
	"errors"
	"math/big"
	"testing"
	"testing/quick"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		money Money
		text  string
		err   error
	}{
		"12.34":               {123400, "12.34", nil},
		"-0.15":               {-1500, "-0.15", nil},
		"+7":                  {70000, "7.00", nil},
		".5":                  {5000, "0.50", nil},
		"5.":                  {50000, "5.00", nil},
		"1.1250":              {11250, "1.125", nil},
		"0":                   {0, "0.00", nil},
		"000000000000000001":  {10000, "1.00", nil},
		"123456789012.34":     {1234567890123400, "123456789012.34", nil},
		"1.00000000":          {10000, "1.00", nil},
		"1.00001":             {0, "", ErrTooPrecise},
		"1000000000000000":    {0, "", ErrTooLarge},
		"9999999999999999999": {0, "", ErrTooLarge},
		"":                    {0, "", ErrNoNumber},
		".":                   {0, "", ErrNoNumber},
		"-":                   {0, "", ErrNoNumber},
		"1,5":                 {0, "", ErrNoNumber},
		"1.2.3":               {0, "", ErrNoNumber},
		"1.5E+3":              {0, "", ErrSpreadsheet},
		"NaN":                 {0, "", ErrNoNumber},
	} {
		got, err := ParseMoney(text)
		if got != want.money || !errors.Is(err, want.err) {
			t.Errorf("%q is %d, %v, want %d, %v", text, got, err, want.money, want.err)
		}
		if err == nil && got.String() != want.text {
			t.Errorf("%q is written %s, want %s", text, got, want.text)
		}
	}
}

func TestParseMinor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		decimals int
		want     string
		err      error
	}{
		{"725", 2, "7.25", nil}, {"-25", 2, "-0.25", nil}, {"1500", 0, "1500.00", nil}, {"1234", 3, "1.234", nil}, {"1.5", 2, "0.015", nil},
		{"x", 2, "", ErrNoNumber}, {"1.123", 2, "", ErrTooPrecise}, {"999999999999999999", 0, "", ErrTooLarge},
	} {
		got, err := ParseMinor(c.text, c.decimals)
		if !errors.Is(err, c.err) || err == nil && got.String() != c.want {
			t.Errorf("%q with %d decimals is %s, %v, want %s, %v", c.text, c.decimals, got, err, c.want, c.err)
		}
	}
}

func TestMoneyInACurrency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		money    Money
		currency string
		want     string
	}{{15000, "USD", "USD 1.50"}, {1_500_000, "JPY", "JPY 150"}, {15000, "KWD", "KWD 1.500"}, {15000, "???", "??? 1.50"}} {
		if got := c.money.In(c.currency); got != c.want {
			t.Errorf("%d in %s is %s, want %s", c.money, c.currency, got, c.want)
		}
	}
}

func TestPlusOverflows(t *testing.T) {
	t.Parallel()
	const most = Money(1<<63 - 1)
	for _, c := range []struct{ a, b Money }{{most, 1}, {-most, -2}} {
		if _, err := c.a.Plus(c.b); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%d + %d gives %v", c.a, c.b, err)
		}
	}
	if got, err := most.Plus(-1); got != most-1 || err != nil {
		t.Errorf("the largest amount less the smallest unit is %d, %v", got, err)
	}
}

// TestRatesAreExact holds multiplication and division against arithmetic of fractions,
// rounded half to even.
func TestRatesAreExact(t *testing.T) {
	t.Parallel()
	holds := func(amount int32, coef uint32, scale uint8) bool {
		r := Rate{uint64(coef) + 1, int(scale % 9)}
		m := Money(amount)
		rate := new(big.Rat).SetFrac(new(big.Int).SetUint64(r.Coef), new(big.Int).SetUint64(pow10(r.Scale)))
		exact := new(big.Rat).SetFrac64(int64(m), int64(Cent))
		times, err := r.Times(m, Cent)
		if err != nil || times != halfEven(new(big.Rat).Mul(exact, rate))*Cent {
			return false
		}
		under, err := r.Under(m, Cent)
		quotient := new(big.Rat).Quo(exact, rate)
		return errors.Is(err, ErrTooLarge) || err == nil && under == halfEven(quotient)*Cent
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 3000}); err != nil {
		t.Error(err)
	}
	half := Rate{5, 1}
	for amount, want := range map[Money]Money{100: 0, 300: 200, -100: 0, -300: -200, 500: 200} { // 0.005 is 0.00, 0.015 is 0.02
		if got, err := half.Times(amount, Cent); got != want || err != nil {
			t.Errorf("half of %s is %s, %v, want %s", amount, got, err, want)
		}
	}
}

// halfEven rounds a fraction to a whole number, half to even.
func halfEven(r *big.Rat) Money {
	two := big.NewInt(2)
	floor := new(big.Int)
	rest := new(big.Int)
	floor.DivMod(r.Num(), r.Denom(), rest)
	switch new(big.Int).Mul(rest, two).Cmp(r.Denom()) {
	case 1:
		floor.Add(floor, big.NewInt(1))
	case 0:
		if floor.Bit(0) == 1 {
			floor.Add(floor, big.NewInt(1))
		}
	}
	return Money(floor.Int64())
}

func TestParseRate(t *testing.T) {
	t.Parallel()
	if r, err := ParseRate("7.80000000"); err != nil || r != (Rate{78, 1}) {
		t.Errorf("7.80000000 is %+v, %v", r, err)
	}
	for _, text := range []string{"0", "-1", "", "x", "0.00000000000000001", "99999999999999999"} {
		if r, err := ParseRate(text); err == nil {
			t.Errorf("%q is the rate %+v", text, r)
		}
	}
}

// FuzzMoney holds that whatever is read as an amount is written so that it is read again.
func FuzzMoney(f *testing.F) {
	for _, text := range []string{"12.34", "-0.15", "1E5", "", ".", "99999999999999.9999", "+.1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMoney(text)
		if err != nil {
			return
		}
		if again, err := ParseMoney(m.String()); again != m || err != nil {
			t.Errorf("%q is %s, and that is %s, %v", text, m, again, err)
		}
	})
}
