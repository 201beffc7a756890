package cmd

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/reference"
)

// column is one column of a listing.
type column struct {
	header string
	from   int // columns that a terminal must have to show it; 0: always
}

// writeListing writes a table of names and facts. A terminal gets the columns
// that it has room for, a pipe all of them.
func (a *App) writeListing(w io.Writer, columns []column, rows [][]string) {
	s := a.streams()
	var header []string
	var shown []int
	for i, c := range columns {
		if !s.OutTTY || s.Width >= c.from {
			header, shown = append(header, c.header), append(shown, i)
		}
	}
	cut := make([][]string, len(rows))
	for i, row := range rows {
		for _, k := range shown {
			cut[i] = append(cut[i], row[k])
		}
	}
	a.theme().Listing(w, s.Width, header, cut, s.OutTTY)
}

// notFound makes an error of the reference tables one of the command line:
// wrong usage, with what may be meant. list is the command that shows all names.
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

// counted is "1 code" or "3 codes".
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
