package diagnose

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A spelling is the way a JSON writer escapes characters in strings. Quote,
// backslash and control characters are always escaped, with the short form
// where there is one.
type spelling struct {
	name    string
	slash   bool   // / becomes \/
	ascii   bool   // what is not ASCII becomes \uXXXX
	astral  bool   // what needs a surrogate pair becomes \uXXXX\uXXXX
	lines   bool   // U+2028 and U+2029 become \uXXXX
	delete  bool   // U+007F becomes \u007f
	upper   bool   // hexadecimal digits are capitals
	special string // ASCII characters that become \uXXXX, even the quote
	mixed   bool   // special characters have upper-case hex digits, others small ones
	common  bool
}

// Characters that some writers escape so that JSON can stand inside HTML.
const (
	markup     = "<>&"
	gsonMarkup = "<>&='"
	netMarkup  = "<>&'\"+`"
)

// spellings lists the ways to escape, those of the most used JSON writers first.
func spellings() []spelling {
	return []spelling{
		plain(),
		{name: `"/" written as \/`, slash: true, common: true},
		{name: `"/" written as \/ and non-ASCII characters as \u with lower-case hex digits`, slash: true, ascii: true, common: true},
		{name: `non-ASCII characters written as \u with lower-case hex digits`, ascii: true, common: true},
		{name: `non-ASCII characters written as \u with lower-case hex digits, U+007F too`, ascii: true, delete: true},
		{name: `non-ASCII characters written as \u with upper-case hex digits`, ascii: true, upper: true},
		{name: `<, > and & written as \u with lower-case hex digits`, special: markup, lines: true, common: true},
		{name: `<, >, &, = and ' written as \u with lower-case hex digits`, special: gsonMarkup, lines: true, common: true},
		{name: `<, > and & and non-ASCII characters written as \u with lower-case hex digits`, special: markup, ascii: true},
		{name: `<, > and & written as \u with upper-case hex digits`, special: markup, lines: true, upper: true},
		{name: `<, > and & and non-ASCII characters written as \u with upper-case hex digits`, special: markup, ascii: true, upper: true},
		{name: `<, >, &, ', +, " and non-ASCII characters written as \u with upper-case hex digits`,
			special: netMarkup, ascii: true, delete: true, upper: true, common: true},
		{name: `<, >, &, ' and " written as \u with upper-case hex digits`, special: "<>&'\"", upper: true},
		{name: `<, >, &, ' and " written as \u with upper-case hex digits, "/" as \/ and non-ASCII characters as \u with lower-case hex digits`,
			special: "<>&'\"", mixed: true, slash: true, ascii: true},
		{name: `"/" written as \/ and non-ASCII characters as \u with upper-case hex digits`, slash: true, ascii: true, upper: true},
		{name: `"/" written as \/ and U+2028 and U+2029 as \u`, slash: true, lines: true},
		{name: `U+2028 and U+2029 written as \u`, lines: true},
		{name: `emoji and similar characters written as \u with upper-case hex digits`, astral: true, upper: true},
	}
}

// plain escapes nothing but what JSON demands.
func plain() spelling {
	return spelling{name: `no other escapes than JSON demands ("/" and UTF-8 as they are)`, common: true}
}

// A speller writes strings in one spelling.
type speller struct {
	spelling
	verbatim [utf8.RuneSelf]bool // ASCII characters that stay as they are
	changes  asciiSet            // the characters without which a text stays as it is
}

func (s spelling) speller() *speller {
	w := &speller{spelling: s}
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		w.verbatim[c] = c != '"' && c != '\\' && !(c == '/' && s.slash) && !(c == 0x7f && s.delete) &&
			strings.IndexByte(s.special, c) < 0
		if !w.verbatim[c] && c != '"' || c == '\\' {
			w.changes.add(c)
		}
	}
	w.changes.other = s.ascii || s.astral || s.lines
	return w
}

// write appends the text with its strings in this spelling. It reports false if
// nothing in it can change.
func (s *speller) write(dst []byte, t *text) ([]byte, bool) {
	if t.json() == nil || !t.ascii.overlaps(s.changes) {
		return dst, false
	}
	return t.rewrite(dst, s.spell)
}

// spell appends a string token, spelled anew. Other tokens stay as they are.
func (s *speller) spell(dst, tok []byte) []byte {
	if tok[0] != '"' {
		return append(dst, tok...)
	}
	dst = append(dst, '"')
	for inner := tok[1 : len(tok)-1]; len(inner) > 0; {
		run := 0
		for run < len(inner) && inner[run] < utf8.RuneSelf && s.verbatim[inner[run]] {
			run++
		}
		dst = append(dst, inner[:run]...)
		if inner = inner[run:]; len(inner) == 0 {
			break
		}
		r, size := nextChar(inner)
		if r < 0 {
			dst = append(dst, inner[:size]...) // not UTF-8, or half of a surrogate pair
		} else {
			dst = s.char(dst, r)
		}
		inner = inner[size:]
	}
	return append(dst, '"')
}

// nextChar reads a character or an escape sequence of valid JSON. r is -1 for
// what stands for no character.
func nextChar(inner []byte) (r rune, size int) {
	if inner[0] != '\\' || len(inner) < 2 {
		r, size = utf8.DecodeRune(inner)
		if r == utf8.RuneError && size == 1 {
			return -1, 1
		}
		return r, size
	}
	if inner[1] != 'u' {
		return shortEscape(inner[1]), 2
	}
	r = unit(inner)
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(inner) >= 12 && inner[6] == '\\' && inner[7] == 'u' {
		if full := utf16.DecodeRune(r, unit(inner[6:])); full != utf8.RuneError {
			return full, 12
		}
	}
	return -1, 6
}

func shortEscape(c byte) rune {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	default:
		return rune(c)
	}
}

// unit reads \uXXXX.
func unit(b []byte) (r rune) {
	for _, c := range b[2:6] {
		r = r<<4 | rune(hexValue(c))
	}
	return r
}

func (s *speller) char(dst []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf && s.verbatim[r]:
		return append(dst, byte(r))
	case r < utf8.RuneSelf && strings.IndexByte(s.special, byte(r)) >= 0:
		return appendUnit(dst, r, s.upper || s.mixed)
	case r == '"' || r == '\\' || r == '/':
		return append(dst, '\\', byte(r))
	case r < ' ':
		return s.control(dst, r)
	case r <= 0x7f, // U+007F
		(r == 0x2028 || r == 0x2029) && s.lines,
		r > 0x7f && s.ascii,
		r > 0xffff && s.astral:
		return s.escape(dst, r)
	default:
		return utf8.AppendRune(dst, r)
	}
}

func (s *speller) control(dst []byte, r rune) []byte {
	if i := strings.IndexRune("\b\f\n\r\t", r); i >= 0 {
		return append(dst, '\\', "bfnrt"[i])
	}
	return s.escape(dst, r)
}

func (s *speller) escape(dst []byte, r rune) []byte {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return s.escape(s.escape(dst, high), low)
	}
	return appendUnit(dst, r, s.upper)
}

// appendUnit appends \uXXXX.
func appendUnit(dst []byte, unit rune, upper bool) []byte {
	digits := "0123456789abcdef"
	if upper {
		digits = "0123456789ABCDEF"
	}
	return append(dst, '\\', 'u', digits[unit>>12&15], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
}
