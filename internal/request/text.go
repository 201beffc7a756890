package request

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// cursor turns offsets into places. It only goes forward, so that all places of
// a text together cost one pass over it.
type cursor struct {
	text   []byte
	offset int
	at     place
}

func newCursor(text []byte) *cursor { return &cursor{text: text, at: place{1, 1}} }

// to returns the place of an offset that is not before the last one.
func (c *cursor) to(offset int) place {
	for c.offset < offset && c.offset < len(c.text) {
		b := c.text[c.offset]
		c.offset++
		switch {
		case b == '\n' || b == '\r' && !bytes.HasPrefix(c.text[c.offset:], []byte("\n")):
			c.at = place{c.at.line + 1, 1}
		case utf8.RuneStart(b) && b != '\r':
			c.at.column++
		}
	}
	return c.at
}

// checkText makes sure that the text is UTF-8 without control characters and
// takes a byte order mark off its front.
func (r *reading) checkText(text []byte) ([]byte, bool) {
	if name := otherEncoding(text); name != "" {
		r.mistake(place{}, "the text is in %s; save it as UTF-8", name)
		return nil, false
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	c := newCursor(text)
	for i := 0; i < len(text); {
		if b := text[i]; b >= ' ' && b < 0x7f || b == '\n' || b == '\t' || b == '\r' {
			i++
			continue
		}
		ch, size := utf8.DecodeRune(text[i:])
		if ch == utf8.RuneError && size == 1 {
			r.mistake(c.to(i), "the byte 0x%02X is not UTF-8, perhaps the text is in Latin-1 or another code page; "+
				"save it as UTF-8", text[i])
			return nil, false
		}
		if name := controlName(ch); name != "" {
			r.mistake(c.to(i), "the control character %s cannot be in a request; remove it", name)
		}
		i += size
	}
	return text, len(r.mistakes) == 0
}

// otherEncoding recognises UTF-16 and UTF-32 by their byte order marks and by
// the zero bytes that ASCII characters have in them.
func otherEncoding(text []byte) string {
	switch {
	case bytes.HasPrefix(text, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(text, []byte{0, 0, 0xfe, 0xff}):
		return "UTF-32"
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}), bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		return "UTF-16"
	}
	if len(text) >= 4 && (text[0] == 0) != (text[1] == 0) && text[0] == 0 == (text[2] == 0) && text[1] == 0 == (text[3] == 0) {
		return "UTF-16"
	}
	return ""
}

// controlName names a character that must not be written raw in a request, or
// returns nothing for any other character. The line and paragraph separators are
// among them, as some YAML readers take them for ends of lines and change them.
func controlName(ch rune) string {
	switch {
	case ch == '\n' || ch == '\t' || ch == '\r':
		return ""
	case ch == 0:
		return "NUL (U+0000)"
	case ch == 0x1a:
		return "SUB (U+001A, Ctrl-Z)"
	case ch == 0x1b:
		return "ESC (U+001B)"
	case ch == 0x7f:
		return "DEL (U+007F)"
	case ch == 0x85:
		return "NEL (U+0085)"
	case ch == 0x2028:
		return "LINE SEPARATOR (U+2028)"
	case ch == 0x2029:
		return "PARAGRAPH SEPARATOR (U+2029)"
	case ch < 0x20, ch >= 0x80 && ch < 0xa0, ch == 0xfffe, ch == 0xffff:
		return fmt.Sprintf("U+%04X", ch)
	default:
		return ""
	}
}
