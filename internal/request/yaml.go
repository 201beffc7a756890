package request

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/antom-cli/antom/pkg/antom/spec"
	"go.yaml.in/yaml/v4"
)

// yamlReader turns the syntax trees of YAML documents into requests. Trees are
// taken as they are parsed: no scalar is ever turned into a number, a date or a
// truth value.
type yamlReader struct {
	*reading
	open map[*yaml.Node]bool // objects and lists being read, to find aliases of themselves
}

// readYAML reads all documents of a text.
func readYAML(in *reading, text []byte) {
	r := &yamlReader{reading: in, open: map[*yaml.Node]bool{}}
	if r.anyLarge(text) {
		return
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for !r.stopped {
		tree, err := nextTree(dec)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			explainYAML(in, text, err)
			return
		}
		r.document(tree)
	}
}

// anyLarge looks for a document that is too large for the parser, which builds
// all of its tree before anything can be counted. A line that begins with three
// dashes and a space begins a document, whatever is around it.
func (r *yamlReader) anyLarge(text []byte) bool {
	places := newCursor(text)
	start := 0
	for i := 0; i < len(text); {
		if rest, ok := bytes.CutPrefix(text[i:], []byte("---")); ok && (len(rest) == 0 || rest[0] <= ' ') {
			if r.large(i-start, places.to(start)) {
				return true
			}
			start = i
		}
		end := bytes.IndexByte(text[i:], '\n')
		if end < 0 {
			break
		}
		i += end + 1
	}
	return r.large(len(text)-start, places.to(start))
}

// nextTree parses one document. The parser panics on a few inputs that it did not
// foresee; that is a mistake in the input like any other.
func nextTree(dec *yaml.Decoder) (tree *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return &doc, nil
	}
	return doc.Content[0], nil
}

// document reads one document. Empty ones are skipped.
func (r *yamlReader) document(n *yaml.Node) {
	at := placeOf(n)
	switch {
	case isNull(n) && n.Value == "":
		return
	case n.Kind == yaml.SequenceNode:
		r.mistake(at, listAtTop)
		return
	case n.Kind != yaml.MappingNode:
		r.mistake(at, leafAtTop+"; a field is written with a space after the colon, name: value")
		return
	}
	if r.begin(at) {
		r.end(r.value(n, 0))
	}
}

// value reads a value. It is nil for null, and after a mistake.
func (r *yamlReader) value(n *yaml.Node, depth int) *spec.Node {
	switch n.Kind {
	case yaml.AliasNode:
		return r.value(n.Alias, depth)
	case yaml.MappingNode:
		return r.nested(n, depth+1, r.object)
	case yaml.SequenceNode:
		return r.nested(n, depth+1, r.list)
	default:
		return r.scalar(n)
	}
}

// nested reads an object or a list unless it is too deep or inside itself.
func (r *yamlReader) nested(n *yaml.Node, depth int, read func(*yaml.Node, int) *spec.Node) *spec.Node {
	at := placeOf(n)
	if r.deep(depth, at) || !r.enter(n) {
		return nil
	}
	defer r.leave(n)
	wanted := "!!map"
	if n.Kind == yaml.SequenceNode {
		wanted = "!!seq"
	}
	r.checkTag(n, wanted)
	return read(n, depth)
}

// enter notes that n is being read. It is false, and a mistake, when it is
// already: an alias stands for something that it is a part of.
func (r *yamlReader) enter(n *yaml.Node) bool {
	if r.open[n] {
		r.mistake(placeOf(n), "the anchor &%s has an alias *%s inside itself", n.Anchor, n.Anchor)
		return false
	}
	r.open[n] = true
	return true
}

func (r *yamlReader) leave(n *yaml.Node) { delete(r.open, n) }

func (r *yamlReader) object(n *yaml.Node, depth int) *spec.Node {
	object := r.node(spec.Object, "", placeOf(n))
	if object == nil {
		return nil
	}
	for _, f := range r.fields(n) {
		if value := r.value(f.value, depth); value != nil {
			r.add(object, f.name, placeOf(f.key), value)
		}
	}
	return object
}

func (r *yamlReader) list(n *yaml.Node, depth int) *spec.Node {
	list := r.node(spec.Array, "", placeOf(n))
	if list == nil {
		return nil
	}
	for i, item := range n.Content {
		if !r.look(placeOf(item)) {
			break
		}
		if isNull(target(item)) {
			r.mistake(placeOf(item), nullItem, i)
			continue
		}
		if value := r.value(item, depth); value != nil {
			list.Items = append(list.Items, value)
		}
	}
	return list
}

// scalar makes a text of a scalar as it is written.
func (r *yamlReader) scalar(n *yaml.Node) *spec.Node {
	if !r.checkTag(n, "!!str") || isNull(n) {
		return nil
	}
	return r.node(spec.String, n.Value, placeOf(n))
}

// checkTag refuses tags that ask for another type, since every value is sent as
// the text that is written. A tag that says what the value is anyway is fine.
func (r *yamlReader) checkTag(n *yaml.Node, wanted string) bool {
	if n.Style&yaml.TaggedStyle == 0 || n.Tag == wanted {
		return true
	}
	r.mistake(placeOf(n), "the tag %s has no meaning here: every value is sent as the text that is written; remove the tag", n.Tag)
	return false
}

// isNull reports whether n is a null: nothing, ~ or the word, without quotes.
func isNull(n *yaml.Node) bool {
	return n.Kind == 0 || n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Style&yaml.TaggedStyle == 0
}

// target follows an alias.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func placeOf(n *yaml.Node) place { return place{n.Line, n.Column} }
