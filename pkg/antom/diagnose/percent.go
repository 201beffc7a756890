package diagnose

import (
	"bytes"
	"strings"
)

// percentDecode appends data with every %XX decoded. What is no escape stays.
// With form, + becomes a blank, as in the decoding of a form.
func percentDecode(dst, data []byte, form bool) []byte {
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case c == '%' && i+2 < len(data) && hexValue(data[i+1]) >= 0 && hexValue(data[i+2]) >= 0:
			c = byte(hexValue(data[i+1])<<4 | hexValue(data[i+2]))
			i += 2
		case c == '+' && form:
			c = ' '
		}
		dst = append(dst, c)
	}
	return dst
}

// percentEncode escapes everything but ASCII letters, digits and the characters
// of keep, with capital digits.
func percentEncode(text, keep string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		if alphanumeric(c) || strings.IndexByte(keep, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', digits[c>>4], digits[c&15]})
	}
	return b.String()
}

// mapEscapes changes the digits of every %XX.
func mapEscapes(text string, change func(string) string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			b.WriteString(change(text[i : i+3]))
			i += 2
			continue
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// hexValue returns the value of a hexadecimal digit, -1 if c is none.
func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	default:
		return -1
	}
}

// restorePluses puts back the + in the offsets of times, which the decoding of a form
// turns into a space where a body was not encoded for it.
func restorePluses(dst []byte, t *text) ([]byte, bool) {
	changed := false
	for i, c := range t.data {
		if c == ' ' && i >= len("00:00:00") && timeBefore(t.data[:i]) && offsetAfter(t.data[i+1:]) {
			c, changed = '+', true
		}
		dst = append(dst, c)
	}
	return dst, changed
}

// timeBefore reports whether a text ends in a time of day.
func timeBefore(text []byte) bool {
	end := text[len(text)-len(":00"):]
	return (end[0] == ':' || end[0] == '.' || digit(end[0])) && digit(end[1]) && digit(end[2])
}

// offsetAfter reports whether a text begins with an offset such as 08:00 or 0800, and
// a quote.
func offsetAfter(text []byte) bool {
	if len(text) < len(`0800"`) || !digit(text[0]) || !digit(text[1]) {
		return false
	}
	text = bytes.TrimPrefix(text[2:], []byte(":"))
	return len(text) > 2 && digit(text[0]) && digit(text[1]) && (text[2] == '"' || text[2] == '\\')
}

func digit(c byte) bool { return '0' <= c && c <= '9' }
