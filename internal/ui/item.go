package ui

import (
	"io"
	"strings"
)

// Item is one line of a list with a mark in front of it. On a terminal a long
// text goes on behind the column at which it began. To a pipe nothing is
// wrapped.
//
// A text that ends with a command ("antom …" or ": antom …") is left whole on a
// terminal too, so that the command can be copied.
type Item struct {
	Mark   string // styled, such as what Status returns
	Column int    // where the text begins, at least a blank behind a mark
	Text   string
}

// Item writes an item.
func (t *Theme) Item(w io.Writer, width int, item Item) {
	mark := t.safe(item.Mark)
	column := item.Column
	if mark != "" {
		column = max(column, displayWidth(mark)+1)
	}
	if !t.tty || width-column < minValueRoom || strings.HasPrefix(item.Text, "antom ") || strings.Contains(item.Text, ": antom ") {
		width = 0
	}
	var b strings.Builder
	lead := pad(mark, column)
	for _, line := range t.lines(item.Text, width-column) {
		b.WriteString(strings.TrimRight(lead+line, " ") + "\n")
		lead = strings.Repeat(" ", column)
	}
	_, _ = io.WriteString(w, b.String())
}
