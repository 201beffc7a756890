package spec

import (
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/ordered"
)

// The types of single values, and of objects without a fixed form.
const (
	leafString  = "string"
	leafInteger = "integer"
	leafNumber  = "number"
	leafBoolean = "boolean"
	freeObject  = "object"
)

// Leaf reports whether a value of the field, or an item of its list, is a
// single value.
func (f *Field) Leaf() bool {
	switch f.Type {
	case leafString, leafInteger, leafNumber, leafBoolean:
		return true
	}
	return false
}

// Field returns a field of the type by its name, nil when there is none. It is
// safe on a nil type.
func (t *Type) Field(name string) *Field {
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

// At returns the field at a path such as "order.goods[0].goodsName"; an index
// may be left out. It is nil when there is none, and safe on a nil type.
func (t *Type) At(path string) *Field {
	steps, err := ParsePath(path)
	if err != nil {
		return nil
	}
	var f *Field
	for _, s := range steps {
		switch {
		case s.Index < 0 && f == nil:
			f = t.Field(s.Name)
		case s.Index < 0:
			f = f.Object.Field(s.Name)
		case !f.Array:
			return nil
		}
		if f == nil {
			return nil
		}
	}
	return f
}

// Fields returns the field paths of an operation's request that begin with
// prefix, one level at a time, for completion. A path that goes on ends with a
// dot, as in "order." or "order.goods[0].".
func Fields(operation, prefix string) []string {
	t := Request(operation)
	parent, name := "", prefix
	if i := strings.LastIndexByte(prefix, '.'); i >= 0 {
		parent, name = prefix[:i], prefix[i+1:]
		f := t.At(parent)
		if f == nil {
			return nil
		}
		t = f.Object
	}
	if t == nil {
		return nil
	}
	var paths []string
	for i := range t.Fields {
		f := &t.Fields[i]
		if strings.HasPrefix(f.Name, name) {
			paths = append(paths, childPath(parent, f.Name)+pathEnd(f))
		}
	}
	return paths
}

func pathEnd(f *Field) string {
	end := ""
	if f.Array {
		end = "[0]"
	}
	if !f.Leaf() {
		end += "."
	}
	return end
}

// Order puts the members of a request, answer or notification into Antom's
// documented order, in place. Members that are not described keep their order
// behind the others.
func Order(operation string, root *Node) {
	m := messageOf(operation)
	t := m.request
	if t == nil {
		t = m.notification
	}
	sortMembers(t, root)
}

func sortMembers(t *Type, n *Node) {
	if t == nil || n == nil || n.Kind != Object {
		return
	}
	rank := func(m Member) int {
		i := slices.IndexFunc(t.Fields, func(f Field) bool { return f.Name == m.Name })
		if i < 0 {
			return len(t.Fields)
		}
		return i
	}
	ordered.Sort(n.Members, func(a, b Member) int { return rank(a) - rank(b) })
	for _, m := range n.Members {
		f := t.Field(m.Name)
		if f == nil || m.Value == nil {
			continue
		}
		sortMembers(f.Object, m.Value)
		for _, item := range m.Value.Items {
			sortMembers(f.Object, item)
		}
	}
}
