package diagnose

import (
	"strconv"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Bounds of an outline. What comes after them in a document is not guessed at.
const (
	maxLeaves  = 300
	maxObjects = 60
)

// A leaf is a value that contains no other: a string, a number, a word, or a list
// or an object that is empty.
type leaf struct {
	first, end int         // the tokens [first, end)
	member     string      // where it is, such as "paymentAmount.value" or "rows[1]"
	name       string      // the name of the member, "" in a list
	field      *spec.Field // nil if it is not documented
}

// An object is one with its members, in their order.
type object struct {
	first   int // its opening bracket
	member  string
	kind    *spec.Type // nil if it is not documented
	members []member
}

// An outline is a document as a list of its values and of its objects.
type outline struct {
	document
	leaves  []leaf
	objects []object
}

// outlineOf returns the outline of a text, nil if it is not JSON.
func outlineOf(t *text) *outline {
	tokens := t.json()
	if len(tokens) == 0 {
		return nil
	}
	o := &outline{document: document{text: t, tokens: tokens}}
	o.walk(0, leaf{}, notificationType(t))
	return o
}

// walk adds the value that begins at a token. place says where it is.
func (o *outline) walk(i int, place leaf, kind *spec.Type) {
	if len(o.leaves) >= maxLeaves || len(o.objects) >= maxObjects {
		return
	}
	place.first, place.end = i, o.skip(i)
	c := o.text.data[o.tokens[i].start]
	switch {
	case c == '{' && place.end > i+2:
		o.walkObject(i, place.member, kind)
	case c == '[' && place.end > i+2:
		for k, n := i+1, 0; k < place.end-1; n++ {
			o.walk(k, leaf{member: place.member + "[" + strconv.Itoa(n) + "]", field: place.field}, kind)
			k = o.skip(k) + 1 // and the comma
		}
	default:
		o.leaves = append(o.leaves, place)
	}
}

func (o *outline) walkObject(i int, where string, kind *spec.Type) {
	members, _ := o.members(nil, i)
	o.objects = append(o.objects, object{first: i, member: where, kind: kind, members: members})
	for _, m := range members {
		name := string(m.name)
		o.walk(m.first+2, leaf{member: below(where, name), name: name, field: fieldOf(kind, name)}, fieldType(kind, m.name))
	}
}

// value returns a leaf as it is written.
func (o *outline) value(l *leaf) []byte { return o.bytes(l.first, l.end) }

// at returns the positions of the tokens [first, end) in the text.
func (o *outline) at(first, end int) (from, to int) {
	return int(o.tokens[first].start), int(o.tokens[end-1].end)
}

// below returns the place of a member of an object.
func below(where, name string) string {
	if where == "" {
		return name
	}
	return where + "." + name
}

func fieldOf(t *spec.Type, name string) *spec.Field {
	if t == nil {
		return nil
	}
	for i := range t.Fields {
		if t.Fields[i].Name == name {
			return &t.Fields[i]
		}
	}
	return nil
}
