package checkout

import (
	"strings"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// money writes an amount as a person reads it: "HKD 1,234.56" in English. An amount whose
// currency is not known keeps its smallest unit, and says so.
func money(l *language.Language, a engine.Amount) string {
	if a.Value == "" {
		return ""
	}
	return a.Currency + " " + number(l, a)
}

// number is the amount without its currency.
func number(l *language.Language, a engine.Amount) string {
	currency, ok := spec.FindCurrency(a.Currency)
	if !ok {
		return grouped(a.Value, l.Group) + " (smallest unit)"
	}
	whole, fraction, hasFraction := strings.Cut(currency.Major(a.Value), ".")
	unused := currency.MultipleOf > 1 && len(currency.OnlyFor) == 0 // a currency that is used without its cents
	if !hasFraction || unused && strings.Trim(fraction, "0") == "" {
		return grouped(whole, l.Group)
	}
	return grouped(whole, l.Group) + l.Decimal + fraction
}

// grouped puts a separator before every third digit from the right.
func grouped(digits, separator string) string {
	var b strings.Builder
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}
