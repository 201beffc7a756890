package spec

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a document.
const maxDepth = 64

// SyntaxError tells where a document is not JSON, or not JSON that can be
// trusted to mean one thing only.
type SyntaxError struct {
	Offset int // in bytes, from 0
	Line   int // from 1
	Column int // in characters, from 1
	Reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Reason)
}

// ParseJSON parses one JSON document strictly by RFC 8259: one value, UTF-8,
// no byte order mark, no repeated member name and at most 64 levels of nesting.
// The error is a *SyntaxError.
func ParseJSON(data []byte) (*Node, error) {
	p := parser{data: data}
	p.space()
	n, err := p.value(0)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.pos < len(p.data) {
		return nil, p.fail(p.pos, "there is more after the end of the document")
	}
	return n, nil
}

type parser struct {
	data []byte
	pos  int
}

func (p *parser) fail(offset int, reason string) error {
	line, start := 1, 0
	for i := 0; i < offset; i++ {
		if p.data[i] == '\n' {
			line++
			start = i + 1
		}
	}
	column := utf8.RuneCount(p.data[start:offset]) + 1
	return &SyntaxError{Offset: offset, Line: line, Column: column, Reason: reason}
}

func (p *parser) space() {
	for p.pos < len(p.data) {
		switch p.data[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// peek returns the next byte, 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.data) {
		return p.data[p.pos]
	}
	return 0
}

func (p *parser) value(depth int) (*Node, error) {
	if p.pos >= len(p.data) {
		return nil, p.fail(p.pos, "the document ends where a value is expected")
	}
	switch c := p.data[p.pos]; {
	case c == '{':
		return p.object(depth + 1)
	case c == '[':
		return p.array(depth + 1)
	case c == '"':
		s, err := p.text()
		if err != nil {
			return nil, err
		}
		return NewString(s), nil
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	default:
		return p.word()
	}
}

func (p *parser) object(depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, p.fail(p.pos, fmt.Sprintf("nested deeper than %d levels", maxDepth))
	}
	n := NewObject()
	p.pos++
	p.space()
	if p.peek() == '}' {
		p.pos++
		return n, nil
	}
	names := nameSet{}
	for {
		if p.peek() != '"' {
			return nil, p.fail(p.pos, "a member name in double quotes is expected")
		}
		at := p.pos
		name, err := p.text()
		if err != nil {
			return nil, err
		}
		if names.add(n.Members, name) {
			return nil, p.fail(at, "the name "+strconv.Quote(name)+" occurs twice in one object")
		}
		p.space()
		if p.peek() != ':' {
			return nil, p.fail(p.pos, "a colon is expected after the name "+strconv.Quote(name))
		}
		p.pos++
		p.space()
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		n.Members = append(n.Members, Member{Name: name, Value: v})
		more, err := p.next('}', "a comma or a closing brace is expected")
		if err != nil || !more {
			return n, err
		}
	}
}

func (p *parser) array(depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, p.fail(p.pos, fmt.Sprintf("nested deeper than %d levels", maxDepth))
	}
	n := NewArray()
	p.pos++
	p.space()
	if p.peek() == ']' {
		p.pos++
		return n, nil
	}
	for {
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		n.Items = append(n.Items, v)
		more, err := p.next(']', "a comma or a closing bracket is expected")
		if err != nil || !more {
			return n, err
		}
	}
}

// next reads a comma (true) or the closing character (false), with the space
// around it.
func (p *parser) next(closing byte, reason string) (more bool, err error) {
	p.space()
	switch p.peek() {
	case closing:
		p.pos++
		return false, nil
	case ',':
		p.pos++
		p.space()
		return true, nil
	}
	return false, p.fail(p.pos, reason)
}

// word reads true, false or null.
func (p *parser) word() (*Node, error) {
	start := p.pos
	for p.pos < len(p.data) && p.data[p.pos] >= 'a' && p.data[p.pos] <= 'z' {
		p.pos++
	}
	switch w := string(p.data[start:p.pos]); w {
	case "true", "false":
		return &Node{Kind: Bool, Text: w}, nil
	case "null":
		return &Node{Kind: Null}, nil
	}
	return nil, p.fail(start, "a value is expected: a string, number, object, list, true, false or null")
}

// number reads a number and keeps its source text.
func (p *parser) number() (*Node, error) {
	start := p.pos
	if p.peek() == '-' {
		p.pos++
	}
	first := p.pos
	if p.digits() == 0 {
		return nil, p.fail(p.pos, "a digit is expected")
	}
	if p.data[first] == '0' && p.pos > first+1 {
		return nil, p.fail(first, "a number cannot begin with a zero")
	}
	if p.peek() == '.' {
		p.pos++
		if p.digits() == 0 {
			return nil, p.fail(p.pos, "a digit is expected after the decimal point")
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.pos++
		if c := p.peek(); c == '+' || c == '-' {
			p.pos++
		}
		if p.digits() == 0 {
			return nil, p.fail(p.pos, "a digit is expected in the exponent")
		}
	}
	return &Node{Kind: Number, Text: string(p.data[start:p.pos])}, nil
}

// digits skips digits and returns how many there were.
func (p *parser) digits() int {
	start := p.pos
	for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
		p.pos++
	}
	return p.pos - start
}

// text reads a string in double quotes.
func (p *parser) text() (string, error) {
	open := p.pos
	p.pos++
	start := p.pos
	var buf []byte // nil while the string has no escapes
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case c == '"':
			buf = append(buf, p.data[start:p.pos]...)
			p.pos++
			return string(buf), nil
		case c == '\\':
			buf = append(buf, p.data[start:p.pos]...)
			var err error
			if buf, err = p.escape(buf); err != nil {
				return "", err
			}
			start = p.pos
		case c < 0x20:
			return "", p.fail(p.pos, "a control character must be escaped in a string")
		case c < utf8.RuneSelf:
			p.pos++
		default:
			r, size := utf8.DecodeRune(p.data[p.pos:])
			if r == utf8.RuneError && size == 1 {
				return "", p.fail(p.pos, "the text is not UTF-8")
			}
			p.pos += size
		}
	}
	return "", p.fail(open, "the string has no closing quote")
}

// escape reads one escape sequence and appends what it stands for.
func (p *parser) escape(dst []byte) ([]byte, error) {
	at := p.pos
	p.pos++
	c := p.peek()
	p.pos++
	switch c {
	case '"', '\\', '/':
		return append(dst, c), nil
	case 'b':
		return append(dst, '\b'), nil
	case 'f':
		return append(dst, '\f'), nil
	case 'n':
		return append(dst, '\n'), nil
	case 'r':
		return append(dst, '\r'), nil
	case 't':
		return append(dst, '\t'), nil
	case 'u':
		return p.unicodeEscape(dst, at)
	}
	return nil, p.fail(at, "unknown escape sequence in a string")
}

func (p *parser) unicodeEscape(dst []byte, at int) ([]byte, error) {
	r, ok := p.hex4()
	if !ok {
		return nil, p.fail(at, "four hexadecimal digits are expected after \\u")
	}
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(dst, r), nil
	}
	if p.pos+1 < len(p.data) && p.data[p.pos] == '\\' && p.data[p.pos+1] == 'u' {
		p.pos += 2
		low, ok := p.hex4()
		if full := utf16.DecodeRune(r, low); ok && full != utf8.RuneError {
			return utf8.AppendRune(dst, full), nil
		}
	}
	return nil, p.fail(at, "half of a surrogate pair in a string")
}

func (p *parser) hex4() (rune, bool) {
	if p.pos+4 > len(p.data) {
		return 0, false
	}
	v, err := strconv.ParseUint(string(p.data[p.pos:p.pos+4]), 16, 16)
	if err != nil {
		return 0, false
	}
	p.pos += 4
	return rune(v), true
}

// nameSet finds repeated member names: by looking for small objects, with a map
// for large ones, so that a hostile document costs no more than its size.
type nameSet struct{ seen map[string]bool }

const smallObject = 32

// add reports whether the name is there already.
func (s *nameSet) add(members []Member, name string) bool {
	if len(members) < smallObject {
		for i := range members {
			if members[i].Name == name {
				return true
			}
		}
		return false
	}
	if s.seen == nil {
		s.seen = make(map[string]bool, 2*len(members))
		for i := range members {
			s.seen[members[i].Name] = true
		}
	}
	if s.seen[name] {
		return true
	}
	s.seen[name] = true
	return false
}
