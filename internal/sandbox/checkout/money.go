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
	currency, ok := spec.FindCurrency(a.Currency)
	if !ok {
		return a.Currency + " " + grouped(a.Value) + " (smallest unit)"
	}
	whole, fraction, hasFraction := strings.Cut(currency.Major(a.Value), ".")
	text := a.Currency + " " + grouped(whole)
	if hasFraction {
		text += "." + fraction
	}
	return text
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
