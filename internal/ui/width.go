package ui

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// The functions in this file take text that Theme.safe has returned: its only
// control characters are the theme's own styling sequences, which take no
// room.

// cells measures plain text in columns of a terminal. Characters of ambiguous
// width count as one, as nearly all terminals draw them, whatever the locale.
func cells() *runewidth.Condition {
	return &runewidth.Condition{StrictEmojiNeutral: true}
}

// displayWidth is the number of columns that s takes.
func displayWidth(s string) int {
	c, n := cells(), 0
	for s != "" {
		var text string
		text, _, s = nextSequence(s)
		n += c.StringWidth(text)
	}
	return n
}

// nextSequence cuts s after its first styling sequence: the text before it,
// the sequence (empty when there is none), and the rest.
func nextSequence(s string) (text, sequence, rest string) {
	i := strings.IndexByte(s, '\x1b')
	if i < 0 {
		return s, "", ""
	}
	end := strings.IndexByte(s[i:], 'm')
	if end < 0 {
		return s[:i], s[i:], ""
	}
	end += i + 1
	return s[:i], s[i:end], s[end:]
}

// truncate shortens s to at most width columns, the last of them the tail. The
// styling sequences all stay, so that none is left open.
func truncate(s string, width int, tail string) string {
	if displayWidth(s) <= width {
		return s
	}
	c := cells()
	room := width - c.StringWidth(tail)
	if room < 0 {
		tail, room = c.Truncate(tail, width, ""), 0
	}
	var b strings.Builder
	full := false
	for s != "" {
		var text, sequence string
		text, sequence, s = nextSequence(s)
		if !full {
			head := c.Truncate(text, room, "")
			b.WriteString(head)
			room -= c.StringWidth(head)
			if full = head != text; full {
				b.WriteString(tail)
			}
		}
		b.WriteString(sequence)
	}
	return b.String()
}

// pad fills s with spaces to width columns.
func pad(s string, width int) string {
	if n := width - displayWidth(s); n > 0 {
		return s + strings.Repeat(" ", n)
	}
	return s
}
