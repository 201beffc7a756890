package spec

import "github.com/antom-cli/antom/internal/ordered"

// Validate checks a request and returns everything that is wrong or unwise
// about it, in the order of the document, then what is missing. An operation
// whose fields are not described gives no findings.
func Validate(operation string, root *Node, opt Options) []Finding {
	m := messageOf(operation)
	if m.request == nil {
		return nil
	}
	c := newChecker(m, root, opt)
	c.request = true
	return c.run(m.request)
}

// ValidateResponse checks Antom's answer to an operation. Values, fields and
// codes that are not known only warn: Antom adds them at any time.
func ValidateResponse(operation string, root *Node, opt Options) []Finding {
	m := messageOf(operation)
	if m.response == nil {
		return nil
	}
	return newChecker(m, root, opt).run(m.response)
}

// ValidateNotification checks a notification such as "notifyPayment", as
// ValidateResponse does.
func ValidateNotification(name string, root *Node, opt Options) []Finding {
	m := messageOf(name)
	if m.notification == nil {
		return nil
	}
	c := newChecker(m, root, opt)
	c.notification = true
	return c.run(m.notification)
}

// checker collects the findings of one validation.
type checker struct {
	operation    string
	message      message
	request      bool // a request is judged strictly, what Antom sends is not
	notification bool
	root         *Node
	method       string // paymentMethodType, "" when there is none
	opt          Options
	path         []Step
	findings     []Finding
}

func newChecker(m message, root *Node, opt Options) *checker {
	return &checker{
		operation: m.name,
		message:   m,
		root:      root,
		method:    root.Get("paymentMethod").Get("paymentMethodType").String(),
		opt:       opt,
		path:      make([]Step, 0, 16),
	}
}

func (c *checker) run(t *Type) []Finding {
	if c.root == nil || c.root.Kind != Object {
		c.report(ruleType, Error, "the document is not an object of field names and values", "", "")
		return c.findings
	}
	c.object(t, c.root)
	if !c.notification {
		c.requirements()
	}
	if c.request && !c.message.plain {
		c.methodRules()
		c.redirectRule()
		c.orderRules()
		c.expiryRules()
		c.subscriptionRule()
		c.subscriptionPlan()
		c.declaration()
	}
	return c.sorted()
}

// report adds a finding at the current path.
func (c *checker) report(rule string, severity Severity, message, nearest, source string) {
	c.reportAt(pathText(c.path), rule, severity, message, nearest, source)
}

func (c *checker) reportAt(path, rule string, severity Severity, message, nearest, source string) {
	c.findings = append(c.findings, Finding{
		Path: path, Rule: rule, Severity: severity, Message: message, Nearest: nearest, Source: source,
	})
}

// reportField adds a finding about a field. What Antom sends, and rules of low
// confidence, never give more than a warning.
func (c *checker) reportField(f *Field, rule, message, nearest string) {
	severity := Error
	if !c.request || c.unsure(f) {
		severity = Warning
	}
	c.report(rule, severity, message, nearest, f.Source)
}

// unsure reports whether the facts of a field are not certain enough to refuse
// anything. In a plain message, which nobody has tried, only certain facts are.
func (c *checker) unsure(f *Field) bool {
	return f.Confidence == "low" || c.message.plain && f.Confidence != "high"
}

// soften makes warnings of the findings from a place on, in a plain message.
func (c *checker) soften(from int) {
	if !c.message.plain {
		return
	}
	for i := range c.findings[from:] {
		c.findings[from+i].Severity = Warning
	}
}

// sorted returns the findings in the order of the document; those about
// something that is not there come last.
func (c *checker) sorted() []Finding {
	if len(c.findings) < 2 {
		return c.findings
	}
	positions := make(map[string]int)
	var walk func(path string, n *Node)
	walk = func(path string, n *Node) {
		positions[path] = len(positions)
		if n == nil {
			return
		}
		for _, m := range n.Members {
			walk(childPath(path, m.Name), m.Value)
		}
		for i, item := range n.Items {
			walk(itemPath(path, i), item)
		}
	}
	walk("", c.root)
	at := func(f Finding) int {
		if i, ok := positions[f.Path]; ok {
			return i
		}
		return len(positions)
	}
	ordered.Sort(c.findings, func(a, b Finding) int { return at(a) - at(b) })
	return c.findings
}

func pathText(steps []Step) string {
	path := ""
	for _, s := range steps {
		if s.Index < 0 {
			path = childPath(path, s.Name)
		} else {
			path = itemPath(path, s.Index)
		}
	}
	return path
}
