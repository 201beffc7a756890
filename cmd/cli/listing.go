package cli

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
)

// Column is one column of a listing.
type Column struct {
	Header string
	From   int // width of the terminal from which on a listing shows it, 0 for always
	Drop   int // where records have no room, the column with the lowest is left out first; never one with 0
}

// WriteListing writes a table. A terminal gets the columns that fit its width, a
// pipe gets all columns.
func WriteListing(env *Env, w io.Writer, columns []Column, rows [][]string) {
	s := env.Streams()
	var header []string
	var shown []int
	for i, c := range columns {
		if !s.OutTTY || s.Width >= c.From {
			header, shown = append(header, c.Header), append(shown, i)
		}
	}
	narrow := make([][]string, len(rows))
	for i, row := range rows {
		for _, k := range shown {
			narrow[i] = append(narrow[i], row[k])
		}
	}
	env.Theme().Listing(w, s.Width, header, narrow, s.OutTTY)
}

// WriteRecords writes a table of records. Nothing is cut: on a narrow terminal each
// record becomes a block of lines.
func WriteRecords(env *Env, w io.Writer, header []string, rows [][]string) error {
	s := env.Streams()
	env.Theme().Records(w, s.Width, header, rows, s.OutTTY)
	return nil
}

// WriteColumns is WriteRecords with columns that a terminal does without if they are
// empty or there is no room for all of them. A pipe gets all columns.
func WriteColumns(env *Env, w io.Writer, columns []Column, rows [][]string) error {
	s := env.Streams()
	header := headerOf(columns)
	if !s.OutTTY {
		return WriteRecords(env, w, header, rows)
	}
	all := rows
	for {
		fits := env.Theme().TableFits(s.Width, headerOf(columns), rows)
		i := firstToDrop(columns, rows, fits)
		switch {
		case i < 0 && fits:
			return WriteRecords(env, w, headerOf(columns), rows)
		case i < 0: // lines below each other, which have room for everything
			return WriteRecords(env, w, header, all)
		}
		columns = without(columns, i)
		narrow := make([][]string, len(rows))
		for k, row := range rows {
			narrow[k] = without(row, i)
		}
		rows = narrow
	}
}

// WriteHeader writes the header of a table whose rows come one by one, with tabs between
// its cells.
func WriteHeader(env *Env, w io.Writer, columns []Column) {
	if !env.Global.NoHeader {
		_, _ = io.WriteString(w, strings.Join(headerOf(columns), "\t")+"\n") // an error is that of the first row, too
	}
}

func headerOf(columns []Column) []string {
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.Header
	}
	return header
}

// firstToDrop is the index of the column that is left out next, -1 if there is none:
// in a table that fits, only one in which no row has anything.
func firstToDrop(columns []Column, rows [][]string, fits bool) int {
	first := -1
	for i, c := range columns {
		if c.Drop == 0 || first >= 0 && c.Drop > columns[first].Drop {
			continue
		}
		if !fits || !slices.ContainsFunc(rows, func(row []string) bool { return row[i] != "" }) {
			first = i
		}
	}
	return first
}

// without is a copy of a list without one of its items.
func without[T any](list []T, i int) []T { return slices.Delete(slices.Clone(list), i, i+1) }

// QuietLines is the --quiet form of a list: one word for each item, one per line.
func QuietLines[T any](list []T, word func(T) string) string {
	words := make([]string, len(list))
	for i, item := range list {
		words[i] = word(item)
	}
	return strings.Join(words, "\n")
}

// JSONLine returns a value as one line of JSON, "" if it cannot be encoded. The
// values of this program always can.
func JSONLine(value any) string {
	text, err := output.Line(value)
	if err != nil {
		return ""
	}
	return text
}

// LinesOnly refuses filters of a command that writes one line for each event.
func LinesOnly(o output.Options, command string) error {
	if o.JQ == "" && o.Template == "" {
		return nil
	}
	return apperr.New(apperr.Usage, command+" cannot be used with --jq or --template", nil, "pipe its JSON lines: "+command+" -o json")
}

// LimitFlag is --limit: how many items of a list are shown, 0 for all.
type LimitFlag struct{ Most int }

// defaultLimit is the value of --limit of every list.
const defaultLimit = 20

// Add declares --limit; what names the items in the plural.
func (f *LimitFlag) Add(cmd *cobra.Command, what string) { f.AddWith(cmd, what, defaultLimit) }

// AddWith is Add with another default.
func (f *LimitFlag) AddWith(cmd *cobra.Command, what string, usual int) {
	cmd.Flags().IntVar(&f.Most, "limit", usual, "list at most this `number` of "+what+"; 0 lists all")
}

func (f *LimitFlag) Check() error {
	if f.Most < 0 {
		return UsageError("--limit", errors.New("it must not be negative"))
	}
	return nil
}

// Limited returns the first items of a list and notes how many it leaves out.
func Limited[T any](env *Env, f LimitFlag, list []T) []T {
	left := len(list) - f.Most
	if f.Most == 0 || left <= 0 {
		return list
	}
	env.Note("%d more; --limit 0 lists all", left)
	return list[:f.Most]
}

// NotFoundError turns an error of the reference tables into a usage error that suggests
// similar names. list is a hint with the command that lists all names.
func NotFoundError(err error, list string) error {
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
