package spec

import "strconv"

// Kind is the JSON kind of a Node.
type Kind uint8

// The JSON kinds.
const (
	Object Kind = iota
	Array
	String
	Number
	Bool
	Null
)

// String returns the kind as a person would name it, with its article.
func (k Kind) String() string {
	switch k {
	case Object:
		return "an object"
	case Array:
		return "a list"
	case String:
		return "a string"
	case Number:
		return "a number"
	case Bool:
		return "a boolean"
	default:
		return "null"
	}
}

// Node is one JSON value. Members keep their order and numbers keep their
// source text, so that a document can be checked, changed and written again
// without losing anything.
type Node struct {
	Kind    Kind
	Text    string   // string value, or the literal text of a number or boolean
	Members []Member // of an object, in document order
	Items   []*Node  // of an array
}

// Member is one name and value of an object.
type Member struct {
	Name  string
	Value *Node
}

// NewString makes a string node.
func NewString(s string) *Node { return &Node{Kind: String, Text: s} }

// NewObject makes an object without members.
func NewObject() *Node { return &Node{Kind: Object} }

// NewArray makes an array of the given items.
func NewArray(items ...*Node) *Node { return &Node{Kind: Array, Items: items} }

// Get returns the value of a member, or nil when n is not an object or has no
// such member. It is safe on a nil node.
func (n *Node) Get(name string) *Node {
	if n == nil || n.Kind != Object {
		return nil
	}
	for i := range n.Members {
		if n.Members[i].Name == name {
			return n.Members[i].Value
		}
	}
	return nil
}

// At returns the value at a path such as "order.goods[0].goodsName", or nil
// when there is none. The empty path is n itself. It is safe on a nil node.
func (n *Node) At(path string) *Node {
	if path == "" {
		return n
	}
	steps, err := ParsePath(path)
	if err != nil {
		return nil
	}
	for _, s := range steps {
		if s.Index < 0 {
			n = n.Get(s.Name)
			continue
		}
		if n == nil || n.Kind != Array || s.Index >= len(n.Items) {
			return nil
		}
		n = n.Items[s.Index]
	}
	return n
}

// String returns the text of a leaf; it is empty for nil, null, objects and
// arrays.
func (n *Node) String() string {
	if n == nil || n.Kind == Null {
		return ""
	}
	return n.Text
}

// Set gives an object's member a value: it replaces the value of an existing
// member in its place and appends a new one. It does nothing on other kinds.
func (n *Node) Set(name string, v *Node) {
	if n == nil || n.Kind != Object {
		return
	}
	for i := range n.Members {
		if n.Members[i].Name == name {
			n.Members[i].Value = v
			return
		}
	}
	n.Members = append(n.Members, Member{Name: name, Value: v})
}

// leaf reports whether n holds a single value.
func (n *Node) leaf() bool {
	return n.Kind == String || n.Kind == Number || n.Kind == Bool
}

// AppendJSON appends n as compact JSON. Only the escapes that JSON demands are
// used, and numbers and booleans are written as their source text.
func (n *Node) AppendJSON(dst []byte) []byte {
	if n == nil {
		return append(dst, "null"...)
	}
	switch n.Kind {
	case Object:
		dst = append(dst, '{')
		for i, m := range n.Members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendString(dst, m.Name)
			dst = append(dst, ':')
			dst = m.Value.AppendJSON(dst)
		}
		return append(dst, '}')
	case Array:
		dst = append(dst, '[')
		for i, item := range n.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = item.AppendJSON(dst)
		}
		return append(dst, ']')
	case String:
		return appendString(dst, n.Text)
	case Number, Bool:
		return append(dst, n.Text...)
	default:
		return append(dst, "null"...)
	}
}

// appendString appends s as a JSON string. Bytes that are not UTF-8 become the
// replacement character, as JSON text must be UTF-8.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, '\\', 'n')
		case r == '\r':
			dst = append(dst, '\\', 'r')
		case r == '\t':
			dst = append(dst, '\\', 't')
		case r < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&0xf])
		default:
			dst = appendRune(dst, r)
		}
	}
	return append(dst, '"')
}

func appendRune(dst []byte, r rune) []byte {
	if r < 0x80 {
		return append(dst, byte(r))
	}
	return append(dst, string(r)...)
}

// childPath joins a parent path and a member name.
func childPath(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// itemPath joins a parent path and an array index.
func itemPath(parent string, i int) string {
	return parent + "[" + strconv.Itoa(i) + "]"
}
