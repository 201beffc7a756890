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

// maxFormFields is the largest number of fields of a form that are read as members.
const maxFormFields = 500

// formFields makes JSON of a form whose fields are the members: a=1&b[c]=2 or
// a=1&b.c=2. All values become strings, as a form has no others.
func formFields(dst []byte, t *text) ([]byte, bool) {
	data := string(bytes.TrimSpace(t.data))
	if strings.Count(data, "&") < 2 || strings.ContainsAny(data, "{\" \n") || strings.Count(data, "&") > maxFormFields {
		return dst, false
	}
	root := &formNode{}
	for field := range strings.SplitSeq(data, "&") {
		name, value, ok := strings.Cut(field, "=")
		if !ok {
			return dst, false
		}
		plain := string(percentDecode(nil, []byte(name), true))
		path := strings.FieldsFunc(plain, func(r rune) bool { return r == '[' || r == ']' || r == '.' })
		if len(path) == 0 || len(path) > maxDepth {
			return dst, false
		}
		root.at(path).value = string(percentDecode(nil, []byte(value), true))
	}
	return root.write(dst), true
}

// A formNode is a member that a form has, with the members below it.
type formNode struct {
	name, value string
	below       []*formNode
}

// at returns the node at a path, which it makes if it is not there.
func (n *formNode) at(path []string) *formNode {
	if len(path) == 0 {
		return n
	}
	for _, b := range n.below {
		if b.name == path[0] {
			return b.at(path[1:])
		}
	}
	n.below = append(n.below, &formNode{name: path[0]})
	return n.below[len(n.below)-1].at(path[1:])
}

func (n *formNode) write(dst []byte) []byte {
	if len(n.below) == 0 {
		return appendQuoted(dst, n.value)
	}
	list := n.below[0].name == "0"
	dst = append(dst, map[bool]byte{true: '[', false: '{'}[list])
	for i, b := range n.below {
		if i > 0 {
			dst = append(dst, ',')
		}
		if !list {
			dst = append(appendQuoted(dst, b.name), ':')
		}
		dst = b.write(dst)
	}
	return append(dst, map[bool]byte{true: ']', false: '}'}[list])
}
