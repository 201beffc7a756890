package spec

import (
	"fmt"
	"strings"
)

// The ids of the rules about single fields.
const (
	ruleUnknown  = "unknown-field"
	ruleRequired = "required"
	ruleEmpty    = "empty"
	ruleType     = "wrong-type"
	ruleLength   = "too-long"
	ruleItems    = "too-many"
	ruleEnum     = "enum"
	ruleRange    = "range"
	ruleMethod   = "payment-method"
	ruleChinese  = "chinese-characters"
	ruleAmount   = "amount"
)

const (
	methodsPage = "docs.antom.com/ac/pm/enumeration_values"
	apmGuide    = "docs.antom.com, guide to APM payments"
)

// object checks the members of an object, then what is missing.
func (c *checker) object(t *Type, n *Node) {
	for i := range n.Members {
		m := &n.Members[i]
		f := t.Field(m.Name)
		c.path = append(c.path, Step{Name: m.Name, Index: -1})
		switch {
		case f != nil:
			c.value(f, m.Value)
		case !t.Open:
			c.unknown(t, m.Name)
		}
		c.path = c.path[:len(c.path)-1]
	}
	for i := range t.Fields {
		c.missing(&t.Fields[i], n)
	}
	if t == &typeAmount {
		before := len(c.findings)
		c.amount(n)
		c.soften(before)
	}
}

// missing reports a required field that is absent or empty.
func (c *checker) missing(f *Field, parent *Node) {
	v := parent.Get(f.Name)
	if f.Required != Yes || given(v) || c.excepted(f, parent) {
		return
	}
	c.path = append(c.path, Step{Name: f.Name, Index: -1})
	severity := Error
	if c.unsure(f) || !c.request && f.Confidence != "high" {
		severity = Warning
	}
	message := "is missing: Antom requires it"
	if v != nil && v.Kind != Null {
		message = "is empty: Antom requires it"
	} else if place := misplaced(c.message.request, c.root, f, "", maxPlaces); c.request && place != "" {
		message = "is missing, but " + place + " is there: Antom wants it " + where(pathText(c.path))
	}
	c.report(ruleRequired, severity, message, "", f.Source)
	c.path = c.path[:len(c.path)-1]
}

// excepted reports whether the requirement does not hold in this place.
func (c *checker) excepted(f *Field, parent *Node) bool {
	if f.ExceptWith != "" && given(parent.Get(f.ExceptWith)) {
		return true
	}
	if f.ExceptIn == "" {
		return false
	}
	for _, s := range c.path {
		if s.Name == f.ExceptIn {
			return true
		}
	}
	return false
}

// given reports whether a node holds anything at all.
func given(n *Node) bool {
	if n == nil {
		return false
	}
	switch n.Kind {
	case Null:
		return false
	case Array:
		return len(n.Items) > 0
	case String:
		return n.Text != ""
	}
	return true
}

// value checks a value, or every item of a list. null means absent.
func (c *checker) value(f *Field, n *Node) {
	if n == nil || n.Kind == Null {
		return
	}
	if !f.Array {
		c.single(f, n)
		return
	}
	if n.Kind != Array {
		c.wrongType(f, "must be a list", n)
		return
	}
	if f.MaxItems > 0 && len(n.Items) > f.MaxItems {
		c.reportField(f, ruleItems, fmt.Sprintf("has %d items; at most %d are allowed", len(n.Items), f.MaxItems), "")
	}
	for i, item := range n.Items {
		c.path = append(c.path, Step{Index: i})
		if item != nil && item.Kind != Null {
			c.single(f, item)
		}
		c.path = c.path[:len(c.path)-1]
	}
}

func (c *checker) single(f *Field, n *Node) {
	switch {
	case f.Leaf() && !n.leaf():
		c.wrongType(f, "must be a single value", n)
	case f.Leaf():
		c.leaf(f, n)
	case n.Kind != Object:
		c.wrongType(f, "must be an object with fields of its own", n)
	case f.Object != nil:
		c.object(f.Object, n)
	case c.request:
		c.freeText(n)
	}
}

func (c *checker) wrongType(f *Field, wanted string, n *Node) {
	severity := Error
	if c.unsure(f) {
		severity = Warning
	}
	c.report(ruleType, severity, wanted+", but is "+n.Kind.String(), "", f.Source)
}

// freeText looks through an object without a fixed form.
func (c *checker) freeText(n *Node) {
	if n.leaf() {
		c.chinese(n.Text)
	}
	for _, m := range n.Members {
		if m.Value != nil {
			c.path = append(c.path, Step{Name: m.Name, Index: -1})
			c.freeText(m.Value)
			c.path = c.path[:len(c.path)-1]
		}
	}
	for i, item := range n.Items {
		if item != nil {
			c.path = append(c.path, Step{Index: i})
			c.freeText(item)
			c.path = c.path[:len(c.path)-1]
		}
	}
}

// commaList joins words for a message.
func commaList(words []string) string { return strings.Join(words, ", ") }
