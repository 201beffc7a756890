package spec

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// ruleMultiple is about currencies whose amounts have steps.
const ruleMultiple = "amount-multiple"

// amount checks an object with currency and value.
func (c *checker) amount(n *Node) {
	v := n.Get("value")
	if v == nil || !v.leaf() || v.Text == "" {
		return
	}
	cur, known := FindCurrency(n.Get("currency").String())
	c.path = append(c.path, Step{Name: "value", Index: -1})
	defer func() { c.path = c.path[:len(c.path)-1] }()
	if reason, nearest := notMinor(v.Text, cur, known); reason != "" {
		if nearest != "" && cur.MultipleOf > 0 && cur.stepsFor(c.method, pathText(c.path)) {
			nearest, _ = nearestMultiple(nearest, cur.MultipleOf)
		}
		c.reportField(typeAmount.Field("value"), ruleAmount, reason, nearest)
		return
	}
	if !c.request {
		return
	}
	if strings.Trim(v.Text, "0") == "" {
		c.zero()
		return
	}
	c.multiple(cur, v.Text)
}

// notMinor returns why a text is not an amount in the smallest unit, and what
// it should probably be.
func notMinor(s string, cur Currency, known bool) (reason, nearest string) {
	switch {
	case s[0] == '-' || s[0] == '+':
		return fmt.Sprintf("%q has a sign; an amount is a positive whole number in the smallest unit", s), ""
	case digitsOnly(s) && s[0] == '0' && len(s) > 1:
		return fmt.Sprintf("%q has leading zeros", s), strings.TrimLeft(s, "0")
	case digitsOnly(s) && len(s) > maxDigits:
		return fmt.Sprintf("has %d digits; at most %d are allowed", len(s), maxDigits), ""
	case digitsOnly(s):
		return "", ""
	}
	if known && strings.Contains(s, ".") {
		if minor, err := cur.minor(s); err == nil {
			return fmt.Sprintf("%q has a decimal point; an amount counts the smallest unit of %s", s, cur.Code), minor
		}
	}
	return fmt.Sprintf("%q is not a positive whole number in the smallest unit of the currency", s), ""
}

// principal reports whether money moves by the amount at a path: such a one
// cannot be zero.
func principal(path string) bool {
	switch path {
	case "paymentAmount.value", "order.orderAmount.value", "refundAmount.value", "captureAmount.value":
		return true
	}
	return false
}

func (c *checker) zero() {
	if principal(pathText(c.path)) {
		c.report(ruleAmount, Error, "is zero; an amount is positive", "", currencyPage)
		return
	}
	c.report(ruleAmount, Warning, "is zero; the documents do not say whether Antom takes that here", "", currencyPage)
}

// multiple checks currencies whose amounts have steps, some for one method only.
func (c *checker) multiple(cur Currency, value string) {
	if cur.MultipleOf == 0 || !cur.stepsFor(c.method, pathText(c.path)) {
		return
	}
	nearest, right := nearestMultiple(value, cur.MultipleOf)
	if right {
		return
	}
	c.report(ruleMultiple, Error, fmt.Sprintf("must be a multiple of %d for %s", cur.MultipleOf, cur.subject(c.method)),
		nearest, currencyPage)
}

// nearestMultiple returns the positive multiple of a step that is nearest to a
// value, and whether the value is one already.
func nearestMultiple(value string, multipleOf int) (nearest string, right bool) {
	v, ok := new(big.Int).SetString(value, 10)
	if !ok {
		return "", false
	}
	step := big.NewInt(int64(multipleOf))
	rest := new(big.Int).Mod(v, step)
	if rest.Sign() == 0 {
		return value, true
	}
	v.Sub(v, rest)
	if rest.Lsh(rest, 1).Cmp(step) >= 0 || v.Sign() == 0 {
		v.Add(v, step)
	}
	return v.String(), false
}

// stepsFor reports whether the steps hold for a method and a place. Those of one
// method hold for what is paid, not for the single goods.
func (c Currency) stepsFor(method, path string) bool {
	if len(c.OnlyFor) == 0 {
		return true
	}
	return slices.Contains(c.OnlyFor, method) && principal(path)
}

func (c Currency) subject(method string) string {
	if len(c.OnlyFor) == 0 {
		return c.Code
	}
	return c.Code + " with " + method
}

// money is an amount that can be reckoned with.
type money struct {
	currency string
	value    *big.Int
}

// moneyAt reads the amount at a path; ok is false when it is not a proper one.
func moneyAt(n *Node, path string) (m money, ok bool) {
	amount := n.At(path)
	text := amount.Get("value").String()
	m.currency = amount.Get("currency").String()
	if m.currency == "" || text == "" || !digitsOnly(text) || len(text) > maxDigits {
		return money{}, false
	}
	m.value, ok = new(big.Int).SetString(text, 10)
	return m, ok
}

// String writes an amount in both ways that people know: "HKD 5.00 (value 500)".
// The second is what stands in the request.
func (m money) String() string { return m.in(m.value) }

// in writes another value in the currency of m.
func (m money) in(value *big.Int) string {
	c, known := FindCurrency(m.currency)
	if !known {
		return fmt.Sprintf("%s (value %s)", m.currency, value)
	}
	return fmt.Sprintf("%s %s (value %s)", m.currency, c.Major(value.String()), value)
}

func (m money) equal(o money) bool { return m.currency == o.currency && m.value.Cmp(o.value) == 0 }
