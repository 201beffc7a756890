// Package junit writes the results of tests as JUnit XML, the form that continuous
// integration servers read.
package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"time"

	"github.com/antom-cli/antom/internal/printable"
)

// Report has the results of one run.
type Report struct {
	Name   string // of the program that ran the tests
	Suites []Suite
}

// Suite is a group of cases.
type Suite struct {
	Name    string
	Started time.Time
	Took    time.Duration
	Cases   []Case
}

// Case is one test. It passed if it has neither a Failure nor a reason to be skipped.
type Case struct {
	Class, Name string
	Took        time.Duration
	Failure     *Message
	Skipped     *Message
	Output      string // what a case says that passed; empty for nothing
}

// Message says why a case failed or was skipped.
type Message struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type (
	suitesXML struct {
		XMLName xml.Name   `xml:"testsuites"`
		Name    string     `xml:"name,attr"`
		Suites  []suiteXML `xml:"testsuite"`
		counts
	}
	suiteXML struct {
		Name      string    `xml:"name,attr"`
		Timestamp string    `xml:"timestamp,attr"`
		Cases     []caseXML `xml:"testcase"`
		counts
	}
	counts struct {
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Time     string `xml:"time,attr"`
	}
	caseXML struct {
		Class   string   `xml:"classname,attr"`
		Name    string   `xml:"name,attr"`
		Time    string   `xml:"time,attr"`
		Failure *Message `xml:"failure"`
		Skipped *Message `xml:"skipped"`
		Output  string   `xml:"system-out,omitempty"`
	}
)

// Write writes the report.
func (r Report) Write(w io.Writer) error {
	all := suitesXML{Name: r.Name}
	var took time.Duration
	for _, s := range r.Suites {
		suite := s.xml()
		all.Suites = append(all.Suites, suite)
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Skipped += suite.Skipped
		took += s.Took
	}
	all.Time = seconds(took)
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, printable.XML(text))
	return err
}

func (s Suite) xml() suiteXML {
	suite := suiteXML{Name: s.Name, Timestamp: s.Started.UTC().Format("2006-01-02T15:04:05")}
	suite.Tests, suite.Time = len(s.Cases), seconds(s.Took)
	for _, c := range s.Cases {
		if c.Failure != nil {
			suite.Failures++
		}
		if c.Skipped != nil {
			suite.counts.Skipped++
		}
		suite.Cases = append(suite.Cases, caseXML{
			Class: c.Class, Name: c.Name, Time: seconds(c.Took), Failure: c.Failure, Skipped: c.Skipped, Output: c.Output,
		})
	}
	return suite
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
