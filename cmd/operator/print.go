package operator

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reconcile"
	"github.com/antom-cli/antom/internal/ui"
)

// print writes the result in the chosen format.
func (f *reconcileFlags) print(cmd *cobra.Command, env *cli.Env, o output.Options, run *reconcile.Run, each reconcile.Findings) error {
	switch {
	case o.Quiet:
		if err := writeLines(env, each, quietLine); err != nil {
			return err
		}
	case o.Format == output.JSON:
		if err := writeJSON(env, run, each); err != nil {
			return err
		}
	default:
		shown, err := first(each, f.limit.Most)
		if err != nil {
			return err
		}
		err = env.Print(cmd, o, output.Result{Text: func(w io.Writer) error { return writeReport(env, w, run, shown) }})
		if err != nil {
			return err
		}
		f.notes(env, run, len(shown))
	}
	if err := exitError(env, o, run.Count(), f.hints(run)); err != nil {
		return err
	}
	return f.sales.compared(run)
}

// quietLine is the id that a difference is looked up by.
func quietLine(f *reconcile.Finding) string {
	return cmp.Or(f.RequestID, f.TransactionID, f.Batch, f.File)
}

// writeLines writes a line for each difference.
func writeLines(env *cli.Env, each reconcile.Findings, line func(*reconcile.Finding) string) error {
	w := bufio.NewWriter(env.Streams().Out)
	clean := env.Cleaner()
	err := each(func(f *reconcile.Finding) error {
		_, err := fmt.Fprintln(w, clean(line(f)))
		return err
	})
	return errors.Join(err, w.Flush())
}

// The lines of JSON: one for each file, one for each difference, and one for the sums.
type (
	fileEvent struct {
		Event string `json:"event"`
		*reconcile.File
	}
	differenceEvent struct {
		Event string `json:"event"`
		*reconcile.Finding
	}
	summaryEvent struct {
		Event       string                `json:"event"`
		Differences int                   `json:"differences"`
		Kinds       []reconcile.KindTotal `json:"kinds"`
		Totals      []reconcile.Total     `json:"totals"`
		Sales       int                   `json:"sales"`
		Outside     int                   `json:"salesOutside"`
		Notes       []string              `json:"notes,omitempty"`
	}
)

func writeJSON(env *cli.Env, run *reconcile.Run, each reconcile.Findings) error {
	w := bufio.NewWriter(env.Streams().Out)
	for _, f := range run.Files {
		fmt.Fprintln(w, cli.JSONLine(fileEvent{"file", f}))
	}
	err := each(func(f *reconcile.Finding) error {
		_, err := fmt.Fprintln(w, cli.JSONLine(differenceEvent{"difference", f}))
		return err
	})
	fmt.Fprintln(w, cli.JSONLine(summaryEvent{
		"summary", run.Count(), run.KindTotals(), run.Totals(), run.Sales, run.Outside, run.Notes,
	}))
	return errors.Join(err, w.Flush())
}

// errEnough ends an iteration.
var errEnough = errors.New("enough")

// first are the first findings, all of them for 0.
func first(each reconcile.Findings, most int) ([]reconcile.Finding, error) {
	var shown []reconcile.Finding
	err := each(func(f *reconcile.Finding) error {
		if most > 0 && len(shown) >= most {
			return errEnough
		}
		shown = append(shown, *f)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return shown, err
}

// writeReport writes the result for people: the files, the totals, the differences by
// kind, and the differences.
func writeReport(env *cli.Env, w io.Writer, run *reconcile.Run, shown []reconcile.Finding) error {
	t := env.Theme()
	title := t.Status(ui.StatusOK, "Everything matches")
	switch n := run.Count(); {
	case n > 0:
		title = t.Status(ui.StatusFailed, cli.Plural(n, "difference"))
	case withoutSales(run):
		title = t.Status(ui.StatusWarning, "Only checked by themselves: there are no sales to compare with")
	}
	fmt.Fprintf(w, "%s\n", title)
	fmt.Fprintf(w, "\n%s\n", t.Title("Files"))
	if err := cli.WriteRecords(env, w, []string{"FILE", "REPORT", "ROWS", "AMOUNTS IN"}, fileRows(run)); err != nil {
		return err
	}
	if totals := run.Totals(); len(totals) > 0 {
		fmt.Fprintf(w, "\n%s\n", t.Title("Totals"))
		header, rows := totalRows(totals)
		if err := cli.WriteRecords(env, w, header, rows); err != nil {
			return err
		}
	}
	if run.Count() == 0 {
		return nil
	}
	fmt.Fprintf(w, "\n%s\n", t.Title("Differences by kind"))
	if err := cli.WriteRecords(env, w, []string{"KIND", "MEANING", "COUNT", "AMOUNT"}, kindRows(run)); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n", t.Title("Differences"))
	err := cli.WriteRecords(env, w, []string{"WHERE", "KIND", "ID", "HERE", "IN THE FILE", "ANTOM", "TO DO"}, findingRows(shown))
	if env.Streams().OutTTY {
		fmt.Fprintln(w) // notes and hints follow
	}
	return err
}

func fileRows(run *reconcile.Run) [][]string {
	var rows [][]string
	for _, f := range run.Files {
		units := "major units (" + f.Units + ")"
		if f.Minor {
			units = "smallest units (" + f.Units + ")"
		}
		kind := f.Kind.Title()
		if f.Older {
			kind += ", older layout"
		}
		rows = append(rows, []string{f.Name, kind, fmt.Sprint(f.Rows), units})
	}
	return rows
}

func totalRows(totals []reconcile.Total) (header []string, rows [][]string) {
	settled := slices.ContainsFunc(totals, func(t reconcile.Total) bool { return t.SettlementCurrency != "" })
	header = []string{"REPORT", "TYPE", "ROWS", "AMOUNT"}
	if settled {
		header = append(header, "FEES", "SETTLED")
	}
	for _, t := range totals {
		row := []string{t.Report.Title(), strings.TrimSpace(t.Type + " " + t.Status), fmt.Sprint(t.Rows), money(t.Currency, t.Amount)}
		if settled {
			row = append(row, money(t.SettlementCurrency, t.Fees), money(t.SettlementCurrency, t.Settled))
		}
		rows = append(rows, row)
	}
	return header, rows
}

func money(currency, amount string) string {
	if currency == "" {
		return ""
	}
	return currency + " " + amount
}

func kindRows(run *reconcile.Run) [][]string {
	var rows [][]string
	for _, k := range run.KindTotals() {
		var amounts []string
		for currency, amount := range k.Amount {
			amounts = append(amounts, money(currency, amount))
		}
		slices.Sort(amounts)
		rows = append(rows, []string{string(k.Kind), k.Title, fmt.Sprint(k.Count), strings.Join(amounts, ", ")})
	}
	return rows
}

func findingRows(shown []reconcile.Finding) [][]string {
	var rows [][]string
	asked := slices.ContainsFunc(shown, func(f reconcile.Finding) bool { return f.Antom != "" })
	for _, f := range shown {
		antom := f.Antom
		if asked && antom == "" {
			antom = "-"
		}
		rows = append(rows, []string{f.Where(), string(f.Kind), f.IDs(), f.Expected, f.Found, antom, whatToDo(&f)})
	}
	return rows
}

// withCommands adds to each difference the command that asks Antom about it.
func withCommands(env *cli.Env, local bool, each reconcile.Findings) reconcile.Findings {
	flags := env.GatewayFlags()
	if local && !strings.Contains(flags, " --local") {
		flags = " --local" + flags
	}
	return func(use func(*reconcile.Finding) error) error {
		return each(func(f *reconcile.Finding) error {
			if words := f.Inquiry(); words != nil {
				for i := range words {
					words[i] = apperr.ShellQuote(words[i])
				}
				f.Command = "antom " + strings.Join(words, " ") + flags
			}
			return use(f)
		})
	}
}

// whatToDo is what to do about a difference, with the command that asks Antom.
func whatToDo(f *reconcile.Finding) string {
	switch {
	case f.Command == "":
		return f.Do
	case strings.HasPrefix(f.Do, "ask Antom"):
		return f.Do + ": " + f.Command
	}
	return f.Do + "; to ask Antom: " + f.Command
}

// notes says what is beside the differences.
func (f *reconcileFlags) notes(env *cli.Env, run *reconcile.Run, shown int) {
	for _, note := range run.Notes {
		env.Note("%s", note)
	}
	if left := run.Count() - shown; left > 0 {
		env.Note("%d more; --limit 0 lists all", left)
	}
	switch {
	case run.Count() > 0 && withoutSales(run):
		env.Note("there are no sales to compare with: the files were only checked by themselves")
	case run.Outside > 0 && run.Dated():
		env.Note("not compared: %s at other times than the files; --since and --until change that", cli.Plural(run.Outside, "sale"))
	}
}

// hints say what to do about the differences as a whole.
func (f *reconcileFlags) hints(run *reconcile.Run) []string {
	var hints []string
	if !f.check.check && slices.ContainsFunc(run.KindTotals(), func(k reconcile.KindTotal) bool { return k.Kind.Asks() }) {
		hints = append(hints, "to ask Antom about the payments that differ, add --check")
	}
	if f.files.csv == "" && f.files.xlsx == "" {
		hints = append(hints, "for the accountant, add --csv FILE or --xlsx FILE")
	}
	return hints
}
