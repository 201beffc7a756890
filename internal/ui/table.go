package ui

import (
	"io"
	"strings"
)

const (
	columnGap     = 2 // columns between two columns of a table
	minColumnRoom = 4 // no column is made narrower than this

	minTextColumn = 16 // a last column of this width has room for text of several lines
)

// Table writes rows below header. With tty it aligns the columns and shortens the
// widest ones until the table fits into width, marking what was cut with "…". Text in
// the last column is wrapped.
// Without, it writes one line per row, cells separated by tabs and nothing cut, for
// cut, awk and the like; a tab or line feed in a cell shows as \t or \n. A theme of
// WithoutHeader leaves the header out.
func (t *Theme) Table(w io.Writer, width int, header []string, rows [][]string, tty bool) {
	t.table(w, width, header, rows, tty, 0)
}

// Listing is Table whose first column, the names that people copy, is never
// shortened.
func (t *Theme) Listing(w io.Writer, width int, header []string, rows [][]string, tty bool) {
	t.table(w, width, header, rows, tty, 1)
}

// table writes rows; the first whole columns are not shortened.
func (t *Theme) table(w io.Writer, width int, header []string, rows [][]string, tty bool, whole int) {
	var b strings.Builder
	if t.headless {
		header = nil
	}
	if tty {
		t.alignedTable(&b, width, header, rows, whole)
	} else {
		if len(header) > 0 {
			b.WriteString(strings.Join(t.safeCells(header), "\t") + "\n")
		}
		for _, row := range rows {
			b.WriteString(strings.Join(t.safeCells(row), "\t") + "\n")
		}
	}
	_, _ = io.WriteString(w, b.String())
}

// Records is Table for rows whose cells must stay whole, such as ids: where
// the table would not fit into width, each row becomes a block of labelled
// values, with an empty line between two blocks.
func (t *Theme) Records(w io.Writer, width int, header []string, rows [][]string, tty bool) {
	if !tty || t.TableFits(width, header, rows) {
		t.Table(w, width, header, rows, tty)
		return
	}
	var b strings.Builder
	for i, row := range rows {
		if i > 0 {
			b.WriteString("\n")
		}
		pairs := make([]Pair, len(row))
		for k, cell := range row {
			pairs[k] = Pair{Label: header[k], Value: cell}
		}
		t.Pairs(&b, width, pairs)
	}
	_, _ = io.WriteString(w, b.String())
}

// TableFits reports whether a table has room in width columns without cutting anything.
func (t *Theme) TableFits(width int, header []string, rows [][]string) bool {
	total := -columnGap
	for _, column := range columnWidths(append([][]string{header}, rows...)) {
		total += column + columnGap
	}
	return width <= 0 || total <= width
}

func (t *Theme) alignedTable(b *strings.Builder, width int, header []string, rows [][]string, whole int) {
	var table [][]string
	if len(header) > 0 {
		head := make([]string, len(header))
		for i, h := range header {
			head[i] = t.Label(h)
		}
		table = append(table, head)
	}
	for _, row := range rows {
		table = append(table, t.safeCells(row))
	}
	widths := fit(columnWidths(table), width, whole)
	for _, row := range table {
		for _, line := range t.tableLines(row, widths) {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
}

// tableLines are the lines of one row. A last cell that is too long goes on below
// itself, because it is text more often than not; other cells are cut.
func (t *Theme) tableLines(row []string, widths []int) []string {
	gap := strings.Repeat(" ", columnGap)
	var line strings.Builder
	last := len(row) - 1
	for i, cell := range row {
		if i == last && i > 0 && widths[i] >= minTextColumn {
			lines := wrap(cell, widths[i])
			for k := range lines {
				lines[k] = truncate(lines[k], widths[i], t.ellipsis()) // of one long word
			}
			return hang(line.String(), lines)
		}
		line.WriteString(pad(truncate(cell, widths[i], t.ellipsis()), widths[i]))
		if i < last {
			line.WriteString(gap)
		}
	}
	return []string{line.String()}
}

// hang puts lines behind lead, the first on its line and the others below that.
func hang(lead string, lines []string) []string {
	indent := strings.Repeat(" ", displayWidth(lead))
	for i, line := range lines {
		if i > 0 {
			lead = indent
		}
		lines[i] = lead + line
	}
	return lines
}

func (t *Theme) safeCells(row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		out[i] = t.safe(cell)
	}
	return out
}

// ellipsis marks text that was cut.
func (t *Theme) ellipsis() string {
	if t.ascii {
		return "..."
	}
	return "…"
}

func columnWidths(table [][]string) []int {
	var widths []int
	for _, row := range table {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], displayWidth(cell))
		}
	}
	return widths
}

// fit narrows the widest column again and again until the table has at most
// width columns. The first whole ones stay as they are. A width of 0 or less is
// no limit.
func fit(widths []int, width, whole int) []int {
	if width <= 0 {
		return widths
	}
	total := columnGap * (len(widths) - 1)
	for i := range widths {
		if i >= whole {
			widths[i] = min(widths[i], width)
		}
		total += widths[i]
	}
	for ; total > width && whole < len(widths); total-- {
		widest := whole
		for i := whole; i < len(widths); i++ {
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= minColumnRoom {
			break
		}
		widths[widest]--
	}
	return widths
}
