package sidebyside

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/printable"
)

// Layout says how to write blocks as text.
type Layout struct {
	// Width is how many columns there are. With fewer than 80 the two texts stand below
	// each other.
	Width int
	// Columns returns how many columns a text takes.
	Columns func(string) int
	// Paint styles what differs; nil leaves it as it is. Marks below it say the same.
	Paint func(string) string
	// Muted styles what is said about the texts; nil leaves it as it is.
	Muted func(string) string
}

// leastWidth is the least number of columns for two texts beside each other.
const leastWidth = 80

// Marks below what differs.
const (
	markSigned   = "-"
	markCaptured = "+"
)

const between = " | "

// Write writes the blocks. Invisible characters are shown as [printable.Visible] does.
// Below what was signed and differs stands -, below what was captured and differs +.
func (l Layout) Write(w io.Writer, blocks []Block) error {
	if l.Paint == nil {
		l.Paint = func(s string) string { return s }
	}
	if l.Muted == nil {
		l.Muted = func(s string) string { return s }
	}
	var b strings.Builder
	beside := l.Width >= leastWidth
	if beside {
		l.beside(&b, blocks)
	} else {
		l.below(&b, blocks)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (l *Layout) beside(b *strings.Builder, blocks []Block) {
	column := (l.Width - len(between)) / 2
	fmt.Fprintf(b, "%s%s%s\n", l.Muted(l.pad("Signed", column)), between, l.Muted("Captured"))
	for i := range blocks {
		if l.leftOut(b, &blocks[i]) {
			continue
		}
		left := l.lines(blocks[i].Signed, column, markSigned)
		right := l.lines(blocks[i].Captured, column, markCaptured)
		for k := range max(len(left), len(right)) {
			var one, other line
			if k < len(left) {
				one = left[k]
			}
			if k < len(right) {
				other = right[k]
			}
			l.row(b, one.text, one.columns, other.text, column)
			if one.marks != "" || other.marks != "" {
				l.row(b, one.marks, len(one.marks), other.marks, column)
			}
		}
	}
}

// row writes the two sides of a line.
func (l *Layout) row(b *strings.Builder, left string, columns int, right string, column int) {
	text := left + strings.Repeat(" ", max(column-columns, 0)) + between + right
	b.WriteString(strings.TrimRight(text, " ") + "\n")
}

func (l *Layout) below(b *strings.Builder, blocks []Block) {
	const prefix = 2
	fmt.Fprintf(b, "%s\n", l.Muted("- signed, + captured"))
	for i := range blocks {
		if l.leftOut(b, &blocks[i]) {
			continue
		}
		sides := []struct {
			sign, mark string
			spans      []Span
		}{{"- ", markSigned, blocks[i].Signed}, {"+ ", markCaptured, blocks[i].Captured}}
		if !blocks[i].Differs() {
			sides = sides[:1]
			sides[0].sign = "  "
		}
		for _, side := range sides {
			for _, line := range l.lines(side.spans, max(l.Width-prefix, 8), side.mark) {
				b.WriteString(side.sign + line.text + "\n")
				if line.marks != "" {
					b.WriteString("  " + line.marks + "\n")
				}
			}
		}
	}
}

// leftOut writes what a block leaves out, if it does.
func (l *Layout) leftOut(b *strings.Builder, block *Block) bool {
	if block.Unchanged > 0 {
		fmt.Fprintf(b, "%s\n", l.Muted(fmt.Sprintf("(%d bytes unchanged)", block.Unchanged)))
	}
	return block.Unchanged > 0
}

func (l *Layout) pad(text string, width int) string {
	return text + strings.Repeat(" ", max(width-l.Columns(text), 0))
}

// line is a line on one side: its text, styled, and the marks below it.
type line struct {
	text    string
	columns int
	marks   string
}

// lines breaks spans into lines of at most width columns.
func (l *Layout) lines(spans []Span, width int, mark string) []line {
	f := folder{layout: l, width: width, mark: mark}
	for _, s := range spans {
		for rest := s.Text; rest != ""; {
			_, size := utf8.DecodeRuneInString(rest)
			f.put(rest[:size], s.Differs)
			rest = rest[size:]
		}
	}
	f.flush()
	return f.done
}

// folder is the lines so far and the one at hand.
type folder struct {
	layout  *Layout
	width   int
	mark    string
	done    []line
	text    strings.Builder
	run     strings.Builder // characters that are all marked or all not
	differs bool            // the run is marked
	columns int
	marks   strings.Builder
}

// put adds one character.
func (f *folder) put(character string, differs bool) {
	shown, feed := strings.CutSuffix(printable.Visible([]byte(character)), "\n")
	columns := f.layout.Columns(shown)
	if f.columns > 0 && f.columns+columns > f.width {
		f.flush()
	}
	if differs != f.differs {
		f.endRun()
		f.differs = differs
	}
	f.run.WriteString(shown)
	f.columns += columns
	sign := " "
	if differs {
		sign = f.mark
	}
	f.marks.WriteString(strings.Repeat(sign, columns))
	if feed {
		f.flush()
	}
}

func (f *folder) endRun() {
	text := f.run.String()
	if f.differs && text != "" {
		text = f.layout.Paint(text)
	}
	f.text.WriteString(text)
	f.run.Reset()
}

func (f *folder) flush() {
	f.endRun()
	if f.columns > 0 {
		f.done = append(f.done, line{f.text.String(), f.columns, strings.TrimRight(f.marks.String(), " ")})
	}
	f.text.Reset()
	f.marks.Reset()
	f.columns = 0
}
