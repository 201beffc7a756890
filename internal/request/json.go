package request

import (
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// jsonReader reads JSON strictly by RFC 8259, several values one after the other.
// It stops at the first place that is not JSON; repeated names, nulls in lists
// and the like are collected.
//
// The methods that read something return false when it is not JSON.
type jsonReader struct {
	*reading
	text   []byte
	pos    int
	places *cursor
}

// readJSON reads all values of a text.
func readJSON(in *reading, text []byte) {
	r := &jsonReader{reading: in, text: text, places: newCursor(text)}
	for r.between(); r.pos < len(text) && !r.stopped; r.between() {
		if !r.document() {
			return
		}
	}
}

// between skips what may stand between two requests: space, and the separator of
// YAML documents, which are JSON values in some files.
func (r *jsonReader) between() {
	r.space()
	if strings.HasPrefix(r.rest(), "---") {
		r.pos += len("---")
		r.space()
	}
}

// document reads one value of the top level.
func (r *jsonReader) document() bool {
	at, start := r.here(), r.pos
	if !r.begin(at) {
		return false
	}
	switch c := r.peek(); {
	case c == '[':
		r.mistake(at, listAtTop)
		return false
	case c != '{' && len(r.docs) > 0:
		r.mistake(at, "more text after the end of the request: another request, beginning with {, can follow, nothing else")
		return false
	}
	root, ok := r.value(0)
	if !ok {
		return false
	}
	if root == nil || root.Kind != spec.Object {
		r.mistake(at, leafAtTop)
		return false
	}
	if r.large(r.pos-start, at) {
		return false
	}
	r.end(root)
	return true
}

// value reads a value. It is nil for null, and after a mistake.
func (r *jsonReader) value(depth int) (*spec.Node, bool) {
	at := r.here()
	switch c := r.peek(); {
	case c == '{':
		return r.object(depth+1, at)
	case c == '[':
		return r.array(depth+1, at)
	case c == '"':
		s, ok := r.quoted()
		return r.leaf(s, at, ok)
	case c == '-' || c >= '0' && c <= '9':
		s, ok := r.number()
		return r.leaf(s, at, ok)
	}
	switch word := r.word(); word {
	case "true", "false":
		r.pos += len(word)
		return r.leaf(word, at, true)
	case "null":
		r.pos += len(word)
		return nil, true
	}
	r.mistake(at, "%s", r.notAValue())
	return nil, false
}

// leaf makes a text.
func (r *jsonReader) leaf(s string, at place, ok bool) (*spec.Node, bool) {
	if !ok {
		return nil, false
	}
	n := r.node(spec.String, s, at)
	return n, n != nil
}

func (r *jsonReader) object(depth int, at place) (*spec.Node, bool) {
	if r.deep(depth, at) {
		return nil, false
	}
	n := r.node(spec.Object, "", at)
	if n == nil {
		return nil, false
	}
	names := names{in: r.reading}
	for more := r.open('}'); more; {
		nameAt := r.here()
		if r.peek() != '"' {
			r.mistake(nameAt, "%s", r.notAName())
			return nil, false
		}
		name, ok := r.quoted()
		if !ok || !r.colon(name) {
			return nil, false
		}
		value, ok := r.value(depth)
		if !ok {
			return nil, false
		}
		if names.add(name, nameAt) && value != nil {
			r.add(n, name, nameAt, value)
		}
		if more, ok = r.comma('}', at); !ok {
			return nil, false
		}
	}
	return n, true
}

func (r *jsonReader) array(depth int, at place) (*spec.Node, bool) {
	if r.deep(depth, at) {
		return nil, false
	}
	n := r.node(spec.Array, "", at)
	if n == nil {
		return nil, false
	}
	for more := r.open(']'); more; {
		itemAt := r.here()
		item, ok := r.value(depth)
		switch {
		case !ok:
			return nil, false
		case item == nil:
			r.mistake(itemAt, nullItem, len(n.Items))
		default:
			n.Items = append(n.Items, item)
		}
		if more, ok = r.comma(']', at); !ok {
			return nil, false
		}
	}
	return n, true
}

// open reads the opening character, which is there, and reports whether anything
// is inside.
func (r *jsonReader) open(closing byte) bool {
	r.pos++
	r.space()
	if r.peek() == closing {
		r.pos++
		return false
	}
	return true
}

// comma reads the comma, which means more, or the closing character. Opened is
// where the object or list began.
func (r *jsonReader) comma(closing byte, opened place) (more, ok bool) {
	r.space()
	c := r.peek()
	at := r.here()
	switch {
	case c == closing:
		r.pos++
		return false, true
	case c != ',' && r.pos == len(r.text):
		r.related(at, opened, "the text ends here, but what begins with %c in line %d is not closed with %c",
			opening(closing), opened.line, closing)
		return false, false
	case c != ',':
		r.related(at, opened, "a comma or %c is missing before this", closing)
		return false, false
	}
	r.pos++
	r.space()
	if r.peek() == closing {
		r.mistake(at, "a comma too many: nothing follows it before %c", closing)
		return false, false
	}
	return true, true
}

func opening(closing byte) byte {
	if closing == '}' {
		return '{'
	}
	return '['
}

func (r *jsonReader) colon(name string) bool {
	r.space()
	if r.peek() != ':' {
		r.mistake(r.here(), "a colon is missing after the name %s", shown(name))
		return false
	}
	r.pos++
	r.space()
	return true
}

// word returns the letters at the present place.
func (r *jsonReader) word() string {
	end := r.pos
	for end < len(r.text) && (r.text[end]|0x20 >= 'a' && r.text[end]|0x20 <= 'z' || r.text[end] == '_') {
		end++
	}
	return string(r.text[r.pos:end])
}

// notAValue explains what is in the place of a value.
func (r *jsonReader) notAValue() string {
	rest := r.rest()
	switch word := r.word(); {
	case rest == "":
		return "the text ends where a value is expected"
	case strings.HasPrefix(rest, "'"), strings.HasPrefix(rest, "“"), strings.HasPrefix(rest, "‘"):
		return "JSON has straight double quotes around a text"
	case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "/*"), rest[0] == '#':
		return "JSON has no comments; remove it, or write the request as YAML"
	case rest[0] == '+' || rest[0] == '.':
		return "a number in JSON begins with a digit or a minus sign; put it in double quotes to keep it as it is"
	case strings.EqualFold(word, "null"), strings.EqualFold(word, "none"), strings.EqualFold(word, "undefined"):
		return "a value that is left out is written null in JSON"
	case strings.EqualFold(word, "true"), strings.EqualFold(word, "false"):
		return "true and false are written in small letters in JSON"
	case word != "":
		return "a text needs double quotes in JSON"
	case rest[0] == ',' || rest[0] == '}' || rest[0] == ']':
		return "a value is missing here"
	default:
		return "this is not a JSON value: a text in double quotes, a number, true, false, null, { or [ is expected"
	}
}

// notAName explains what is in the place of a field's name.
func (r *jsonReader) notAName() string {
	rest := r.rest()
	switch {
	case rest == "":
		return "the text ends where a field name is expected"
	case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "/*"), rest[0] == '#':
		return "JSON has no comments; remove it, or write the request as YAML"
	case rest[0] == ',':
		return "a comma too many: a field name is expected"
	default:
		return "a field name in straight double quotes is expected"
	}
}

// rest returns the text ahead, as much as a message needs.
func (r *jsonReader) rest() string {
	return string(r.text[r.pos:min(len(r.text), r.pos+16)])
}

// here returns the present place.
func (r *jsonReader) here() place { return r.places.to(r.pos) }

// peek returns the next byte, 0 at the end.
func (r *jsonReader) peek() byte {
	if r.pos < len(r.text) {
		return r.text[r.pos]
	}
	return 0
}

func (r *jsonReader) space() {
	for r.pos < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.pos]) >= 0 {
		r.pos++
	}
}
