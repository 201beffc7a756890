package scenario

import (
	"strings"

	"github.com/antom-cli/antom/internal/junit"
)

// JUnit is the results as suites, one for each scenario and a case for each step.
func JUnit(results []Result) junit.Report {
	report := junit.Report{Name: "antom sandbox run"}
	for _, r := range results {
		suite := junit.Suite{Name: r.Name, Started: r.Started, Took: r.Took}
		for _, s := range r.Steps {
			c := junit.Case{Class: "scenario." + r.File, Name: s.Name, Took: s.Took}
			switch {
			case s.Skipped:
				c.Skipped = &junit.Message{Message: "an earlier step failed"}
			case !s.Passed:
				var lines []string
				for _, f := range s.Failures {
					lines = append(lines, f.Place+": "+f.Message)
				}
				c.Failure = &junit.Message{Message: s.Failures[0].Message, Text: strings.Join(lines, "\n")}
			}
			suite.Cases = append(suite.Cases, c)
		}
		report.Suites = append(report.Suites, suite)
	}
	return report
}
