package capture

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ParseRecord reads one capture object, as AppendJSON writes it; blanks around
// it are allowed. Members that it does not know are skipped. Source and Index
// are left empty.
func ParseRecord(line []byte) (*Capture, error) {
	c := new(Capture)
	end, err := new(recordParser).parse(line, skipSpace(line, 0), c)
	if err != nil {
		return nil, err
	}
	if rest := skipSpace(line, end); rest < len(line) {
		return nil, unexpected(line, rest, "the end of the record")
	}
	return c, nil
}

// recordParser reads capture objects in memory that is used again.
type recordParser struct {
	json    jsonReader
	headers headerReader
	path    string // the last one: it is nearly always the same
}

// parse reads the object that begins at i into c, in c's own memory, and returns
// where it ends.
func (p *recordParser) parse(b []byte, i int, c *Capture) (end int, err error) {
	p.json.reset(b[i:])
	if i >= len(b) || b[i] != '{' {
		if value, err := p.json.value(); err == nil {
			return i + p.json.offset(), fmt.Errorf("%s stands where a capture object should be", kind(value))
		}
		return i, unexpected(b, i, "a capture object")
	}
	p.headers.reset()
	var m recordMembers
	if err := p.json.eachMember(func(name []byte) error { return p.member(&m, name) }); err != nil {
		return i + p.json.offset(), moveMistake(err, i)
	}
	end = i + p.json.offset()
	if err := m.check(); err != nil {
		return end, err
	}
	*c = Capture{Format: FormatCapture, Headers: c.Headers[:0], Body: c.Body[:0]}
	return end, p.fill(c, &m.values)
}

// member reads one member. A mistake in its value does not end the object.
func (p *recordParser) member(m *recordMembers, name []byte) error {
	i, known := recordMemberOf(unquotedPart(name))
	if known && i == memberHeaders {
		start := p.json.next()
		if err := p.headers.read(&p.json); err != nil {
			return err
		}
		m.add(i, name, p.json.text[start:p.json.offset()])
		return nil
	}
	value, err := p.json.value()
	if err == nil && known {
		m.add(i, name, value)
	}
	return err
}

// fill puts the members into c.
func (p *recordParser) fill(c *Capture, values *[recordMemberCount][]byte) (err error) {
	c.Method = method(values[memberMethod])
	if path := unquotedPart(values[memberPath]); string(path) != p.path {
		p.path = string(path)
	}
	c.Path = p.path
	if at := appendLeaf(nil, values[memberReceivedAt]); len(at) > 0 {
		c.setReceivedAt(string(at))
	}
	if c.Headers, err = p.headers.appendTo(c.Headers); err != nil {
		return err
	}
	if encoded := values[memberBodyBase64]; encoded != nil {
		if c.Body, err = decodeBase64(unquote(encoded)); err != nil {
			return fmt.Errorf("\"bodyBase64\" is %w", err)
		}
		return nil
	}
	body := values[memberBody]
	if body == nil {
		c.Body, c.unread = nil, errNoBody
		c.note("the record has no body")
		return nil
	}
	var lost loss
	c.Body, lost = appendUnquoted(c.Body, body)
	(lost | lossOf(c.Body)).note(c)
	return nil
}

// method spares an allocation for the one method that notifications have.
func method(value []byte) string {
	if string(value) == `"POST"` {
		return "POST"
	}
	return string(unquotedPart(value))
}

// A recordMember is a member of a capture object.
type recordMember int

const (
	memberReceivedAt recordMember = iota
	memberMethod
	memberPath
	memberHeaders
	memberBody
	memberBodyBase64

	recordMemberCount
)

// recordMembers are the members of one capture object.
type recordMembers struct {
	values [recordMemberCount][]byte // raw; nil if there is none or if it is null
	seen   [recordMemberCount]bool
	err    error // the first mistake in them
}

// add takes the value of a member.
func (m *recordMembers) add(i recordMember, name, value []byte) {
	if k := kind(value); k != "a string" && k != "null" && i != memberReceivedAt && i != memberHeaders {
		m.fail(fmt.Errorf("%s is %s, not a string%s", name, k, bodyAdvice(i)))
	}
	if m.seen[i] {
		m.fail(fmt.Errorf("%s occurs twice", name))
	}
	m.seen[i] = true
	if string(value) != "null" && m.values[i] == nil {
		m.values[i] = value
	}
}

func (m *recordMembers) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}

// check refuses objects whose members cannot mean anything.
func (m *recordMembers) check() error {
	body, bodyBase64 := m.values[memberBody] != nil, m.values[memberBodyBase64] != nil
	switch {
	case !body && !bodyBase64 && m.values[memberHeaders] == nil:
		return errors.New(`not a capture object: it has neither "headers" nor "body"`)
	case m.err != nil:
		return m.err
	case body && bodyBase64:
		return errors.New(`both "body" and "bodyBase64" are given; keep one of them`)
	}
	return nil
}

func recordMemberOf(name []byte) (recordMember, bool) {
	switch string(name) {
	case "receivedAt":
		return memberReceivedAt, true
	case "method":
		return memberMethod, true
	case "path":
		return memberPath, true
	case "headers":
		return memberHeaders, true
	case "body":
		return memberBody, true
	case "bodyBase64":
		return memberBodyBase64, true
	}
	return 0, false
}

func bodyAdvice(i recordMember) string {
	if i != memberBody {
		return ""
	}
	return "; the signature covers the exact text of the body, so it must be captured as text"
}

// setReceivedAt understands RFC 3339; anything else is noted and left out.
func (c *Capture) setReceivedAt(text string) {
	at, err := time.Parse(time.RFC3339, strings.ToUpper(text))
	if err != nil {
		c.note(fmt.Sprintf("receivedAt %q is not a time such as 2026-01-18T07:11:42Z", short(text)))
		return
	}
	c.ReceivedAt = at.UTC()
}

// short cuts text for a message.
func short(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
