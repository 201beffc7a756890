package spec

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// leaf checks a single value.
func (c *checker) leaf(f *Field, n *Node) {
	if n.Text == "" {
		c.emptyLeaf(f)
		return
	}
	if c.request {
		c.chinese(n.Text)
	}
	if f.Format == formatDigits {
		return // amount checks it together with its currency
	}
	if !c.leafType(f, n) {
		return
	}
	c.length(f, n.Text)
	c.enum(f, n.Text)
	c.format(f, n.Text)
	c.inRange(f, n.Text)
	if namesMethod(f.Name) && c.request {
		c.paymentMethod(n.Text)
	}
}

// length counts characters, not bytes. The formats of codes say more about
// their length than a number can.
func (c *checker) length(f *Field, s string) {
	if f.MaxLength == 0 || len(s) <= f.AdviseLength || f.Format == formatCurrency || f.Format == formatCountry {
		return
	}
	n := utf8.RuneCountInString(s)
	switch {
	case n > f.MaxLength:
		c.reportField(f, ruleLength, fmt.Sprintf("is %d characters long; at most %d are allowed", n, f.MaxLength), "")
	case f.AdviseLength > 0 && n > f.AdviseLength && c.request:
		c.report(ruleLength, Warning, fmt.Sprintf("is %d characters long; the documents disagree on the limit, %d or %d",
			n, f.AdviseLength, f.MaxLength), "", f.Source)
	}
}

// emptyLeaf reports an empty text where only a proper value can be meant. An
// empty required field is reported as missing.
func (c *checker) emptyLeaf(f *Field) {
	if f.Required == Yes || len(f.Enum) == 0 && f.Format == "" && f.Type == leafString {
		return
	}
	c.reportField(f, ruleEmpty, "is empty: give a value or leave the field out", "")
}

// leafType checks what a boolean, a whole number and a number look like. Antom
// documents every value as a string, its client libraries send native ones:
// both forms are right.
func (c *checker) leafType(f *Field, n *Node) bool {
	switch f.Type {
	case leafBoolean:
		if n.Text != "true" && n.Text != "false" {
			c.reportField(f, ruleType, fmt.Sprintf("must be true or false, but is %q", n.Text), nearestBool(n.Text))
			return false
		}
	case leafInteger:
		if !integer(n.Text) {
			c.reportField(f, ruleType, fmt.Sprintf("must be a whole number, but is %q", n.Text), "")
			return false
		}
	case leafNumber:
		if !decimal(n.Text) {
			c.reportField(f, ruleType, fmt.Sprintf("must be a decimal number, but is %q", n.Text), "")
			return false
		}
	}
	return true
}

func nearestBool(s string) string {
	switch strings.ToLower(s) {
	case "true", "yes", "y", "on", "1":
		return "true"
	case "false", "no", "n", "off", "0":
		return "false"
	}
	return ""
}

func integer(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && digitsOnly(s)
}

func decimal(s string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return whole != "" && digitsOnly(whole) && (!point || fraction != "" && digitsOnly(fraction))
}

// enum checks a value against the known ones.
func (c *checker) enum(f *Field, s string) {
	if len(f.Enum) == 0 || slices.Contains(f.Enum, s) {
		return
	}
	message := fmt.Sprintf("%q is not one of %s", s, commaList(f.Enum))
	c.reportField(f, ruleEnum, message, Nearest(s, f.Enum))
}

// inRange checks a number against limits such as "0 - 100" or "1 - unlimited".
func (c *checker) inRange(f *Field, s string) {
	if f.Range == "" || !decimal(s) {
		return
	}
	low, high, _ := strings.Cut(f.Range, " - ")
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		return
	}
	lower, okLow := new(big.Rat).SetString(low)
	upper, okHigh := new(big.Rat).SetString(high)
	switch {
	case okLow && v.Cmp(lower) < 0:
		c.reportField(f, ruleRange, fmt.Sprintf("is %s; %s is the least", s, low), low)
	case okHigh && v.Cmp(upper) > 0:
		c.reportField(f, ruleRange, fmt.Sprintf("is %s; %s is the most", s, high), high)
	}
}

// namesMethod reports whether a field with this name holds the code of a payment method.
func namesMethod(field string) bool {
	return field == "paymentMethodType" || field == "customerBelongsTo"
}

// paymentMethod warns about a method that is not known. It is no mistake: Antom
// adds methods at any time.
func (c *checker) paymentMethod(code string) {
	if _, ok := FindMethod(code); ok {
		return
	}
	c.report(ruleMethod, Warning, fmt.Sprintf("%q is not a payment method known here", code), NearestMethod(code), methodsPage)
}

// chinese warns about characters that some methods cannot take.
func (c *checker) chinese(s string) {
	for _, r := range s {
		if r < 0x1100 || !eastAsian(r) {
			continue
		}
		c.report(ruleChinese, Warning,
			fmt.Sprintf("holds %q; without Chinese and similar characters it works with every method", string(r)), "", apmGuide)
		return
	}
}

func eastAsian(r rune) bool {
	const (
		punctuationFrom, punctuationTo = 0x3000, 0x303f // ideographic space and punctuation
		fullWidthFrom, fullWidthTo     = 0xff00, 0xffef // full-width forms
	)
	switch {
	case r >= punctuationFrom && r <= punctuationTo, r >= fullWidthFrom && r <= fullWidthTo:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo)
}
