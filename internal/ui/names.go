package ui

import (
	"io"
	"strings"
)

const (
	nameGap       = 2  // columns between a name and its description
	maxNameColumn = 34 // the description of a longer name begins on the next line
	minNameColumn = 10 // also on a very narrow terminal
)

// NameColumn is the column where the descriptions of names begin, so that they
// are aligned and leave room for text in a terminal of width columns. A name
// that reaches the column stands on a line of its own; it does not push the
// descriptions of all others aside.
func (t *Theme) NameColumn(width int, names []string) int {
	limit := maxNameColumn
	if t.tty {
		limit = max(min(limit, width-minValueRoom, width/2), minNameColumn)
	}
	column := 0
	for _, name := range names {
		if n := displayWidth(t.safe(name)) + nameGap; n <= limit {
			column = max(column, n)
		}
	}
	if column == 0 {
		return limit
	}
	return column
}

// Named writes a name and, from column on, what it means. On a terminal a long
// description is wrapped under its column. To a pipe nothing is wrapped.
func (t *Theme) Named(w io.Writer, width, column int, name, description string) {
	name = t.safe(name)
	if !t.tty {
		width = 0
	}
	var b strings.Builder
	if displayWidth(name)+nameGap > column {
		b.WriteString(name + "\n")
		name = ""
	}
	lead := pad(name, column)
	for _, line := range t.lines(description, width-column) {
		b.WriteString(strings.TrimRight(lead+line, " ") + "\n")
		lead = strings.Repeat(" ", column)
	}
	_, _ = io.WriteString(w, b.String())
}
