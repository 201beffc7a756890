package battery

import (
	"fmt"
	"io"

	"github.com/antom-cli/antom/internal/junit"
)

// WriteJUnit writes the report as JUnit XML. A warning is a case that passed
// with output.
func (p *Report) WriteJUnit(w io.Writer) error {
	suite := junit.Suite{Name: p.URL, Started: p.Started, Took: p.Took}
	for _, r := range p.Results {
		suite.Cases = append(suite.Cases, junitCase(r))
	}
	return junit.Report{Name: "antom webhook test", Suites: []junit.Suite{suite}}.Write(w)
}

func junitCase(r Result) junit.Case {
	c := junit.Case{Class: "webhook." + r.Group, Name: r.Name, Took: r.Duration}
	switch r.Verdict {
	case Fail:
		c.Failure = &junit.Message{Message: r.Reason, Text: r.Summary + "\nfix: " + r.Fix}
	case Skip:
		c.Skipped = &junit.Message{Message: r.Reason}
	case Warn:
		c.Output = fmt.Sprintf("warning: %s\n%s\nfix: %s", r.Reason, r.Summary, r.Fix)
	}
	return c
}
