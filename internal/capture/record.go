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
	var p recordParser
	i := skipSpace(line, 0)
	c, end, err := p.parse(line, i)
	if err != nil {
		return nil, err
	}
	if rest := skipSpace(line, end); rest < len(line) {
		return nil, unexpected(line, rest, "the end of the record")
	}
	return c, nil
}

// recordParser reads capture objects. What our own tools write goes a fast
// way; everything else that is allowed goes the general one.
type recordParser struct {
	scratch []byte // for the body's text, used again for every record
}

// parse reads the object that begins at i and returns where it ends.
func (p *recordParser) parse(b []byte, i int) (*Capture, int, error) {
	if c, end, ok := p.parseFast(b, i); ok {
		return c, end, nil
	}
	if i >= len(b) || b[i] != '{' {
		if end, err := skipValue(b, i, 0); err == nil {
			return nil, end, fmt.Errorf("%s stands where a capture object should be", kind(b[i:end]))
		}
		return nil, i, unexpected(b, i, "a capture object")
	}
	end, err := skipValue(b, i, 0)
	if err != nil {
		return nil, end, err
	}
	c, err := parseSlow(b[i:end])
	return c, end, err
}

// parseSlow reads a capture object that is known to be valid JSON.
func parseSlow(value []byte) (*Capture, error) {
	o, err := parseObject(value)
	if err != nil {
		return nil, fmt.Errorf("the record %w", err)
	}
	if err := checkMembers(o); err != nil {
		return nil, err
	}
	c := &Capture{Format: FormatCapture, Method: o.text("method"), Path: o.text("path")}
	if at := o.text("receivedAt"); at != "" {
		c.setReceivedAt(at)
	}
	if c.Headers, err = parseHeaders(o.get("headers")); err != nil {
		return nil, err
	}
	if encoded := o.get("bodyBase64"); encoded != nil {
		text, _ := unquote(encoded)
		if c.Body, err = decodeBase64(text); err != nil {
			return nil, fmt.Errorf("\"bodyBase64\" is %w", err)
		}
		return c, nil
	}
	body := o.get("body")
	if body == nil {
		c.note("the record has no body")
		return c, nil
	}
	text, lost := unquote(body)
	c.Body = text
	(lost | lossOf(text)).note(c)
	return c, nil
}

// checkMembers refuses records whose members cannot mean anything.
func checkMembers(o object) error {
	if !o.has("headers") && !o.has("body") && !o.has("bodyBase64") {
		return errors.New(`not a capture object: it has neither "headers" nor "body"`)
	}
	seen := map[string]bool{}
	for _, m := range o {
		switch m.name {
		case "receivedAt", "method", "path", "body", "bodyBase64":
			if k := kind(m.value); k != "a string" && k != "null" && m.name != "receivedAt" {
				return fmt.Errorf("%q is %s, not a string%s", m.name, k, bodyAdvice(m.name))
			}
		case "headers":
		default:
			continue
		}
		if seen[m.name] {
			return fmt.Errorf("%q occurs twice", m.name)
		}
		seen[m.name] = true
	}
	if o.has("body") && o.has("bodyBase64") {
		return errors.New(`both "body" and "bodyBase64" are given; keep one of them`)
	}
	return nil
}

func bodyAdvice(name string) string {
	if name != "body" {
		return ""
	}
	return "; the signature covers the exact text of the body, so it must be captured as text"
}

// parseHeaders reads an object of header fields; a field's value is a string,
// a number, or a list of them.
func parseHeaders(value []byte) ([]Header, error) {
	if value == nil {
		return nil, nil
	}
	o, err := parseObject(value)
	if err != nil {
		return nil, fmt.Errorf("\"headers\" %w", err)
	}
	var headers []Header
	for _, m := range o {
		if kind(m.value) != "a list" {
			headers, err = appendField(headers, m.name, m.value)
		} else {
			eachItem(m.value, func(value []byte) bool {
				headers, err = appendField(headers, m.name, value)
				return err == nil
			})
		}
		if err != nil {
			return nil, err
		}
	}
	return headers, nil
}

func appendField(headers []Header, name string, value []byte) ([]Header, error) {
	if k := kind(value); k == "an object" || k == "a list" {
		return nil, fmt.Errorf("header %q is %s, not a string", name, k)
	}
	if len(headers) == MaxHeaders {
		return nil, errManyHeaders()
	}
	return append(headers, Header{name, object{{"", value}}.text("")}), nil
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
