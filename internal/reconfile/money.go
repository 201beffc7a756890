package reconfile

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Money is an amount of a currency's major unit, counted in ten-thousandths: 1.5 is
// 15000. It is exact; nothing in this package is a floating-point number.
type Money int64

// moneyDecimals is how many decimals Money keeps. No currency has more than three.
const moneyDecimals = 4

// Cent is 0.01 of a major unit, to which Antom rounds.
const Cent Money = 100

// one is a whole major unit.
const one Money = 10_000

// The reasons why a text is no amount.
var (
	ErrNoNumber    = errors.New("is not a number")
	ErrTooLarge    = errors.New("is too large for an amount")
	ErrTooPrecise  = errors.New("has more than four decimals")
	ErrSpreadsheet = errors.New("was changed by a spreadsheet program")
)

// ParseMoney reads an amount in major units, such as "-12.34".
func ParseMoney(text string) (Money, error) {
	coef, scale, err := parseDecimal(text)
	switch {
	case err != nil:
		return 0, err
	case scale > moneyDecimals:
		return 0, ErrTooPrecise
	}
	for ; scale < moneyDecimals; scale++ {
		if coef > math.MaxInt64/10 || coef < math.MinInt64/10 {
			return 0, ErrTooLarge
		}
		coef *= 10
	}
	return Money(coef), nil
}

// ParseMinor reads an amount in the smallest unit of a currency with so many
// decimals: with two, "1234" is 12.34.
func ParseMinor(text string, decimals int) (Money, error) {
	coef, scale, err := parseDecimal(text)
	if err != nil {
		return 0, err
	}
	if scale += decimals; scale > moneyDecimals {
		return 0, ErrTooPrecise
	}
	for ; scale < moneyDecimals; scale++ {
		if coef > math.MaxInt64/10 || coef < math.MinInt64/10 {
			return 0, ErrTooLarge
		}
		coef *= 10
	}
	return Money(coef), nil
}

// mostDigits is the most digits that a decimal number may have: more do not fit.
const mostDigits = 18

// parseDecimal reads a decimal number as a whole number and how many of its digits
// are decimals. Zeros at the end of the decimals do not count.
func parseDecimal(text string) (coef int64, scale int, err error) {
	rest, negative := text, false
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		negative, rest = rest[0] == '-', rest[1:]
	}
	point, digits := -1, 0
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		switch {
		case c == '.' && point < 0:
			point = i
		case c < '0' || c > '9':
			return 0, 0, noNumber(text)
		case digits >= mostDigits:
			return 0, 0, ErrTooLarge
		default:
			coef = coef*10 + int64(c-'0')
			if coef != 0 {
				digits++
			}
			if point >= 0 {
				scale++
			}
		}
	}
	if len(rest) == 0 || len(rest) == 1 && point == 0 {
		return 0, 0, ErrNoNumber
	}
	for scale > 0 && coef%10 == 0 {
		coef, scale = coef/10, scale-1
	}
	if negative {
		coef = -coef
	}
	return coef, scale, nil
}

// noNumber is why a text with other characters than digits is no number.
func noNumber(text string) error {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(text), "E")
	if ok && mantissa != "" {
		if _, err := strconv.Atoi(exponent); err == nil {
			return ErrSpreadsheet
		}
	}
	return ErrNoNumber
}

// Plus adds exactly. A sum that does not fit is ErrTooLarge.
func (m Money) Plus(n Money) (Money, error) {
	sum := m + n
	if (sum > m) != (n > 0) && n != 0 {
		return 0, ErrTooLarge
	}
	return sum, nil
}

// Abs is the amount without its sign.
func (m Money) Abs() Money {
	if m < 0 {
		return -m
	}
	return m
}

// String writes the amount with at least two decimals: "-12.34", "0.125".
func (m Money) String() string {
	return m.Text(2)
}

// Text writes the amount with at least so many decimals, and all that it has.
func (m Money) Text(decimals int) string {
	sign, n := "", uint64(m)
	if m < 0 {
		sign, n = "-", uint64(-m)
	}
	fraction := strconv.FormatUint(n%uint64(one)+uint64(one), 10)[1:]
	for len(fraction) > decimals && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	whole := sign + strconv.FormatUint(n/uint64(one), 10)
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// In writes the amount with its currency and as many decimals as that has.
func (m Money) In(currency string) string {
	return currency + " " + m.Text(Decimals(currency))
}

// Decimals is how many decimals a currency has, 2 where it is not known.
func Decimals(currency string) int {
	if c, ok := spec.FindCurrency(currency); ok {
		return c.Decimals
	}
	return 2
}

// Rate is a positive decimal number, such as a quote: Coef divided by ten to the power
// of Scale.
type Rate struct {
	Coef  uint64
	Scale int
}

// The bounds of a Rate keep its arithmetic within 128 bits.
const (
	mostRate  = 9e16
	mostScale = 16
)

// ParseRate reads a quote.
func ParseRate(text string) (Rate, error) {
	coef, scale, err := parseDecimal(text)
	switch {
	case err != nil:
		return Rate{}, err
	case coef <= 0:
		return Rate{}, ErrNoNumber
	case coef > mostRate || scale > mostScale:
		return Rate{}, ErrTooLarge
	}
	return Rate{uint64(coef), scale}, nil
}

// Times multiplies an amount by the rate and rounds it half to even to a unit.
func (r Rate) Times(m, unit Money) (Money, error) {
	return mulDiv(m, r.Coef, pow10(r.Scale), unit)
}

// Under divides an amount by the rate and rounds it half to even to a unit.
func (r Rate) Under(m, unit Money) (Money, error) {
	return mulDiv(m, pow10(r.Scale), r.Coef, unit)
}

func pow10(n int) uint64 {
	p := uint64(1)
	for ; n > 0; n-- {
		p *= 10
	}
	return p
}

// mulDiv is m × by ÷ over, rounded half to even to a whole number of units.
func mulDiv(m Money, by, over uint64, unit Money) (Money, error) {
	n := uint64(m.Abs())
	hi, lo := bits.Mul64(n, by)
	overHi, divisor := bits.Mul64(over, uint64(unit))
	if overHi != 0 || hi >= divisor {
		return 0, ErrTooLarge
	}
	quotient, rest := bits.Div64(hi, lo, divisor)
	if half := divisor - rest; rest > half || rest == half && quotient%2 == 1 {
		quotient++
	}
	if quotient > uint64(math.MaxInt64/unit) {
		return 0, ErrTooLarge
	}
	rounded := Money(quotient) * unit
	if m < 0 {
		rounded = -rounded
	}
	return rounded, nil
}
