package operator

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/metrics"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/status"
	"github.com/antom-cli/antom/internal/ui"
)

// writeMetrics writes the numbers as a whole or not at all: the collector may read the
// file at any time. Others may read it, since it has nothing but numbers.
func writeMetrics(path string, r *status.Report) error {
	var text metrics.Text
	r.Collect(&text)
	err := durable.WriteFile(path, []byte(text.String()), durable.WriteOptions{Mode: 0o644, Overwrite: true})
	if err != nil {
		return apperr.New(apperr.Config, "writing "+path, cli.PathReason(err), "name a file in a directory that you can write: --metrics FILE")
	}
	return nil
}

func printStatus(env *cli.Env, cmd *cobra.Command, o output.Options, r *status.Report, most int) error {
	return env.Print(cmd, o, output.Result{
		Value: r, Quiet: fmt.Sprint(r.Attention),
		Text: func(w io.Writer) error { return (&statusText{env, w, r, most}).write() },
	})
}

// statusText writes the report for people.
type statusText struct {
	env  *cli.Env
	w    io.Writer
	r    *status.Report
	most int // items of a list; 0 for all
}

func (s *statusText) write() error {
	kind, title := ui.StatusOK, "Nothing needs attention"
	if s.r.Attention > 0 {
		kind, title = ui.StatusFailed, attentionText(s.r)
	}
	fmt.Fprintf(s.w, "%s\n", s.env.Theme().Status(kind, title))
	err := errors.Join(s.payments(), s.notifications(), s.disputes(), s.reconciliation())
	for _, note := range s.r.Notes {
		s.env.Note("%s", note)
	}
	return err
}

// title begins a part with what there is in one line.
func (s *statusText) title(title, sum string) {
	fmt.Fprintf(s.w, "\n%s: %s\n", s.env.Theme().Title(title), sum)
}

// table writes the first rows of a list, and how many there are beside them.
func (s *statusText) table(columns []cli.Column, rows [][]string, all int) error {
	if len(rows) == 0 {
		return nil
	}
	if s.most > 0 && len(rows) > s.most {
		rows = rows[:s.most]
	}
	if err := cli.WriteColumns(s.env, s.w, columns, rows); err != nil {
		return err
	}
	if left := all - len(rows); left > 0 {
		fmt.Fprintf(s.w, "%d more; --limit 0 lists all\n", left)
	}
	return nil
}

func (s *statusText) age(seconds int64) string {
	return cli.Stretch(time.Duration(seconds) * time.Second)
}

func (s *statusText) payments() error {
	p := s.r.Payments
	sum := "none"
	if p.Open > 0 {
		sum = fmt.Sprintf("%d, %d for too long", p.Open, p.Attention)
	}
	s.title("Open payments", sum)
	var rows [][]string
	for _, i := range p.Items {
		rows = append(rows, []string{
			s.age(i.AgeSeconds), cli.MajorAmount(i.Currency, i.Value), cmp.Or(i.Status, "not known"), cmp.Or(i.PaymentRequestID, i.PaymentID), i.OrderID, i.Profile, i.Command,
		})
	}
	return s.table([]cli.Column{
		{Header: "AGE"}, {Header: "AMOUNT", Drop: 3}, {Header: "STATUS", Drop: 4}, {Header: "REQUEST ID", Drop: 5}, {Header: "ORDER", Drop: 2}, {Header: "PROFILE", Drop: 1}, {Header: "LOOK INTO IT"},
	}, rows, p.Open)
}

func (s *statusText) notifications() error {
	n := s.r.Notifications
	sum := fmt.Sprintf("%d received since %s, %d verified, %d acknowledged by the application", n.Received, cli.TimeCell(s.env, s.r.Since), n.Verified, n.Acknowledged)
	if n.Received == 0 {
		sum = "none received since " + cli.TimeCell(s.env, s.r.Since)
	}
	s.title("Notifications", sum)
	all := 0
	for _, count := range n.Problems {
		all += count
	}
	var rows [][]string
	for _, i := range n.Items {
		rows = append(rows, []string{
			s.age(i.AgeSeconds), problemText(i.Problem), i.NotifyType, cmp.Or(i.PaymentRequestID, i.PaymentID, i.RequestID), i.Detail, i.Profile, i.Command,
		})
	}
	return s.table([]cli.Column{
		{Header: "AGE"}, {Header: "PROBLEM"}, {Header: "TYPE", Drop: 3}, {Header: "REQUEST ID", Drop: 4}, {Header: "REASON", Drop: 1}, {Header: "PROFILE", Drop: 2}, {Header: "LOOK INTO IT"},
	}, rows, all)
}

func problemText(p status.Problem) string {
	switch p {
	case status.ForwardFailed:
		return "forward failed"
	case status.NotForwarded:
		return "not forwarded"
	}
	return "rejected"
}

func (s *statusText) disputes() error {
	d := s.r.Disputes
	sum := "none"
	switch {
	case d.Overdue > 0:
		sum = fmt.Sprintf("%d to answer, %d not answered in time", d.Open, d.Overdue)
	case d.Open > 0:
		sum = fmt.Sprintf("%d to answer", d.Open)
	}
	s.title("Disputes", sum)
	var rows [][]string
	for _, i := range d.Items {
		left, due := "no deadline known", ""
		if i.SecondsLeft != nil {
			left, due = s.age(*i.SecondsLeft), cli.TimeCell(s.env, i.Due)
			if *i.SecondsLeft <= 0 {
				left = "over for " + s.age(-*i.SecondsLeft)
			}
		}
		rows = append(rows, []string{left, due, cli.MajorAmount(i.Currency, i.Value), i.DisputeID, i.Reason, i.Profile, i.Command})
	}
	return s.table([]cli.Column{
		{Header: "TIME LEFT"}, {Header: "DUE", Drop: 4}, {Header: "AMOUNT", Drop: 3}, {Header: "DISPUTE ID", Drop: 5}, {Header: "REASON", Drop: 1}, {Header: "PROFILE", Drop: 2}, {Header: "LOOK INTO IT"},
	}, rows, d.Open+d.Overdue)
}

func (s *statusText) reconciliation() error {
	if len(s.r.Reconciliation) == 0 {
		s.title("Reconciliation", "never run on this machine")
		return nil
	}
	s.title("Reconciliation", "the last run of each profile")
	var rows [][]string
	for _, run := range s.r.Reconciliation {
		if run.Time.IsZero() {
			rows = append(rows, []string{run.Profile, "never", "", "", "late"})
			continue
		}
		result := "everything matched"
		if run.Differences > 0 {
			result = cli.Plural(run.Differences, "difference")
		}
		if run.Late {
			result += ", late"
		}
		rows = append(rows, []string{run.Profile, s.age(run.AgeSeconds) + " ago", cli.Plural(run.Files, "file"), cli.Plural(run.Rows, "row"), result})
	}
	return s.table([]cli.Column{
		{Header: "PROFILE", Drop: 3}, {Header: "LAST RUN"}, {Header: "FILES", Drop: 1}, {Header: "ROWS", Drop: 2}, {Header: "RESULT"},
	}, rows, len(rows))
}
