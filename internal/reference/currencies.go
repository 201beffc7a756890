package reference

import (
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Currency is the JSON form of a currency.
type Currency struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	Numeric    string   `json:"numeric"`
	Decimals   int      `json:"decimals"`
	Listed     bool     `json:"listed"`               // Antom's documents list it
	MultipleOf int      `json:"multipleOf,omitempty"` // in the smallest unit
	OnlyFor    []string `json:"multipleOfOnlyFor,omitempty"`
	Note       string   `json:"note,omitempty"`
	Source     string   `json:"source"`
	Confidence string   `json:"confidence"`
}

// CurrencyFilter chooses currencies.
type CurrencyFilter struct {
	Decimals   int  // digits of the minor unit; only looked at if ByDecimals
	ByDecimals bool // choose by Decimals
	Listed     bool // only those that Antom's documents list
}

// Currencies returns the currencies that a filter chooses: those that Antom
// lists first.
func Currencies(f CurrencyFilter) []Currency {
	found := []Currency{}
	for _, c := range spec.Currencies() {
		if (f.ByDecimals && c.Decimals != f.Decimals) || (f.Listed && !c.Listed) {
			continue
		}
		found = append(found, Currency(c))
	}
	return found
}

// FindCurrency returns a currency by its code, in either case, or by its ISO
// number. The error is a *NotFoundError.
func FindCurrency(code string) (Currency, error) {
	var codes []string
	byName := ""
	for _, c := range spec.Currencies() {
		if strings.EqualFold(c.Code, code) || c.Numeric == code {
			return Currency(c), nil
		}
		codes = append(codes, c.Code)
		if byName == "" && len(code) >= len(c.Code) && strings.Contains(strings.ToLower(c.Name), strings.ToLower(code)) {
			byName = c.Code
		}
	}
	found := near(code, codes)
	if byName != "" {
		found = []string{byName}
	}
	return Currency{}, &NotFoundError{What: "currency", Name: code, Near: found}
}

// Example is an amount in the major unit and the same one as Antom takes it.
func (c Currency) Example() (major, minor string) {
	fraction := "3456"
	if c.MultipleOf > 0 && len(c.OnlyFor) == 0 {
		fraction = "0000" // it has no use for its smallest units
	}
	major = "12"
	if c.Decimals > 0 {
		major += "." + fraction[:min(c.Decimals, len(fraction))]
	}
	minor, err := spec.Currency{Code: c.Code, Decimals: c.Decimals}.Minor(major)
	if err != nil {
		return "", ""
	}
	return major, minor
}
