package cmd

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
)

// column is one column of a listing.
type column struct {
	header string
	from   int // width of the terminal from which on it is shown, 0 for always
}

// writeListing writes a table. A terminal gets the columns that fit its width, a
// pipe gets all columns.
func (a *App) writeListing(w io.Writer, columns []column, rows [][]string) {
	s := a.streams()
	var header []string
	var shown []int
	for i, c := range columns {
		if !s.OutTTY || s.Width >= c.from {
			header, shown = append(header, c.header), append(shown, i)
		}
	}
	narrow := make([][]string, len(rows))
	for i, row := range rows {
		for _, k := range shown {
			narrow[i] = append(narrow[i], row[k])
		}
	}
	a.theme().Listing(w, s.Width, header, narrow, s.OutTTY)
}

// writeRecords writes a table of records. Nothing is cut: on a narrow terminal each
// record becomes a block of lines.
func (a *App) writeRecords(w io.Writer, header []string, rows [][]string) error {
	s := a.streams()
	a.theme().Records(w, s.Width, header, rows, s.OutTTY)
	return nil
}

// quietLines is the --quiet form of a list: one word for each item, one per line.
func quietLines[T any](list []T, word func(T) string) string {
	words := make([]string, len(list))
	for i, item := range list {
		words[i] = word(item)
	}
	return strings.Join(words, "\n")
}

// jsonLine returns a value as one line of JSON, "" if it cannot be encoded. The
// values of this program always can.
func jsonLine(value any) string {
	text, err := output.Line(value)
	if err != nil {
		return ""
	}
	return text
}

// linesOnly refuses filters of a command that writes one line for each event.
func linesOnly(o output.Options, command string) error {
	if o.JQ == "" && o.Template == "" {
		return nil
	}
	return apperr.New(apperr.Usage, command+" goes without --jq and --template", nil, "pipe its JSON lines: "+command+" -o json")
}

// limitFlag is --limit: how many items of a list are shown, 0 for all.
type limitFlag struct{ most int }

// defaultLimit is the value of --limit of every list.
const defaultLimit = 20

// add declares --limit; what names the items in the plural.
func (f *limitFlag) add(cmd *cobra.Command, what string) {
	cmd.Flags().IntVar(&f.most, "limit", defaultLimit, "list at most this `number` of "+what+"; 0 lists all")
}

func (f *limitFlag) check() error {
	if f.most < 0 {
		return usage("--limit", errors.New("it must not be negative"))
	}
	return nil
}

// limited returns the first items of a list and notes how many it leaves out.
func limited[T any](a *App, f limitFlag, list []T) []T {
	left := len(list) - f.most
	if f.most == 0 || left <= 0 {
		return list
	}
	a.note("%d more; --limit 0 lists all", left)
	return list[:f.most]
}

// notFound turns an error of the reference tables into a usage error that suggests
// similar names. list is a hint with the command that lists all names.
func notFound(err error, list string) error {
	var e *reference.NotFoundError
	if !errors.As(err, &e) {
		return apperr.New(apperr.Usage, "", err, list)
	}
	var hints []string
	if len(e.Near) > 0 {
		hints = append(hints, "did you mean "+strings.Join(e.Near, ", ")+"?")
	}
	if list != "" {
		hints = append(hints, list)
	}
	return apperr.New(apperr.Usage, "", err, hints...).WithCode("not-found")
}

// counted returns "1 code" or "3 codes".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// yesNo is a fact for people.
func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
