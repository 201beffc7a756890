package capture

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// readPowerShell reads the web requests of a PowerShell script, as browsers and
// Postman write them: Invoke-WebRequest and Invoke-RestMethod with their values
// in the command or in variables. Nothing is run.
func readPowerShell(e *emitter, data []byte) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	s := &powerScript{tokens: powerTokens(data), variables: map[string]powerValue{}}
	lines := lineCounter{data: data}
	found := false
	for !e.done {
		c, offset, err := s.next()
		if c == nil && err == nil {
			break
		}
		found = true
		if err != nil {
			e.fail(fmt.Errorf("the PowerShell command %w", err), lines.at(offset))
		} else {
			e.put(c, lines.at(offset))
		}
	}
	if !found {
		e.fail(errors.New("there is no Invoke-WebRequest or Invoke-RestMethod in it"), 0)
	}
}

// isPowerShell reports whether a text has a web request of PowerShell.
func isPowerShell(text []byte) bool {
	lower := bytes.ToLower(text)
	return bytes.Contains(lower, []byte("invoke-webrequest")) || bytes.Contains(lower, []byte("invoke-restmethod")) ||
		bytes.HasPrefix(lower, []byte("irm ")) || bytes.HasPrefix(lower, []byte("iwr "))
}

// A powerValue is a text or a table of names and values.
type powerValue struct {
	text    string
	isText  bool
	fields  []Header
	unknown bool // a part of it is a variable that the script does not define
}

// powerScript goes through the tokens of a script.
type powerScript struct {
	tokens    []powerToken
	i         int
	variables map[string]powerValue
}

func (s *powerScript) at(k int) powerToken {
	if s.i+k < len(s.tokens) {
		return s.tokens[s.i+k]
	}
	return powerToken{kind: powerEnd}
}

// next returns the request of the next command; nil at the end.
func (s *powerScript) next() (*Capture, int, error) {
	for s.i < len(s.tokens) {
		t := s.at(0)
		name := strings.ToLower(t.text)
		switch {
		case t.kind == powerWord && (name == "invoke-webrequest" || name == "invoke-restmethod" || name == "iwr" || name == "irm"):
			s.i++
			c, err := s.command()
			return c, t.offset, err
		case t.kind == powerWord && strings.HasPrefix(name, "$") && s.at(1).is("="):
			s.i += 2
			s.assign(name)
		case t.kind == powerWord && strings.HasPrefix(name, "$") && strings.HasSuffix(name, ".add") && s.at(1).is("("):
			s.i += 2
			s.addField(strings.TrimSuffix(name, ".add"))
		default:
			s.i++
		}
	}
	return nil, 0, nil
}

// assign takes the value of a variable. A command is left to the next turn.
func (s *powerScript) assign(name string) {
	t := s.at(0)
	if t.kind == powerWord && !strings.HasPrefix(t.text, "$") && !strings.HasPrefix(t.text, "[") {
		s.variables[name] = powerValue{}
		return
	}
	if v, ok := s.value(); ok && len(s.variables) < maxMembers {
		s.variables[name] = v
	}
}

// addField reads the arguments of $headers.Add("name", "value").
func (s *powerScript) addField(variable string) {
	name, ok := s.value()
	if !ok || !s.at(0).is(",") {
		return
	}
	s.i++
	value, ok := s.value()
	table := s.variables[variable]
	if ok && len(table.fields) <= MaxHeaders {
		table.fields = append(table.fields, Header{name.text, value.text})
		s.variables[variable] = table
	}
}

// value reads a string, a table, a variable, or the first of these in brackets.
func (s *powerScript) value() (powerValue, bool) {
	t := s.at(0)
	switch {
	case t.kind == powerString:
		s.i++
		return powerValue{text: t.text, isText: true, unknown: t.unknown}, true
	case t.is("@{"):
		s.i++
		return powerValue{fields: s.table()}, true
	case t.is("("):
		return s.brackets()
	case t.kind == powerWord && strings.HasPrefix(t.text, "["): // a type, such as [System.Text.Encoding]::UTF8.GetBytes
		s.i++
		return s.value()
	case t.kind == powerWord && strings.HasPrefix(t.text, "$"):
		s.i++
		v, known := s.variables[strings.ToLower(t.text)]
		if !known {
			return powerValue{text: t.text, isText: true, unknown: true}, true
		}
		return v, true
	case t.kind == powerWord && !strings.HasPrefix(t.text, "-"):
		s.i++
		return powerValue{text: t.text, isText: true}, true
	}
	return powerValue{}, false
}

// brackets reads up to the closing bracket and returns the first value inside.
func (s *powerScript) brackets() (powerValue, bool) {
	var found powerValue
	has := false
	depth := 0
	for s.i < len(s.tokens) {
		t := s.at(0)
		switch {
		case t.is("("):
			depth++
			s.i++
		case t.is(")"):
			s.i++
			if depth--; depth == 0 {
				return found, has
			}
		case !has && (t.kind == powerString || t.is("@{") || t.kind == powerWord && strings.HasPrefix(t.text, "$")):
			found, has = s.value()
		default:
			s.i++
		}
	}
	return found, has
}

// table reads a hash table behind its opening brace.
func (s *powerScript) table() []Header {
	var fields []Header
	for s.i < len(s.tokens) {
		t := s.at(0)
		s.i++
		if t.is("}") {
			break
		}
		if (t.kind == powerString || t.kind == powerWord) && s.at(0).is("=") {
			s.i++
			if v, ok := s.value(); ok && len(fields) <= MaxHeaders {
				fields = append(fields, Header{t.text, v.text})
			}
		}
	}
	return fields
}

// command reads the parameters of a web request.
func (s *powerScript) command() (*Capture, error) {
	c := &Capture{Format: FormatPowerShell, Method: "GET"}
	where, hasBody := "", false
	for s.i < len(s.tokens) {
		t := s.at(0)
		if t.kind == powerLineEnd || t.is(";") || t.is("|") {
			break
		}
		name, isParameter := strings.CutPrefix(t.text, "-")
		if t.kind != powerWord || !isParameter {
			if v, ok := s.value(); !ok {
				s.i++
			} else if where == "" && v.isText {
				where = v.text
			}
			continue
		}
		s.i++
		name, _, _ = strings.Cut(strings.ToLower(name), ":")
		switch name {
		case "uri", "method", "headers", "contenttype", "body", "useragent", "websession", "infile":
		default:
			continue // a switch, or a parameter whose value is passed over
		}
		v, ok := s.value()
		if !ok {
			return nil, fmt.Errorf("has no value for -%s", name)
		}
		switch name {
		case "uri":
			where = v.text
		case "method":
			c.Method = strings.ToUpper(v.text)
		case "headers":
			c.Headers = append(c.Headers, powerFields(v.fields)...)
		case "contenttype":
			c.Headers = withDefault(c.Headers, Header{"Content-Type", v.text})
		case "infile":
			return nil, errors.New("takes the body from a file (-InFile), which is not read here; give that file with --format body, and the headers with --headers FILE")
		case "body":
			if !v.isText {
				return nil, errors.New("builds the body of parts, from which its bytes cannot be known")
			}
			if v.unknown {
				c.note("the body has a variable of PowerShell, whose value is not known; it was kept as text")
			}
			c.Body, hasBody = []byte(v.text), true
		}
	}
	if where == "" {
		return nil, errors.New("names no URL")
	}
	c.Path = curlPath(where)
	if !hasBody {
		c.unread = errors.New("the PowerShell command has no -Body, which the signature covers")
	}
	lossOf(c.Body).note(c)
	return c, nil
}

// powerFields leaves out the pseudo fields of HTTP/2, which browsers write
// without their colon.
func powerFields(fields []Header) []Header {
	kept := fields[:0:0]
	for _, h := range fields {
		switch h.Name {
		case "method", "authority", "scheme", "path":
		default:
			kept = append(kept, h)
		}
	}
	return kept
}
