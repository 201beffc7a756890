package browsertest

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// axe is axe-core, which looks for what keeps people out of a page. It comes
// from its makers unchanged; see testdata/axe.
//
//go:embed testdata/axe/axe.min.js
var axe string

// Violation is a rule of accessibility that a page breaks.
type Violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"` // "minor", "moderate", "serious" or "critical"
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"` // where, as CSS selectors with the reason
}

// String says everything that is needed to find the fault.
func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n\t%s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n\t"))
}

// runAxe also runs the rules of good practice, not only those of WCAG.
const runAxe = `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.map((v) => ({
	id: v.id, impact: v.impact, help: v.help,
	nodes: v.nodes.map((n) => n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " ")),
})))`

// Axe looks for violations in the page as it is now, in its present size and
// colours. Scripts must be allowed.
func (tab *Tab) Axe() []Violation {
	tab.t.Helper()
	if !Eval[bool](tab, `typeof axe === "object"`) {
		if _, err := chromedp.Run(tab.ctx, chromedp.Evaluate[chromedp.Void](axe+";undefined")); err != nil {
			tab.t.Fatalf("loading axe-core: %v", err)
		}
	}
	return Eval[[]Violation](tab, runAxe)
}

// WantAccessible lets the test fail for every violation.
func (tab *Tab) WantAccessible() {
	tab.t.Helper()
	for _, v := range tab.Axe() {
		tab.t.Errorf("accessibility: %s", v)
	}
}
