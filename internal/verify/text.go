package verify

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Masks for looking at eight bytes at once.
const (
	everyByte = 0x0101010101010101
	highBits  = 0x8080808080808080
)

// special marks, in the high bit of each byte, quotes, backslashes and control
// characters. Bytes above the lowest marked one may be marked wrongly.
func special(x uint64) uint64 {
	quote := x ^ '"'*everyByte
	slash := x ^ '\\'*everyByte
	return ((quote-everyByte)&^quote | (slash-everyByte)&^slash | (x-' '*everyByte)&^x) & highBits
}

// bodyText is the text of a body that stood in a record as a JSON string.
type bodyText struct {
	text []byte
	// quotes are the places of the quotes in the text, so that its own JSON
	// strings need not be searched for. They are known only if plain.
	quotes []int32
	// plain: the text has no backslash and no control character of its own.
	plain bool
}

// unquote appends the text of the JSON string whose opening quote is at i to
// dst, which must have room for the rest of b, and returns the end of the
// string. It gives up on what is not valid, and on what the capture format has
// a note about: characters that may have been lost.
func (t *bodyText) unquote(dst, b []byte, i int) (grown []byte, end int, ok bool) {
	start, n := len(dst), len(dst)
	dst = dst[:cap(dst)]
	if len(dst)-n < len(b)-i {
		return dst[:start], i, false
	}
	t.reserve(len(b) - i)
	quotes, q := t.quotes[:cap(t.quotes)], 0
	t.plain = true
	var seen uint64 // all bytes so far, or'ed
	for i++; ; {
		// What is read grows to no more than its own length, so there is room
		// for eight bytes wherever there are eight to read.
		for i+8 <= len(b) {
			x := binary.LittleEndian.Uint64(b[i:])
			binary.LittleEndian.PutUint64(dst[n:], x)
			seen |= x
			m := special(x)
			if m == 0 {
				i, n = i+8, n+8
				continue
			}
			k := bits.TrailingZeros64(m) >> 3
			i, n = i+k, n+k
			if i+1 >= len(b) || b[i] != '\\' || b[i+1] != '"' {
				break
			}
			quotes[q] = int32(n - start)
			dst[n] = '"'
			i, n, q = i+2, n+1, q+1
			// A quote that ends a string has one byte before the next quote:
			// ":" or ",". That spares one search in two.
			if i+3 <= len(b) && b[i+2] == '"' && b[i+1] == '\\' && (b[i] == ':' || b[i] == ',') {
				dst[n], dst[n+1] = b[i], '"'
				quotes[q] = int32(n + 1 - start)
				i, n, q = i+3, n+2, q+1
			}
		}
		if i+1 >= len(b) {
			return dst[:start], i, false
		}
		switch c := b[i]; {
		case c == '"':
			t.text, t.quotes = dst[start:n:n], quotes[:q]
			return dst[:n], i + 1, seen&highBits == 0 || whole(t.text)
		case c == '\\':
			r, length := escape(b[i:])
			if length == 0 {
				return dst[:start], i, false
			}
			if r == '"' {
				quotes[q] = int32(n - start)
				q++
			}
			t.plain = t.plain && r >= ' ' && r != '\\' && (r != '"' || length == 2)
			n += utf8.EncodeRune(dst[n:], r)
			i += length
		case c < ' ':
			return dst[:start], i, false
		default: // the last bytes, fewer than eight
			seen |= uint64(c)
			dst[n] = c
			i, n = i+1, n+1
		}
	}
}

// reserve makes room for the quotes of a text of some length as JSON.
func (t *bodyText) reserve(size int) {
	if most := size/2 + 1; cap(t.quotes) < most {
		t.quotes = make([]int32, 0, most+most/4)
	}
}

// whole reports whether a text is UTF-8 and has no replacement characters.
func whole(text []byte) bool {
	return utf8.Valid(text) && !bytes.Contains(text, []byte("\uFFFD"))
}

// escape reads an escape sequence of JSON; length 0 if it is none, or half of a
// surrogate pair, or the replacement character.
func escape(b []byte) (r rune, length int) {
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		if len(b) < 6 {
			return 0, 0
		}
		for _, c := range b[2:6] {
			d := hexDigit(c)
			if d < 0 {
				return 0, 0
			}
			r = r<<4 | rune(d)
		}
		if r >= 0xD800 && r <= 0xDFFF || r == utf8.RuneError {
			return 0, 0
		}
		return r, 6
	}
	return 0, 0
}

// hexDigit is the value of a hexadecimal digit, -1 if c is none.
func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// plainString returns the end of the string of printable ASCII without escapes
// whose opening quote is at i; the text is b[i+1:end-1].
func plainString(b []byte, i int) (end int, ok bool) {
	if i >= len(b) || b[i] != '"' {
		return i, false
	}
	for i++; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		if m := special(x) | x&highBits; m != 0 {
			i += bits.TrailingZeros64(m) >> 3
			return i + 1, b[i] == '"'
		}
	}
	for ; i < len(b); i++ {
		if c := b[i]; c < ' ' || c >= 0x7F || c == '"' || c == '\\' {
			return i + 1, c == '"'
		}
	}
	return i, false
}
