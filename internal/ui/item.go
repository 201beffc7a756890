package ui

import (
	"io"
	"strings"
)

// Item is one line of a list with a mark in front of it. On a terminal a long
// text goes on behind the column at which it began. To a pipe nothing is
// wrapped.
//
// A command at the end of a text that does not fit (": antom …") has a line of
// its own and is left whole, so that it can be copied.
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
	if !t.tty || width-column < minValueRoom {
		width = 0
	}
	var b strings.Builder
	lead := pad(mark, column)
	for _, line := range t.itemLines(item.Text, width-column) {
		b.WriteString(strings.TrimRight(lead+line, " ") + "\n")
		lead = strings.Repeat(" ", column)
	}
	_, _ = io.WriteString(w, b.String())
}

// itemLines are the lines of an item's text.
func (t *Theme) itemLines(text string, width int) []string {
	safe := t.safe(text)
	if width <= 0 || displayWidth(safe) <= width {
		return []string{safe}
	}
	if strings.HasPrefix(text, "antom ") && !strings.Contains(text, ",") {
		return []string{safe}
	}
	before, command, found := cutLast(text, ": antom ")
	if !found || strings.ContainsAny(command, ";,") {
		return t.lines(text, width)
	}
	return append(t.lines(before+":", width), t.safe("antom "+command))
}

// cutLast is strings.Cut at the last place.
func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}
