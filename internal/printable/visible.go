package printable

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Signs for invisible characters. Where one of them stands in a text
// itself, it is shown by its number, so that nothing has two meanings.
const (
	signBlank = '·'
	signTab   = '→'
	signLF    = '␊'
	signCR    = '␍'
)

// Visible returns a text with its invisible characters made visible: a space
// as ·, a tab as →, CR as ␍ and LF as ␊, after which a new line begins.
// Every other character that cannot be seen is shown by its number, <U+FEFF>,
// and a byte that is not UTF-8 as <E9>. The result is safe for a terminal.
func Visible(text []byte) string { return visible(string(text), false) }

// VisibleLine is like Visible, for a part of a sentence: spaces stay spaces, and
// no new line begins after LF.
func VisibleLine(text string) string { return visible(text, true) }

func visible(text string, line bool) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/4)
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "<%02X>", text[0])
		case r == ' ' && !line:
			b.WriteRune(signBlank)
		case r == ' ':
			b.WriteByte(' ')
		case r == '\t':
			b.WriteRune(signTab)
		case r == '\r':
			b.WriteRune(signCR)
		case r == '\n':
			b.WriteRune(signLF)
			if !line {
				b.WriteByte('\n')
			}
		case isSign(r), !unicode.IsPrint(r), Hidden(r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteRune(r)
		}
		text = text[size:]
	}
	return b.String()
}

func isSign(r rune) bool { return r == signBlank || r == signTab || r == signLF || r == signCR }
