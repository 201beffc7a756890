package spec

import (
	"fmt"
	"strings"
)

// maxDigits is the longest amount in the smallest unit that Antom takes.
const maxDigits = 16

// Currency is a currency and how Antom counts it.
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

// AmountError tells why a text is no amount.
type AmountError struct {
	Text   string
	Reason string
}

func (e *AmountError) Error() string { return fmt.Sprintf("bad amount %q: %s", e.Text, e.Reason) }

// Minor turns an amount in major units, such as "12.34", into the smallest unit
// of the currency, "1234". The arithmetic is exact. The error is an
// *AmountError.
func (c Currency) Minor(major string) (string, error) {
	bad := func(format string, args ...any) (string, error) {
		return "", &AmountError{Text: major, Reason: fmt.Sprintf(format, args...)}
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
// "12.34". A text that is not a whole number comes back unchanged.
func (c Currency) Major(minor string) string {
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
