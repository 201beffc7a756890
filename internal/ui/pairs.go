package ui

import (
	"io"
	"strings"
)

// Pair is one labelled value. A value of several lines keeps its line feeds,
// every line under the first.
type Pair struct{ Label, Value string }

const (
	pairGap      = 2  // columns between the longest label and the values
	stackIndent  = 2  // columns before a value that stands under its label
	minValueRoom = 24 // with less room for values, they stand under their labels
)

// Pairs writes one "Label:  value" per line, values aligned in a column. On a
// terminal, a value longer than width goes on under its column, and words that
// do not fit at all (URLs, ids) are left whole. To a pipe nothing is wrapped.
//
// A pair without a value is left out; an empty Pair is an empty line. Errors
// of w are the caller's to notice, for which a buffer is the easiest way.
func (t *Theme) Pairs(w io.Writer, width int, pairs []Pair) { t.pairs(w, width, pairs, ":") }

// Definitions is Pairs without colons: names and what they mean.
func (t *Theme) Definitions(w io.Writer, width int, pairs []Pair) { t.pairs(w, width, pairs, "") }

// pairs writes pairs with a mark behind each label.
func (t *Theme) pairs(w io.Writer, width int, pairs []Pair, mark string) {
	column := 0
	for _, p := range pairs {
		if p.Value != "" && p.Label != "" {
			column = max(column, displayWidth(t.safe(p.Label))+len(mark)+pairGap)
		}
	}
	if !t.tty {
		width = 0
	}
	stacked := width > 0 && width-column < minValueRoom
	var b strings.Builder
	for _, p := range pairs {
		switch {
		case p == Pair{}:
			b.WriteString("\n")
		case p.Value == "":
		case stacked && column > 0:
			t.stackedPair(&b, width, p, mark)
		default:
			t.alignedPair(&b, width, column, p, mark)
		}
	}
	_, _ = io.WriteString(w, b.String())
}

func (t *Theme) alignedPair(b *strings.Builder, width, column int, p Pair, mark string) {
	lead := pad(t.label(p, mark), column)
	for _, line := range t.lines(p.Value, width-column) {
		b.WriteString(strings.TrimRight(lead+line, " ") + "\n")
		lead = strings.Repeat(" ", column)
	}
}

func (t *Theme) stackedPair(b *strings.Builder, width int, p Pair, mark string) {
	if label := t.label(p, mark); label != "" {
		b.WriteString(label + "\n")
	}
	indent := strings.Repeat(" ", stackIndent)
	for _, line := range t.lines(p.Value, width-stackIndent) {
		b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
	}
}

func (t *Theme) label(p Pair, mark string) string {
	if p.Label == "" {
		return ""
	}
	return t.Label(p.Label + mark)
}

// lines makes a text safe and breaks it into lines of at most width columns; a
// width of 0 or less breaks at its own line feeds only.
func (t *Theme) lines(s string, width int) []string {
	s = strings.ReplaceAll(strings.TrimRight(s, "\n"), "\r\n", "\n")
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		out = append(out, wrap(t.safe(line), width)...)
	}
	return out
}
