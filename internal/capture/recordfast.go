package capture

import "time"

// inlineHeaders is how many header fields find room in the same allocation as
// their capture. Antom's own notifications have about eight behind a proxy.
const inlineHeaders = 12

// roomy is a capture with room for its header fields.
type roomy struct {
	Capture
	fields [inlineHeaders]Header
}

// span is a part of the text.
type span struct{ from, to int }

// parseFast reads a record in one pass with four allocations. It gives up,
// which is never an error, on everything that our own tools do not write:
// escapes or other than ASCII in names and headers, header lists, members that
// occur twice, null. The general way then decides.
func (p *recordParser) parseFast(b []byte, i int) (*Capture, int, bool) {
	if i >= len(b) || b[i] != '{' {
		return nil, i, false
	}
	c := &roomy{}
	c.Format = FormatCapture
	var seen fastMembers
	for i = skipSpace(b, i+1); ; i = skipSpace(b, i+1) {
		name, end, ok := plainString(b, i)
		if !ok {
			return nil, i, false
		}
		if i = skipSpace(b, end); i >= len(b) || b[i] != ':' {
			return nil, i, false
		}
		if i, ok = p.fastMember(c, &seen, string(b[name.from:name.to]), b, skipSpace(b, i+1)); !ok {
			return nil, i, false
		}
		i = skipSpace(b, i)
		if i >= len(b) || b[i] != ',' {
			break
		}
	}
	if i >= len(b) || b[i] != '}' || seen&(memberBody|memberBase64) == 0 || seen&memberHeaders == 0 {
		return nil, i, false
	}
	return &c.Capture, i + 1, true
}

// fastMembers is the set of members that were seen.
type fastMembers uint8

const (
	memberReceivedAt fastMembers = 1 << iota
	memberMethod
	memberPath
	memberHeaders
	memberBody
	memberBase64
)

// first adds a member and reports whether it was new.
func (s *fastMembers) first(m fastMembers) bool {
	if m&(memberBody|memberBase64) != 0 && *s&(memberBody|memberBase64) != 0 {
		return false
	}
	fresh := *s&m == 0
	*s |= m
	return fresh
}

// fastMember reads the value at i of the member name and returns its end.
func (p *recordParser) fastMember(c *roomy, seen *fastMembers, name string, b []byte, i int) (int, bool) {
	switch name {
	case "headers":
		end, ok := fastHeaders(c, b, i)
		return end, ok && seen.first(memberHeaders)
	case "body":
		end, ok := p.fastBody(c, b, i)
		return end, ok && seen.first(memberBody)
	case "receivedAt", "method", "path", "bodyBase64":
		text, end, ok := plainString(b, i)
		return end, ok && fastText(c, seen, name, b[text.from:text.to])
	}
	end, err := skipValue(b, i, 1)
	return end, err == nil
}

func fastText(c *roomy, seen *fastMembers, name string, text []byte) bool {
	switch name {
	case "method":
		c.Method = commonMethod(text)
		return seen.first(memberMethod)
	case "path":
		c.Path = string(text)
		return seen.first(memberPath)
	case "receivedAt":
		at, err := time.Parse(time.RFC3339, string(text))
		c.ReceivedAt = at.UTC()
		return err == nil && seen.first(memberReceivedAt)
	default:
		body, err := decodeBase64(text)
		c.Body = body
		return err == nil && seen.first(memberBase64)
	}
}

// commonMethod spares an allocation for the one method that notifications have.
func commonMethod(text []byte) string {
	if string(text) == "POST" {
		return "POST"
	}
	return string(text)
}

// fastBody reads the body's text into memory of its own.
func (p *recordParser) fastBody(c *roomy, b []byte, i int) (int, bool) {
	if i >= len(b) || b[i] != '"' {
		return i, false
	}
	text, end, half, err := unquoteAt(p.scratch[:0], b, i)
	p.scratch = text
	if err != nil {
		return end, false
	}
	c.Body = append([]byte{}, text...)
	lost := lossOf(c.Body)
	if half {
		lost |= lossSurrogate
	}
	lost.note(&c.Capture)
	return end, true
}

// fastHeaders reads an object of plain strings. All names and values share one
// piece of memory.
func fastHeaders(c *roomy, b []byte, i int) (int, bool) {
	if i >= len(b) || b[i] != '{' {
		return i, false
	}
	var spans [2 * inlineHeaders]span
	start, n := i, 0
	for i = skipSpace(b, i+1); ; i = skipSpace(b, i+1) {
		name, end, ok := plainString(b, i)
		if !ok || n == inlineHeaders {
			return i, false
		}
		if i = skipSpace(b, end); i >= len(b) || b[i] != ':' {
			return i, false
		}
		value, end, ok := plainString(b, skipSpace(b, i+1))
		if !ok {
			return i, false
		}
		spans[2*n], spans[2*n+1] = name, value
		n++
		if i = skipSpace(b, end); i >= len(b) || b[i] != ',' {
			break
		}
	}
	if i >= len(b) || b[i] != '}' {
		return i, false
	}
	text := string(b[start:i])
	c.Headers = c.fields[:n]
	for k := range c.Headers {
		name, value := spans[2*k], spans[2*k+1]
		c.Headers[k] = Header{text[name.from-start : name.to-start], text[value.from-start : value.to-start]}
	}
	return i + 1, true
}

// plainString takes a string of ASCII without escapes; the span is inside of
// the quotes.
func plainString(b []byte, i int) (span, int, bool) {
	if i >= len(b) || b[i] != '"' {
		return span{}, i, false
	}
	i++
	for k, c := range b[i:] {
		if c == '"' {
			return span{i, i + k}, i + k + 1, true
		}
		if c < ' ' || c == '\\' || c >= 0x7f {
			break
		}
	}
	return span{}, i, false
}
