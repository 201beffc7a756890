package request

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// quoted reads a text in double quotes. The input is known to be UTF-8.
func (r *jsonReader) quoted() (string, bool) {
	opened := r.here()
	r.pos++
	start := r.pos
	var buf []byte // used from the first escape on
	for r.pos < len(r.text) {
		switch c := r.text[r.pos]; {
		case c == '"':
			s := r.text[start:r.pos]
			r.pos++
			if buf == nil {
				return string(s), true
			}
			return string(append(buf, s...)), true
		case c == '\\':
			buf = append(buf, r.text[start:r.pos]...)
			var ok bool
			if buf, ok = r.escape(buf); !ok {
				return "", false
			}
			start = r.pos
		case c == '\n' || c == '\r':
			r.mistake(opened, "the closing quote of this text is missing; a line break in it is written \\n")
			return "", false
		case c < ' ':
			r.mistake(r.here(), "a tab in a text is written \\t")
			return "", false
		default:
			r.pos++
		}
	}
	r.mistake(opened, "the closing quote of this text is missing")
	return "", false
}

// escape reads what follows a backslash and appends what it stands for.
func (r *jsonReader) escape(dst []byte) ([]byte, bool) {
	at := r.here()
	r.pos++
	c := r.peek()
	r.pos++
	switch c {
	case '"', '\\', '/':
		return append(dst, c), true
	case 'b':
		return append(dst, '\b'), true
	case 'f':
		return append(dst, '\f'), true
	case 'n':
		return append(dst, '\n'), true
	case 'r':
		return append(dst, '\r'), true
	case 't':
		return append(dst, '\t'), true
	case 'u':
		return r.unicode(dst, at)
	}
	r.mistake(at, `a backslash is written \\ in JSON; only \" \\ \/ \b \f \n \r \t and \u0000 have a meaning`)
	return nil, false
}

// unicode reads the digits after \u, and the second escape of a surrogate pair.
func (r *jsonReader) unicode(dst []byte, at place) ([]byte, bool) {
	ch, ok := r.hex4()
	if !ok {
		r.mistake(at, `four hexadecimal digits must follow \u`)
		return nil, false
	}
	if !utf16.IsSurrogate(ch) {
		return utf8.AppendRune(dst, ch), true
	}
	if r.pos+2 <= len(r.text) && string(r.text[r.pos:r.pos+2]) == `\u` {
		r.pos += 2
		low, _ := r.hex4()
		if pair := utf16.DecodeRune(ch, low); pair != utf8.RuneError {
			return utf8.AppendRune(dst, pair), true
		}
	}
	r.mistake(at, "half of a surrogate pair: a character above U+FFFF takes two \\u escapes")
	return nil, false
}

// hex4 reads four hexadecimal digits.
func (r *jsonReader) hex4() (rune, bool) {
	if r.pos+4 > len(r.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(r.text[r.pos:r.pos+4]), 16, 16)
	if err != nil {
		return 0, false
	}
	r.pos += 4
	return rune(n), true
}

// number reads a number and returns its source text.
func (r *jsonReader) number() (string, bool) {
	at, start := r.here(), r.pos
	if r.peek() == '-' {
		r.pos++
	}
	first := r.pos
	ok := r.digits()
	zero := ok && r.text[first] == '0' && r.pos > first+1
	if r.peek() == '.' {
		r.pos++
		ok = r.digits() && ok
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.pos++
		if c := r.peek(); c == '+' || c == '-' {
			r.pos++
		}
		ok = r.digits() && ok
	}
	switch {
	case zero:
		r.mistake(at, "a number in JSON cannot begin with 0; put it in double quotes to keep it as it is")
	case !ok || r.word() != "":
		r.mistake(at, "this is not a JSON number; put it in double quotes to keep it as it is")
	default:
		return string(r.text[start:r.pos]), true
	}
	return "", false
}

// digits skips digits and reports whether there was one.
func (r *jsonReader) digits() bool {
	start := r.pos
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.pos++
	}
	return r.pos > start
}
