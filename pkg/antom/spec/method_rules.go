package spec

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// The ids of the rules about a payment and its method.
const (
	ruleMethodCurrency = "method-currency"
	ruleMethodMinimum  = "method-minimum"
	ruleMethodMaximum  = "method-maximum"
	ruleMethodTerminal = "method-terminal"
)

// Charge is a payment as far as a payment method may not take it. An empty
// field is not known, and breaks no limit.
type Charge struct {
	Currency string // ISO 4217
	Value    string // in the smallest unit
	Terminal string // terminalType
}

// Misfit is why a payment method does not take a payment.
type Misfit struct {
	Rule          string // stable id: "method-currency", "method-minimum", "method-maximum" or "method-terminal"
	Path          string // the field of pay and createPaymentSession that does not fit
	Message       string // what is wrong, without the name of the field
	Code          string // the result code of pay for it, "" when none is documented
	DisableReason string // what consult says of the method, "" when nothing is documented
	Certain       bool   // known by data of high confidence; everything else is reason for a warning only
	Source        string
}

// Misfits returns why the method does not take a payment, by the tables of
// methods: its currency, its smallest and largest amount, its terminal. The
// buyer's region is none of them, because Antom only sorts by it.
func (m *Method) Misfits(c Charge) []Misfit {
	var found []Misfit
	for _, check := range []func(Charge) (Misfit, bool){m.currencyMisfit, m.minimumMisfit, m.maximumMisfit, m.terminalMisfit} {
		misfit, broken := check(c)
		if !broken {
			continue
		}
		misfit.Source = m.Source
		for _, r := range methodRules {
			if r.id == misfit.Rule {
				misfit.Code, misfit.DisableReason = r.code, r.disableReason
			}
		}
		found = append(found, misfit)
	}
	return found
}

func (m *Method) currencyMisfit(c Charge) (Misfit, bool) {
	if c.Currency == "" || len(m.Currencies) == 0 || m.ConvertsCurrency || slices.Contains(m.Currencies, c.Currency) {
		return Misfit{}, false
	}
	f := Misfit{
		Rule: ruleMethodCurrency, Path: "paymentAmount.currency", Certain: m.CurrencyConfidence == "high",
		Message: fmt.Sprintf("is %s, but %s takes %s", c.Currency, m.Code, commaList(m.Currencies)),
	}
	if !f.Certain {
		f.Message = fmt.Sprintf("is %s, but %s is for %s as far as is known", c.Currency, m.Code, commaList(m.Currencies))
	}
	return f, true
}

func (m *Method) minimumMisfit(c Charge) (Misfit, bool) {
	least, amount, ok := compared(m.Min, c)
	if !ok || amount.value.Cmp(least.value) >= 0 {
		return Misfit{}, false
	}
	return m.amountMisfit(ruleMethodMinimum, amount, "at least "+m.Min), true
}

func (m *Method) maximumMisfit(c Charge) (Misfit, bool) {
	most, amount, ok := compared(m.Max, c)
	if !ok || amount.value.Cmp(most.value) <= 0 {
		return Misfit{}, false
	}
	return m.amountMisfit(ruleMethodMaximum, amount, "at most "+m.Max), true
}

func (m *Method) amountMisfit(rule string, amount money, limit string) Misfit {
	return Misfit{
		Rule: rule, Path: "paymentAmount.value", Certain: m.Confidence == "high",
		Message: fmt.Sprintf("is %s, but %s takes %s", amount, m.Code, limit),
	}
}

// terminalMisfit is never certain: no document of Antom's lists terminals.
func (m *Method) terminalMisfit(c Charge) (Misfit, bool) {
	for _, r := range terminalRules {
		if r.terminal == c.Terminal && m.Kind != "" && !strings.HasPrefix(m.Kind, r.kind) {
			return Misfit{
				Rule: ruleMethodTerminal, Path: "env.terminalType",
				Message: fmt.Sprintf("is %s, where only a %s can be expected to work; %s is none", c.Terminal, r.kind, m.Code),
			}, true
		}
	}
	return Misfit{}, false
}

// compared reads a limit such as "300000 CNY per payment" and the amount to hold
// against it. ok is false when there is no limit in the currency of the amount.
func compared(limit string, c Charge) (bound, amount money, ok bool) {
	words := strings.Fields(limit)
	if len(words) < 2 || words[1] != c.Currency {
		return bound, amount, false
	}
	currency, known := FindCurrency(c.Currency)
	minor, err := currency.Minor(words[0])
	if !known || err != nil || c.Value == "" || !digitsOnly(c.Value) || len(c.Value) > maxDigits {
		return bound, amount, false
	}
	bound, amount = money{currency: c.Currency}, money{currency: c.Currency}
	bound.value, _ = new(big.Int).SetString(minor, 10)
	amount.value, ok = new(big.Int).SetString(c.Value, 10)
	return bound, amount, ok
}

// NearestMethod returns the code of the known payment method that a text is
// probably meant for, "" when none is near.
func NearestMethod(code string) string {
	names := make([]string, len(methods))
	for i := range methods {
		names[i] = methods[i].Code
	}
	return Nearest(code, names)
}

// methodRules warns about a payment that its method does not take. It is no
// mistake: the tables know less than Antom does.
func (c *checker) methodRules() {
	m, known := FindMethod(c.method)
	if !known {
		return
	}
	amount := c.root.Get("paymentAmount")
	for _, f := range m.Misfits(Charge{
		Currency: amount.Get("currency").String(),
		Value:    amount.Get("value").String(),
		Terminal: c.root.At("env.terminalType").String(),
	}) {
		c.reportAt(f.Path, f.Rule, Warning, f.Message, "", f.Source)
	}
	c.fieldRules(&m)
}

// fieldRules warns about fields that the method has no use for.
func (c *checker) fieldRules(m *Method) {
	for _, r := range fieldRules {
		if m.Kind == "" || slices.Contains(r.kinds, m.Kind) || !given(c.root.Get(r.field)) {
			continue
		}
		c.reportAt(r.field, r.id, Warning, fmt.Sprintf("%s, as far as is known; the kind of %s is %s", r.message, m.Code, m.Kind), "", r.source)
	}
}
