package battery

import (
	"context"
	"crypto"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/antom-cli/antom/internal/notification"
)

// A Verdict is how a case ended.
type Verdict string

// The verdicts.
const (
	Pass Verdict = "pass"
	Fail Verdict = "fail"
	Warn Verdict = "warn" // not as advised, though no document demands it
	Skip Verdict = "skip" // not tried
)

// Options say what to try and how. Cases, URL, Sender, Stranger, Client, Now
// and Rand are required.
type Options struct {
	Cases    []Case // see Select
	URL      *url.URL
	Sender   notification.Sender
	Stranger crypto.Signer // a key that the application does not know
	Fields   notification.Fields
	Client   *notification.Client
	Strict   bool // warnings are failures
	Now      func() time.Time
	Rand     io.Reader
	// OnResult, if set, is told of each case when it has ended.
	OnResult func(Result)
}

// A Result is how one case ended.
type Result struct {
	Case
	Verdict Verdict `json:"verdict"`
	Reason  string  `json:"reason"`
	// Fix is what to change; empty if there is nothing to change.
	Fix string `json:"fix,omitempty"`
	// Requests counts what was sent; Duration is the time until its answers.
	Requests int           `json:"requests"`
	Duration time.Duration `json:"-"`
	MS       int64         `json:"durationMs"`
}

// A Report is how the whole battery ended.
type Report struct {
	URL     string        `json:"url"`
	Started time.Time     `json:"started"`
	Took    time.Duration `json:"-"`
	MS      int64         `json:"durationMs"`
	Passed  int           `json:"passed"`
	Failed  int           `json:"failed"`
	Warned  int           `json:"warned"`
	Skipped int           `json:"skipped"`
	Results []Result      `json:"cases"`
}

// An UnreachableError reports that the endpoint did not answer the first
// notification at all, so nothing was tried.
type UnreachableError struct{ Err error }

func (e *UnreachableError) Error() string { return e.Err.Error() }

func (e *UnreachableError) Unwrap() error { return e.Err }

// Run tries the cases one after the other. Before them a genuine notification
// is sent: the case "valid", which is in the report when it was chosen or does
// not pass. If there is no answer to it the error is an *UnreachableError; the
// other errors are that of ctx and those of making requests.
func Run(ctx context.Context, o Options) (*Report, error) {
	r := &run{Options: o, kit: &kit{
		target: o.URL, sender: o.Sender, stranger: o.Stranger, fields: o.Fields,
		maker: notification.Maker{Now: o.Now, Rand: o.Rand},
	}}
	report := &Report{URL: o.URL.String(), Started: o.Now(), Results: []Result{}}
	first, err := r.first(ctx)
	if err != nil {
		return nil, err
	}
	if first.Verdict != Pass && !chosen(o.Cases, validCase) {
		report.add(r, first)
	}
	for _, c := range o.Cases {
		result := first
		if c.Name != validCase {
			if result, err = r.try(ctx, c); err != nil {
				return nil, err
			}
		}
		report.add(r, result)
	}
	report.Took = o.Now().Sub(report.Started)
	report.MS = report.Took.Milliseconds()
	return report, nil
}

func chosen(cases []Case, name string) bool {
	for _, c := range cases {
		if c.Name == name {
			return true
		}
	}
	return false
}

// add counts a result and reports it.
func (p *Report) add(r *run, result Result) {
	result.MS = result.Duration.Milliseconds()
	p.Results = append(p.Results, result)
	switch result.Verdict {
	case Pass:
		p.Passed++
	case Fail:
		p.Failed++
	case Warn:
		p.Warned++
	case Skip:
		p.Skipped++
	}
	if r.OnResult != nil {
		r.OnResult(result)
	}
}

// Summary counts the verdicts: "60 passed, 1 failed, 2 warnings, 0 skipped".
func (p *Report) Summary() string {
	warnings := "warnings"
	if p.Warned == 1 {
		warnings = "warning"
	}
	return fmt.Sprintf("%d passed, %d failed, %d %s, %d skipped", p.Passed, p.Failed, p.Warned, warnings, p.Skipped)
}
