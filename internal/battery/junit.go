package battery

import (
	"encoding/xml"
	"fmt"
	"io"
	"time"

	"github.com/antom-cli/antom/internal/printable"
)

// The form that continuous integration servers read.
type (
	junitSuites struct {
		XMLName xml.Name   `xml:"testsuites"`
		Name    string     `xml:"name,attr"`
		Suite   junitSuite `xml:"testsuite"`
		junitCounts
	}
	junitSuite struct {
		Name      string      `xml:"name,attr"`
		Timestamp string      `xml:"timestamp,attr"`
		Cases     []junitCase `xml:"testcase"`
		junitCounts
	}
	junitCounts struct {
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Time     string `xml:"time,attr"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitMessage `xml:"failure"`
		Skipped *junitMessage `xml:"skipped"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes the report as JUnit XML. A warning is a case that passed
// with output.
func (p *Report) WriteJUnit(w io.Writer) error {
	counts := junitCounts{Tests: len(p.Results), Failures: p.Failed, Skipped: p.Skipped, Time: seconds(p.Took)}
	suite := junitSuite{
		Name: p.URL, Timestamp: p.Started.UTC().Format("2006-01-02T15:04:05"), junitCounts: counts,
	}
	for _, r := range p.Results {
		suite.Cases = append(suite.Cases, junit(r))
	}
	text, err := xml.MarshalIndent(junitSuites{Name: "antom webhook test", Suite: suite, junitCounts: counts}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, printable.XML(text))
	return err
}

func junit(r Result) junitCase {
	c := junitCase{Class: "webhook." + r.Group, Name: r.Name, Time: seconds(r.Duration)}
	switch r.Verdict {
	case Fail:
		c.Failure = &junitMessage{Message: r.Reason, Text: r.Summary + "\nfix: " + r.Fix}
	case Skip:
		c.Skipped = &junitMessage{Message: r.Reason}
	case Warn:
		c.Output = fmt.Sprintf("warning: %s\n%s\nfix: %s", r.Reason, r.Summary, r.Fix)
	}
	return c
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
