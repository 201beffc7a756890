package checkout

import (
	"strings"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// money writes an amount as a person reads it: "HKD 1,234.56". An amount whose
// currency is not known keeps its smallest unit, and says so.
func money(a engine.Amount) string {
	if a.Value == "" {
		return ""
	}
	return a.Currency + " " + number(a)
}

// number is the amount without its currency.
func number(a engine.Amount) string {
	currency, ok := spec.FindCurrency(a.Currency)
	if !ok {
		return grouped(a.Value) + " (smallest unit)"
	}
	whole, fraction, hasFraction := strings.Cut(currency.Major(a.Value), ".")
	unused := currency.MultipleOf > 1 && len(currency.OnlyFor) == 0 // a currency that is used without its cents
	if !hasFraction || unused && strings.Trim(fraction, "0") == "" {
		return grouped(whole)
	}
	return grouped(whole) + "." + fraction
}

// grouped puts a comma before every third digit from the right.
func grouped(digits string) string {
	var b strings.Builder
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}
