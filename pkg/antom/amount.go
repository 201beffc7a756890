package antom

import (
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NewAmount returns the amount that people write in major units: NewAmount("HKD",
// "12.34") has the value "1234", and NewAmount("JPY", "100") has "100". The
// currency is written as in ISO 4217, in capital letters. The arithmetic is exact
// and nothing is rounded: more decimals than the currency has, a sign, zero, or
// IDR 100.50 (rupiahs have no cents) are errors.
//
// The error is a [*spec.CurrencyError], which names the nearest code, or a
// [*spec.AmountError].
func NewAmount(currency, major string) (Amount, error) {
	c, err := spec.ParseCurrency(currency)
	if err != nil {
		return Amount{}, err
	}
	minor, err := c.Minor(major)
	if err != nil {
		return Amount{}, err
	}
	return Amount{Currency: c.Code, Value: minor}, nil
}

// Major returns the amount in major units with all decimals of its currency, such
// as "12.34" for HKD 1234. It is the inverse of [NewAmount], and shows every whole
// number, zero included: answers may have it. The error is a
// [*spec.CurrencyError] or a [*spec.AmountError].
func (v Amount) Major() (string, error) {
	c, err := spec.ParseCurrency(v.Currency)
	if err != nil {
		return "", err
	}
	if v.Value == "" || strings.Trim(v.Value, "0123456789") != "" {
		return "", &spec.AmountError{Text: v.Value, Reason: "it is not a whole number in the smallest unit of " + c.Code}
	}
	return c.Major(v.Value), nil
}
