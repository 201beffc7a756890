package spec

import (
	"bytes"
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
	p := parser{data: data, unique: true}
	p.space()
	n, err := p.value(0, noName)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.pos < len(p.data) {
		return nil, p.fail(p.pos, p.after("there is more after the end of the document"))
	}
	return n, nil
}

// ParseValue parses the JSON value that begins at an offset of a text in which more can
// follow, and returns it with the offset behind it. It is as strict as ParseJSON, but
// keeps members whose name is repeated, so that a caller can tell where each of them
// is.
//
// place is called for each value, in the order of the text and before the values in
// it, with the offsets in bytes where its name and the value itself begin; name is -1
// for what has none. An error that it returns ends the parsing and is returned. Every
// other error is a *SyntaxError.
func ParseValue(text []byte, offset int, place func(n *Node, name, value int) error) (n *Node, end int, err error) {
	p := parser{data: text, pos: offset, place: place}
	n, err = p.value(0, noName)
	return n, p.pos, err
}

type parser struct {
	data   []byte
	pos    int
	unique bool                                 // repeated names are an error
	place  func(n *Node, name, value int) error // nil: nobody asks
}

// noName is the offset of the name of a value that has none.
const noName = -1

// placed makes a value known that begins at an offset.
func (p *parser) placed(n *Node, name, value int) (*Node, error) {
	if p.place == nil {
		return n, nil
	}
	return n, p.place(n, name, value)
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

func (p *parser) value(depth, name int) (*Node, error) {
	start := p.pos
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth+1, name)
	case c == '[':
		return p.array(depth+1, name)
	case c == '"':
		s, err := p.text()
		if err != nil {
			return nil, err
		}
		return p.placed(NewString(s), name, start)
	case c == '-' || c >= '0' && c <= '9':
		s, err := p.number()
		if err != nil {
			return nil, err
		}
		return p.placed(&Node{Kind: Number, Text: s}, name, start)
	}
	switch w := p.word(); w {
	case "true", "false":
		p.pos += len(w)
		return p.placed(&Node{Kind: Bool, Text: w}, name, start)
	case "null":
		p.pos += len(w)
		return p.placed(&Node{Kind: Null}, name, start)
	}
	return nil, p.fail(start, p.notAValue())
}

func (p *parser) object(depth, name int) (*Node, error) {
	opened := p.pos
	n, err := p.nested(NewObject(), depth, name)
	if err != nil {
		return nil, err
	}
	names := nameSet{}
	for more := p.open('}'); more; {
		at := p.pos
		if p.peek() != '"' {
			return nil, p.fail(at, p.notAName())
		}
		name, err := p.text()
		if err != nil {
			return nil, err
		}
		if p.unique && names.add(n.Members, name) {
			return nil, p.fail(at, "the name "+strconv.Quote(name)+" occurs twice in one object")
		}
		if err := p.colon(name); err != nil {
			return nil, err
		}
		v, err := p.value(depth, at)
		if err != nil {
			return nil, err
		}
		n.Members = append(n.Members, Member{Name: name, Value: v})
		if more, err = p.comma('}', opened); err != nil {
			return nil, err
		}
	}
	return n, nil
}

func (p *parser) array(depth, name int) (*Node, error) {
	opened := p.pos
	n, err := p.nested(NewArray(), depth, name)
	if err != nil {
		return nil, err
	}
	for more := p.open(']'); more; {
		v, err := p.value(depth, noName)
		if err != nil {
			return nil, err
		}
		n.Items = append(n.Items, v)
		if more, err = p.comma(']', opened); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// nested begins an object or a list, unless it is nested too deeply.
func (p *parser) nested(n *Node, depth, name int) (*Node, error) {
	if depth > maxDepth {
		return nil, p.fail(p.pos, fmt.Sprintf("nested deeper than %d levels", maxDepth))
	}
	return p.placed(n, name, p.pos)
}

// open reads the opening character, which is there, and reports whether anything is
// inside.
func (p *parser) open(closing byte) bool {
	p.pos++
	p.space()
	if p.peek() == closing {
		p.pos++
		return false
	}
	return true
}

// comma reads a comma (true) or the closing character (false), with the space around
// it. opened is the offset of the opening character.
func (p *parser) comma(closing byte, opened int) (more bool, err error) {
	p.space()
	at := p.pos
	switch c := p.peek(); {
	case c == closing:
		p.pos++
		return false, nil
	case c != ',' && at == len(p.data):
		return false, p.fail(at, fmt.Sprintf("the text ends here, but what begins with %c in line %d is not closed with %c",
			p.data[opened], p.line(opened), closing))
	case c != ',':
		return false, p.fail(at, p.after(fmt.Sprintf("a comma or %c is missing before this", closing)))
	}
	p.pos++
	p.space()
	if p.peek() == closing {
		return false, p.fail(at, fmt.Sprintf("a comma too many: nothing follows it before %c", closing))
	}
	return true, nil
}

// line is the number of the line that an offset is in.
func (p *parser) line(offset int) int { return bytes.Count(p.data[:offset], []byte("\n")) + 1 }

// colon reads the colon behind a name, with the space around it.
func (p *parser) colon(name string) error {
	p.space()
	if p.peek() != ':' {
		return p.fail(p.pos, p.after("a colon is missing after the name "+quoted(name)))
	}
	p.pos++
	p.space()
	return nil
}

// word returns the letters at the present place.
func (p *parser) word() string {
	end := p.pos
	for end < len(p.data) && (p.data[end]|0x20 >= 'a' && p.data[end]|0x20 <= 'z' || p.data[end] == '_') {
		end++
	}
	return string(p.data[p.pos:end])
}

// number reads a number and returns its source text.
func (p *parser) number() (string, error) {
	start := p.pos
	if p.peek() == '-' {
		p.pos++
	}
	first := p.pos
	ok := p.digits() > 0
	zero := ok && p.data[first] == '0' && p.pos > first+1
	if p.peek() == '.' {
		p.pos++
		ok = p.digits() > 0 && ok
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.pos++
		if c := p.peek(); c == '+' || c == '-' {
			p.pos++
		}
		ok = p.digits() > 0 && ok
	}
	switch {
	case zero:
		return "", p.fail(start, "a number in JSON cannot begin with 0; put it in double quotes to keep it as it is")
	case !ok || p.word() != "":
		return "", p.fail(start, "this is not a JSON number; put it in double quotes to keep it as it is")
	}
	return string(p.data[start:p.pos]), nil
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
		case c == '\n' || c == '\r':
			return "", p.fail(open, `the closing quote of this text is missing; a line break in it is written \n`)
		case c == '\t':
			return "", p.fail(p.pos, `a tab in a text is written \t`)
		case c < 0x20:
			return "", p.fail(p.pos, fmt.Sprintf(`the control character %U in a text is written \u%04[1]x`, c))
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
	return "", p.fail(open, "the closing quote of this text is missing")
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
	return nil, p.fail(at, `a backslash is written \\ in JSON; only \" \\ \/ \b \f \n \r \t and \u0000 have a meaning`)
}

func (p *parser) unicodeEscape(dst []byte, at int) ([]byte, error) {
	r, ok := p.hex4()
	if !ok {
		return nil, p.fail(at, `four hexadecimal digits must follow \u`)
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
	return nil, p.fail(at, `half of a surrogate pair: a character above U+FFFF takes two \u escapes`)
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
