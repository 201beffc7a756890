package cmd

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// historyFlags are those of history.
type historyFlags struct {
	limit     limitFlag
	operation string
	id        string
	since     string
	local     bool
	real      bool

	duplicates bool // orders that were paid more than once
	check      bool
}

func newHistoryCmd(app *App) *cobra.Command {
	f := &historyFlags{}
	cmd := &cobra.Command{
		Use:     "history",
		Short:   "List the requests that were sent from this machine",
		GroupID: groupLocal,
		Long: `List the journal of requests that were sent from this machine, newest first. A request is in the
journal before its first byte goes out. It holds ids, amounts and result codes, no bodies and no keys.

--duplicates lists the orders with more than one successful payment, which Antom wants a merchant to
look for: the first one is kept, and a command gives back each of the others. It goes by what the
journal knows; with --check every payment of an order that was tried several times is asked for.`,
		Example: `  antom history --limit 5
  antom history --id ORDER20261120120000ABCDEFGH -o json
  antom history --since 24h --operation pay
  antom history --duplicates --check --quiet`,
		Args: noArgs,
	}
	fl := cmd.Flags()
	f.limit.add(cmd, 20, "entries")
	fl.StringVar(&f.operation, "operation", "", "only this `operation`, such as pay")
	fl.StringVar(&f.id, "id", "", "only entries with this `id`: of a request, an order or a payment")
	fl.StringVar(&f.since, "since", "", "only entries since a `time`: 24h, 2026-11-20, or an ISO 8601 time")
	fl.BoolVar(&f.local, "local", false, "only those of the simulator")
	fl.BoolVar(&f.real, "real", false, "only those of a real gateway")
	fl.BoolVar(&f.duplicates, "duplicates", false, "list orders with more than one successful payment, and how to give the others back")
	fl.BoolVar(&f.check, "check", false, "with --duplicates: ask Antom for every payment of an order that was tried several times")
	cmd.MarkFlagsMutuallyExclusive("local", "real")
	cmd.MarkFlagsMutuallyExclusive("duplicates", "operation")
	cmd.MarkFlagsMutuallyExclusive("duplicates", "limit")
	cmd.RunE = app.run(func(cmd *cobra.Command, _ []string) error {
		switch {
		case f.duplicates:
			return app.duplicates(cmd.Context(), f)
		case f.check:
			return apperr.New(apperr.Usage, "--check needs --duplicates", nil)
		}
		return app.history(cmd, f)
	})
	return cmd
}

func (a *App) history(cmd *cobra.Command, f *historyFlags) error {
	o, err := a.outputOptions(true)
	if err != nil {
		return err
	}
	filter, err := f.filter(a.Now())
	if err != nil {
		return err
	}
	filter.Profile = a.global.profile
	entries := []journal.Entry{}
	if j := a.journal(); j != nil {
		a.warnWritable()
		report, err := j.Scan(filter)
		if err != nil {
			return journalError(err)
		}
		entries = append(entries, report.Entries...)
		a.warnDamaged(report, j)
	}
	return a.print(cmd, o, output.Result{
		Value: entries,
		Quiet: quietLines(entries, entryID),
		Text:  func(w io.Writer) error { return a.writeHistory(w, entries) },
	})
}

func (f *historyFlags) filter(now time.Time) (journal.Filter, error) {
	filter := journal.Filter{Operation: f.operation, ID: f.id, Limit: f.limit.most}
	if err := f.limit.check(); err != nil {
		return filter, err
	}
	if f.local || f.real {
		filter.Local = &f.local
	}
	var err error
	filter.Since, err = parseMoment("--since", f.since, now)
	return filter, err
}

// parseMoment reads a time as people give it: how long ago, a day, or an exact
// time. Empty is the zero time.
func parseMoment(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if d, err := time.ParseDuration(text); err == nil {
		return now.Add(-d), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, apperr.New(apperr.Usage, fmt.Sprintf("%s %q is neither a duration nor a time", flag, text), nil,
		fmt.Sprintf("write it as %s 24h, %s 2026-11-20 or %s 2026-11-20T08:00:00+08:00", flag, flag, flag))
}

func (a *App) writeHistory(w io.Writer, entries []journal.Entry) error {
	if len(entries) == 0 {
		a.note("nothing was sent yet that fits")
		return nil
	}
	header, rows := historyTable(entries)
	if a.streams().OutTTY {
		header, rows = narrowHistory(header, rows, entries, a.Now())
	}
	return a.writeRecords(w, header, rows)
}

// historyTable has every column, for pipes and for terminals with room.
func historyTable(entries []journal.Entry) ([]string, [][]string) {
	rows := make([][]string, len(entries))
	for i, e := range entries {
		rows[i] = []string{
			shortTime(e.Time), e.Operation, or(e.RequestID, e.PaymentID), entryAmount(e), entryOutcome(e), e.Profile,
		}
	}
	return []string{"TIME", "OPERATION", "ID", "AMOUNT", "OUTCOME", "PROFILE"}, rows
}

// narrowHistory makes room for the ids: the date of today goes, operations are
// called by their command, and a profile that all entries share is left out.
func narrowHistory(header []string, rows [][]string, entries []journal.Entry, now time.Time) ([]string, [][]string) {
	same := true
	for i, e := range entries {
		if e.Time.Local().Format(time.DateOnly) == now.Local().Format(time.DateOnly) {
			rows[i][0] = e.Time.Local().Format(time.TimeOnly)
		}
		rows[i][1] = or(spec.OperationNamed(e.Operation).Command, e.Operation)
		if e.Trust == string(antom.TrustVerified) {
			rows[i][4] = or(or(e.PaymentStatus, e.RefundStatus), e.ResultCode)
		}
		same = same && e.Profile == entries[0].Profile
	}
	if !same {
		return header, rows
	}
	last := len(header) - 1
	for i := range rows {
		rows[i] = rows[i][:last]
	}
	return header[:last], rows
}

// shortTime is a time in the user's zone, to the second.
func shortTime(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05") }

func entryAmount(e journal.Entry) string { return majorAmount(e.Currency, e.Amount) }

// majorAmount shows an amount of smallest units in the currency's major unit.
func majorAmount(currency, minor string) string {
	if minor == "" {
		return ""
	}
	if c, ok := spec.FindCurrency(currency); ok {
		return currency + " " + c.Major(minor)
	}
	return currency + " " + minor
}

// entryID is the id that an entry can be asked for by.
func entryID(e journal.Entry) string { return or(e.RequestID, e.PaymentID) }

// inBrackets is a text behind another one, "" for none.
func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func entryOutcome(e journal.Entry) string {
	switch {
	case e.State == journal.StateSent:
		return "sent, outcome unknown"
	case e.State == journal.StateNotSent:
		return "not sent"
	case e.State == journal.StateNoAnswer && e.ResultCode == "":
		return "no usable answer" + inBrackets(e.Reason)
	case or(e.PaymentStatus, e.RefundStatus) != "":
		return or(e.PaymentStatus, e.RefundStatus)
	case e.Trust != "" && e.Trust != string(antom.TrustVerified):
		return e.ResultStatus + " " + e.ResultCode + " (" + e.Trust + ")"
	default:
		return e.ResultStatus + " " + e.ResultCode
	}
}

// journalError is why the journal cannot be read; it says itself what was done.
func journalError(err error) error {
	var known *apperr.Error
	if errors.As(err, &known) {
		return known
	}
	return apperr.New(apperr.Config, "", err)
}

// warnDamaged tells of lines of the journal that are left out.
func (a *App) warnDamaged(report journal.Report, j *journal.Journal) {
	if report.Damaged > 0 {
		a.warn("left out: %s of %s that cannot be read", counted(report.Damaged, "line"), j.Path())
	}
}
