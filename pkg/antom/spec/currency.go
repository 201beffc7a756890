package spec

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDigits is the longest amount in the smallest unit that Antom takes.
const maxDigits = 16

// Currency is a currency and how Antom counts it. Those of [ParseCurrency],
// [FindCurrency] and [Currencies] are complete; the zero value is no currency,
// and no amount can be written in it.
type Currency struct {
	Code       string // ISO 4217, such as "HKD"
	Name       string
	Numeric    string   // ISO 4217 number, three digits
	Decimals   int      // digits of the minor unit: 2 means that 1.00 is written 100
	Listed     bool     // Antom's documents list it
	MultipleOf int      // the value must be a multiple of it; 0 when any value is right
	OnlyFor    []string // methods that MultipleOf holds for; empty means all
	Note       string
	Source     string
	Confidence string
}

// CurrencyError says that a text is not the code of a currency that is known.
type CurrencyError struct {
	Code    string // the text; "" when it is missing
	Nearest string // the code that is probably meant, "" when none is near
}

func (e *CurrencyError) Error() string {
	switch {
	case e.Code == "":
		return "the currency is missing"
	case e.Nearest == "":
		return "the currency " + quoted(e.Code) + " is not known"
	default:
		return "the currency " + quoted(e.Code) + " is not known (did you mean " + e.Nearest + "?)"
	}
}

// ParseCurrency finds a currency by its code, exactly as ISO 4217 and Antom
// write it: three capital letters. Another case is an error, because Antom would
// refuse the amount. The error is a *CurrencyError that names the nearest code.
func ParseCurrency(code string) (Currency, error) {
	if c, ok := FindCurrency(code); ok {
		return c, nil
	}
	codes := make([]string, len(currencies))
	for i := range currencies {
		codes[i] = currencies[i].Code
	}
	return Currency{}, &CurrencyError{Code: code, Nearest: Nearest(code, codes)}
}

// AmountError tells why a text is no amount.
type AmountError struct {
	Text   string
	Reason string
}

func (e *AmountError) Error() string { return "bad amount " + quoted(e.Text) + ": " + e.Reason }

// quoted is a text in quotation marks, without control characters, and cut short:
// it may come from the network.
func quoted(text string) string {
	const longest = 40
	runes := []rune(text[:min(len(text), longest*utf8.UTFMax)])
	if len(runes) > longest {
		return fmt.Sprintf("%q", string(runes[:longest])+"…")
	}
	return fmt.Sprintf("%q", text)
}

// Minor turns an amount in major units, such as "12.34", into the smallest unit
// of the currency, "1234". The arithmetic is exact. Where every amount of a
// currency is a multiple of MultipleOf, others are refused; multiples that hold
// for some payment methods only are left to [Validate]. The error is an
// *AmountError.
func (c Currency) Minor(major string) (string, error) {
	minor, err := c.minor(major)
	if err != nil || c.MultipleOf == 0 || len(c.OnlyFor) > 0 {
		return minor, err
	}
	if nearest, right := nearestMultiple(minor, c.MultipleOf); !right {
		return "", &AmountError{Text: major, Reason: fmt.Sprintf("%s counts in steps of %s; the nearest amount is %s",
			c.Code, c.Major(strconv.Itoa(c.MultipleOf)), c.Major(nearest))}
	}
	return minor, nil
}

// minor is Minor without the rule of multiples.
func (c Currency) minor(major string) (string, error) {
	bad := func(format string, args ...any) (string, error) {
		return "", &AmountError{Text: major, Reason: fmt.Sprintf(format, args...)}
	}
	if c.Code == "" {
		return bad("its currency is not known")
	}
	if reason := notDecimal(major); reason != "" {
		return bad("%s", reason)
	}
	whole, fraction, _ := strings.Cut(major, ".")
	if len(fraction) > c.Decimals {
		extra := strings.TrimRight(fraction[c.Decimals:], "0")
		if extra != "" && c.Decimals == 0 {
			return bad("%s has no decimals", c.Code)
		}
		if extra != "" {
			return bad("%s has %d decimals at most", c.Code, c.Decimals)
		}
		fraction = fraction[:c.Decimals]
	}
	minor := whole + fraction + strings.Repeat("0", c.Decimals-len(fraction))
	minor = strings.TrimLeft(minor, "0")
	if minor == "" {
		return bad("it is zero")
	}
	if len(minor) > maxDigits {
		return bad("it has more than %d digits in the smallest unit", maxDigits)
	}
	return minor, nil
}

// notDecimal returns why s is not a plain decimal number, "" when it is one.
func notDecimal(s string) string {
	switch {
	case s == "":
		return "it is empty"
	case s[0] == '-':
		return "it is negative"
	case s[0] == '+':
		return "it has a sign"
	case strings.Count(s, ",") > 0:
		return "it has a comma; the decimal point is a dot, and thousands are not separated"
	case strings.ContainsAny(s, " \t_'"):
		return "it has a space or separator"
	}
	whole, fraction, point := strings.Cut(s, ".")
	if !digitsOnly(whole) || !digitsOnly(fraction) {
		return "it is not a number"
	}
	if whole == "" || point && fraction == "" {
		return "digits are needed before and after the decimal point"
	}
	return ""
}

func digitsOnly(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Major turns an amount in the smallest unit, such as "1234", into major units,
// "12.34". A text that is not a whole number comes back unchanged. The zero
// Currency gives "": its decimals are not known.
func (c Currency) Major(minor string) string {
	if c.Code == "" {
		return ""
	}
	sign, digits := "", minor
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if digits == "" || !digitsOnly(digits) {
		return minor
	}
	digits = strings.TrimLeft(digits, "0")
	if missing := c.Decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	if c.Decimals == 0 {
		return sign + digits
	}
	point := len(digits) - c.Decimals
	return sign + digits[:point] + "." + digits[point:]
}
