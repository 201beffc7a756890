package ui

// Cut shortens a text to at most width columns and marks what was cut.
func (t *Theme) Cut(s string, width int) string {
	return truncate(t.safe(s), max(width, 0), t.ellipsis())
}

// Cell is Cut with spaces behind the text up to width columns.
func (t *Theme) Cell(s string, width int) string { return pad(t.Cut(s, width), width) }

// Columns returns how many columns of a terminal a text takes.
func (t *Theme) Columns(s string) int { return displayWidth(t.safe(s)) }

// Fold breaks a plain text into lines of at most width columns, which must be at
// least 2. It breaks at spaces, and within a word only if the word is too long for a
// line: such a line is not for copying.
func (t *Theme) Fold(s string, width int) []string {
	var out []string
	for _, line := range (&Theme{ascii: t.ascii}).lines(s, width) {
		for displayWidth(line) > width {
			head := cells().Truncate(line, width, "")
			if head == "" {
				break
			}
			out = append(out, head)
			line = line[len(head):]
		}
		out = append(out, line)
	}
	return out
}

// ASCII reports whether symbols must be ASCII.
func (t *Theme) ASCII() bool { return t.ascii }
