package ui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from outside safe to print on one line of a terminal.
// Control characters (C0, C1, DEL, line breaks and tabs), characters that are
// invisible or change the direction of writing, and bytes that are not UTF-8
// are shown as escapes such as \n, \x1b, \u202e. All else stays as it is.
//
// Clean(Clean(s)) equals Clean(s).
func Clean(s string) string { return clean(s, false) }

// CleanText is Clean for text of several lines: line feeds and tabs stay, a
// carriage return before a line feed goes.
func CleanText(s string) string { return clean(strings.ReplaceAll(s, "\r\n", "\n"), true) }

func clean(s string, lines bool) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case lines && (r == '\n' || r == '\t'), !Hidden(r):
			b.WriteString(s[:size])
		default:
			b.WriteString(escapeRune(r))
		}
		s = s[size:]
	}
	return b.String()
}

// isClean is the short way for nearly all text: printable ASCII.
func isClean(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// Hidden tells whether r acts on the terminal or on the reader's eye without
// being seen itself.
func Hidden(r rune) bool {
	switch r {
	case '\u200c', '\u200d': // joiners: emoji and several scripts need them
		return false
	case '\u2028', '\u2029': // line and paragraph separator
		return true
	}
	return unicode.IsControl(r) || (unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r))
}

func escapeRune(r rune) string {
	switch r {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	}
	switch {
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	default:
		return fmt.Sprintf(`\U%08x`, r)
	}
}
