package ui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/printable"
)

// Clean makes text from outside safe to print on one line of a terminal.
// Control characters (C0, C1, DEL, line breaks and tabs), characters that are
// invisible or change the direction of writing, and bytes that are not UTF-8
// are shown as escapes such as \n, \x1b, \u202e. Joiners and variation selectors
// stay where emoji and scripts need them. All else stays as it is.
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
	var before rune // 0 behind an escape
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		next, _ := utf8.DecodeRuneInString(s[size:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
			r = 0
		case lines && (r == '\n' || r == '\t'), !printable.Hidden(r), shapes(before, r, next):
			b.WriteString(s[:size])
		default:
			b.WriteString(escapeRune(r))
			r = 0
		}
		before, s = r, s[size:]
	}
	return b.String()
}

// shapes reports whether r, a joiner or a variation selector, has something to
// shape. Beside ASCII, and beside other hidden characters, it only makes two
// different texts look the same. A joiner may stand behind a variation selector,
// as in the flags of emoji.
func shapes(before, r, next rune) bool {
	if printable.Joins(r) {
		return (shaped(before) || unicode.Is(unicode.Variation_Selector, before)) && shaped(next)
	}
	return printable.Shapes(r) && shaped(before)
}

// shaped tells which characters can have another form.
func shaped(r rune) bool {
	return r >= utf8.RuneSelf && r != utf8.RuneError && !printable.Hidden(r)
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
