// Package report writes the results of a verification as one HTML file that can be sent
// to a colleague. The file needs neither scripts nor the network.
package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"time"

	template "github.com/DataDog/datadog-agent/pkg/template/html"
	"github.com/antom-cli/antom/internal/verify"
)

//go:embed report.html
var page string

// MaxResults is the largest number of results that a report shows. Those that do not
// verify are what it is for, so the others are left out first.
const MaxResults = 500

// Options say what a report shows.
type Options struct {
	// Redact hides secrets, the buyer's data and headers that nobody knows.
	Redact bool
	// Keys verified.
	Keys []verify.Key
	// Version is that of the program.
	Version string
}

// A Report collects results. They need Options.Content of the verification.
type Report struct {
	options  Options
	template *template.Template
	order    []section
	counts   counts
}

type section struct {
	failed bool
	html   template.HTML
}

type counts struct{ Total, Verified, Failed, Unreadable, LeftOut int }

// New returns a report without results.
func New(o Options) (*Report, error) {
	t, err := template.New("report").Parse(page)
	if err != nil {
		return nil, err
	}
	return &Report{options: o, template: t}, nil
}

// Add adds a result, which need not stay valid afterwards.
func (r *Report) Add(result *verify.Result) error {
	r.counts.Total++
	failed := true
	switch {
	case result.Err != nil:
		r.counts.Unreadable++
	case result.Verified:
		r.counts.Verified++
		failed = false
	default:
		r.counts.Failed++
	}
	if !r.room(failed) {
		r.counts.LeftOut++
		return nil
	}
	var b bytes.Buffer
	if err := r.template.ExecuteTemplate(&b, "result", r.view(result)); err != nil {
		return err
	}
	// The template has escaped everything in it.
	r.order = append(r.order, section{failed, template.HTML(b.String())})
	return nil
}

// room makes room for a result and reports whether there is any.
func (r *Report) room(failed bool) bool {
	if len(r.order) < MaxResults {
		return true
	}
	if !failed {
		return false
	}
	for i := len(r.order) - 1; i >= 0; i-- {
		if !r.order[i].failed {
			r.order = append(r.order[:i], r.order[i+1:]...)
			r.counts.LeftOut++
			return true
		}
	}
	return false
}

// Write writes the file.
func (r *Report) Write(w io.Writer, now time.Time) error {
	sections := make([]template.HTML, len(r.order))
	for i, s := range r.order {
		sections[i] = s.html
	}
	return r.template.ExecuteTemplate(w, "page", struct {
		Made     string
		Version  string
		Redacted bool
		Summary  string
		LeftOut  int
		Results  []template.HTML
	}{
		now.UTC().Format(time.RFC3339), r.options.Version, r.options.Redact,
		fmt.Sprintf("%s: %d verified, %d not verified, %d unreadable", notifications(r.counts.Total), r.counts.Verified, r.counts.Failed, r.counts.Unreadable),
		r.counts.LeftOut, sections,
	})
}

func notifications(n int) string {
	if n == 1 {
		return "1 notification"
	}
	return fmt.Sprintf("%d notifications", n)
}
