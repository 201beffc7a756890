package printable

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// YAML is a YAML text with every hidden character escaped, which must all stand
// in double quotes: no other style has escapes.
func YAML(text []byte) []byte {
	return escaped(text, func(dst []byte, r rune) []byte {
		if r > 0xffff {
			return fmt.Appendf(dst, `\U%08X`, r)
		}
		return fmt.Appendf(dst, `\u%04X`, r)
	})
}

// XML is an XML text with every hidden character as a character reference. Those
// that XML does not allow at all must be gone already, as encoding/xml sees to.
func XML(text []byte) []byte {
	return escaped(text, func(dst []byte, r rune) []byte { return fmt.Appendf(dst, "&#x%X;", r) })
}

// escaped escapes hidden characters, but for ASCII's control characters: in
// strings these formats demand that they are escaped already, elsewhere they are
// layout. Bytes that are not UTF-8 become replacement characters.
func escaped(text []byte, escape func([]byte, rune) []byte) []byte {
	text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	if bytes.IndexFunc(text, hiddenInside) < 0 {
		return text
	}
	out := make([]byte, 0, len(text)+len(text)/8+16)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if hiddenInside(r) {
			out = escape(out, r)
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	return out
}

func hiddenInside(r rune) bool { return r > ' ' && Hidden(r) }
