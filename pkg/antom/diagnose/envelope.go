package diagnose

import (
	"bytes"
	"encoding/json"
	"strings"
)

// enveloped takes the body out of other JSON that it was put into: a member such as
// "body" or "data", as an object or as a string, or a list of one.
func enveloped(dst []byte, t *text) ([]byte, bool) {
	tokens := t.json()
	if len(tokens) == 0 || len(tokens) > maxEnvelope {
		return dst, false
	}
	d := document{text: t, tokens: tokens}
	const depth = 3
	if inner := d.enveloped(0, depth); inner != nil {
		return append(dst, inner...), true
	}
	return dst, false
}

// maxEnvelope is the largest number of tokens that are searched for a body.
const maxEnvelope = 20000

// enveloped returns the notification below the value at a token, nil if there is none.
func (d *document) enveloped(i, depth int) []byte {
	if depth == 0 {
		return nil
	}
	switch d.text.data[d.tokens[i].start] {
	case '[':
		if d.skip(i) > i+2 {
			return d.notification(i+1, depth)
		}
	case '{':
		members, _ := d.members(nil, i)
		for _, m := range members[:min(len(members), maxNames)] {
			if inner := d.notification(m.first+2, depth); inner != nil {
				return inner
			}
			if inner := formObject(d, &m); inner != nil && len(members) == 1 {
				return inner
			}
		}
	}
	return nil
}

// notification returns the value at a token, or one below it, if it is a notification.
func (d *document) notification(i, depth int) []byte {
	value := d.bytes(i, d.skip(i))
	switch value[0] {
	case '{':
		if isNotification(value) {
			return value
		}
		return d.enveloped(i, depth-1)
	case '"':
		var plain string
		if bytes.HasPrefix(value, []byte(`"{`)) && json.Unmarshal(value, &plain) == nil {
			return []byte(plain)
		}
	}
	return nil
}

// formObject returns the body that a form parser took for the name of a field, up to
// its first "=", and for the value of that field.
func formObject(d *document, m *member) []byte {
	var name, value string
	if json.Unmarshal(d.bytes(m.first, m.first+1), &name) != nil || !strings.HasPrefix(name, "{") {
		return nil
	}
	if json.Unmarshal(d.bytes(m.first+2, m.end), &value) != nil || value == "" {
		return []byte(name)
	}
	return []byte(name + "=" + value)
}

// isNotification reports whether JSON is an object with members that a notification
// has.
func isNotification(value []byte) bool {
	t := &text{data: value}
	if t.json() == nil {
		return false
	}
	kind := notificationType(t)
	if kind == nil {
		return false
	}
	d := document{text: t, tokens: t.tokens}
	members, _ := d.members(nil, 0)
	known := 0
	for _, m := range members[:min(len(members), maxNames)] {
		if fieldOf(kind, string(m.name)) != nil {
			known++
		}
	}
	const few = 3
	return known >= few
}

// surrounded takes the body out of a line of a log: what stands from the first { to
// the last }.
func surrounded(dst []byte, t *text) ([]byte, bool) {
	from, to := bytes.IndexByte(t.data, '{'), bytes.LastIndexByte(t.data, '}')
	if from < 0 || to < from {
		return dst, false
	}
	const blanks = "\ufeff \t\r\n\x00" // other edits take them off
	if strings.Trim(string(t.data[:from]), blanks)+strings.Trim(string(t.data[to+1:]), blanks) == "" {
		return dst, false
	}
	return append(dst, t.data[from:to+1]...), true
}

// formField takes the body out of a field of a form: payload=%7B…
func formField(dst []byte, t *text) ([]byte, bool) {
	const longest = 40
	name, value, ok := bytes.Cut(t.data, []byte("="))
	if !ok || len(name) == 0 || len(name) > longest || len(value) == 0 || strings.Trim(string(name), nameCharacters) != "" {
		return dst, false
	}
	value, _, _ = bytes.Cut(value, []byte("&"))
	return percentDecode(dst, value, true), true
}

const nameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.[]"
