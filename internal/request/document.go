package request

import (
	"slices"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Document is one request while it is being put together. It is not safe for
// concurrent use.
type Document struct {
	// Root is the request's object. Change it through Set and SetDefault, so
	// that every value has an origin.
	Root *spec.Node

	file  string                // name of the input, "" when there is none
	read  map[*spec.Node]span   // places of what was read
	given map[*spec.Node]Origin // origins of what was set; they win over read
	bytes []byte                // made by Bytes, nil before
}

// span is where a value and the name of its field were written. The root and
// the items of a list have no name.
type span struct {
	value, name place
}

// New returns an empty document.
func New() *Document {
	return &Document{Root: spec.NewObject(), given: map[*spec.Node]Origin{}}
}

// Get returns the text at a path such as "order.goods[0].goodsName". It is
// empty when there is nothing, or an object or a list.
func (d *Document) Get(path string) string {
	trail := d.walk(path)
	if !trail.complete {
		return ""
	}
	return trail.node.String()
}

// Has reports whether there is anything at a path.
func (d *Document) Has(path string) bool { return d.walk(path).complete }

// Drop takes a member of the request's object away, for a name that stood for
// something else and was translated.
func (d *Document) Drop(name string) {
	d.Root.Members = slices.DeleteFunc(d.Root.Members, func(m spec.Member) bool { return m.Name == name })
}

// OriginOf returns where the value at a path came from. When there is none it
// is the place of the nearest object or list around it: that of its name when it
// has one.
func (d *Document) OriginOf(path string) Origin {
	trail := d.walk(path)
	if trail.complete {
		return d.origin(trail.node)
	}
	return d.nameOrigin(trail.node)
}

func (d *Document) origin(n *spec.Node) Origin {
	if o, ok := d.given[n]; ok {
		return o
	}
	if d.file == "" {
		return Origin{}
	}
	return d.read[n].value.in(d.file)
}

// nameOrigin is like origin but prefers the place of the field's name over that
// of its value.
func (d *Document) nameOrigin(n *spec.Node) Origin {
	if _, ok := d.given[n]; !ok {
		if at := d.read[n].name; at != (place{}) {
			return at.in(d.file)
		}
	}
	return d.origin(n)
}

// trail is what is left of a path when the document has been followed along it.
type trail struct {
	node     *spec.Node // the last value that exists
	name     string     // its field name, "" for the root and for items
	complete bool       // the whole path exists
}

// walk follows a path as far as it exists. Unlike spec.ParsePath it takes names
// as they are in the document, with spaces and dots, since findings speak about
// those too.
func (d *Document) walk(path string) trail {
	t := trail{node: d.Root}
	for path != "" {
		next, name, rest := step(t.node, path)
		if next == nil {
			return t
		}
		t.node, t.name = next, name
		path = rest
	}
	t.complete = true
	return t
}

// step goes one name or index down and returns what is left of the path, or nil
// when the path leads nowhere.
func step(n *spec.Node, path string) (next *spec.Node, name, rest string) {
	switch n.Kind {
	case spec.Array:
		return item(n, path)
	case spec.Object:
		return member(n, path)
	default:
		return nil, "", ""
	}
}

func item(n *spec.Node, path string) (next *spec.Node, name, rest string) {
	if path[0] != '[' {
		return nil, "", ""
	}
	end := strings.IndexByte(path, ']')
	if end < 0 {
		return nil, "", ""
	}
	i, ok := index(path[1:end])
	if !ok || i >= len(n.Items) {
		return nil, "", ""
	}
	rest, ok = separated(path[end+1:])
	if !ok {
		return nil, "", ""
	}
	return n.Items[i], "", rest
}

// member finds the longest field name that the path begins with.
func member(n *spec.Node, path string) (next *spec.Node, name, rest string) {
	for _, m := range n.Members {
		if len(m.Name) <= len(name) {
			continue
		}
		tail, found := strings.CutPrefix(path, m.Name)
		if !found {
			continue
		}
		if tail, ok := separated(tail); ok {
			next, name, rest = m.Value, m.Name, tail
		}
	}
	return next, name, rest
}

// separated takes the dot off what follows a name or an index. It is false when
// the name or index does not end there.
func separated(tail string) (string, bool) {
	switch {
	case tail == "" || tail[0] == '[':
		return tail, true
	case tail[0] == '.' && len(tail) > 1:
		return tail[1:], true
	default:
		return "", false
	}
}

// index reads the digits of an index.
func index(digits string) (int, bool) {
	if digits == "" || len(digits) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}
