package config

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/antom-cli/antom/internal/apperr"
)

// editor changes the text of a configuration file.
//
// A change is made in the lines that it concerns, so that everything else stays
// as its author wrote it: comments, order, empty lines, indentation. The result
// is read again and compared with the same change made in the tree. Where the
// two differ, because the file is written in an unusual way, the tree is
// written instead: that keeps comments and order, but not empty lines.
type editor struct {
	doc *document
}

// contents is what the file says after the changes so far.
func (e *editor) contents() *contents { return read(e.doc) }

// nameFirst makes a profile the one in use when it is the file's first, so that
// a second one does not change which is used.
func (e *editor) nameFirst(profile string) error {
	if all := e.contents(); len(all.profiles) > 0 || all.current != "" {
		return nil
	}
	return e.set([]string{keyProfile}, keyProfile, []string{profile})
}

// apply makes the changes of one profile.
func (e *editor) apply(profile string, changes []Change) error {
	for _, change := range changes {
		path := []string{keyProfiles, profile, change.Key}
		if field, ok := strings.CutPrefix(change.Key, defaultsPrefix); ok {
			path = []string{keyProfiles, profile, keyDefaults, field}
		}
		if len(change.Values) > 0 {
			if err := e.set(path, change.Key, change.Values); err != nil {
				return err
			}
			continue
		}
		if find(e.doc.root, path) == nil {
			return apperr.New(apperr.Usage, "", fmt.Errorf("the profile %q in %s has no %s", profile, e.doc.file, change.Key))
		}
		if err := e.remove(path); err != nil {
			return err
		}
	}
	return nil
}

// remove removes a key, and defaults with its last field.
func (e *editor) remove(path []string) error {
	parent := path[:len(path)-1]
	if n := find(e.doc.root, parent); parent[len(parent)-1] == keyDefaults && n != nil && len(n.Content) == 2 {
		path = parent
	}
	return e.edit(path, nil)
}

// set gives the key at path a value.
func (e *editor) set(path []string, key string, values []string) error {
	f, _ := findField(key)
	nodes := make([]*yaml.Node, 0, len(values))
	for _, value := range values {
		nodes = append(nodes, valueNode(value, f.number))
	}
	if len(nodes) == 1 {
		return e.edit(path, nodes[0])
	}
	return e.edit(path, &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: nodes})
}

// edit sets or, with a nil value, removes what is at path.
func (e *editor) edit(path []string, value *yaml.Node) error {
	want, problems := parse(e.doc.file, e.doc.data)
	if len(problems) > 0 {
		return configError(problems)
	}
	if n := blocked(want.root, path); n != nil {
		return configError([]Problem{e.doc.at(n, "", mistake{message: kindName(n) + " stands here, where keys belong"})})
	}
	want.root = change(want.root, path, value)
	for _, data := range [][]byte{splice(e.doc, path, value), encode(want)} {
		if data == nil {
			continue
		}
		got, problems := parse(e.doc.file, data)
		if len(problems) == 0 && sameTree(got.root, want.root) {
			e.doc = got
			return nil
		}
	}
	return apperr.New(apperr.Config, "writing the configuration",
		fmt.Errorf("%s is written in a way that cannot be changed here; change it with a text editor", e.doc.file))
}

// valueNode is a value as it is written. Texts that YAML would read as
// something else get quotes.
func valueNode(text string, number bool) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	if number {
		n.Tag = "!!int"
	}
	if strings.ContainsAny(text, "\r\n") {
		n.Style = yaml.DoubleQuotedStyle // in one line
	}
	return n
}

// find returns the value at a path, nil when there is none.
func find(n *yaml.Node, path []string) *yaml.Node {
	for _, name := range path {
		_, n = pair(n, name)
	}
	return n
}

// blocked returns what stands on a path and can have no keys; nil when nothing
// does. A change must not throw it away.
func blocked(n *yaml.Node, path []string) *yaml.Node {
	for _, name := range path {
		if n == nil || isNull(n) {
			return nil
		}
		if n.Kind != yaml.MappingNode {
			return n
		}
		_, n = pair(n, name)
	}
	return nil
}

// pair returns a key of a mapping and its value, nil when it has none.
func pair(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// change makes a change in a tree and returns its root.
func change(root *yaml.Node, path []string, value *yaml.Node) *yaml.Node {
	if len(path) == 0 {
		return replace(root, value)
	}
	if root == nil || root.Kind != yaml.MappingNode {
		if value == nil {
			return root
		}
		root = replace(root, &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"})
	}
	key, old := pair(root, path[0])
	next := change(old, path[1:], value)
	switch {
	case key == nil && next != nil:
		root.Content = append(root.Content, valueNode(path[0], false), next)
		root.Style &^= yaml.FlowStyle
	case key != nil && next == nil:
		for i := 0; i < len(root.Content); i += 2 {
			if root.Content[i] == key {
				root.Content = append(root.Content[:i:i], root.Content[i+2:]...)
			}
		}
	case key != nil:
		for i := 0; i < len(root.Content); i += 2 {
			if root.Content[i] == key {
				root.Content[i+1] = next
			}
		}
	}
	return root
}

// replace is a new value with the comments of the old one.
func replace(old, value *yaml.Node) *yaml.Node {
	if old == nil || value == nil {
		return value
	}
	n := *value
	n.HeadComment, n.LineComment, n.FootComment = old.HeadComment, old.LineComment, old.FootComment
	return &n
}

// encode writes a tree. A file without content has none: splice writes that.
func encode(d *document) []byte {
	if d.tree == nil || d.root == nil {
		return nil
	}
	d.tree.Content = []*yaml.Node{d.root}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(indent)
	if enc.Encode(d.tree) != nil {
		return nil
	}
	if enc.Close() != nil {
		return nil
	}
	return b.Bytes()
}

// sameTree compares what two trees say. A mapping without keys is the same as
// null: both are an empty profile.
func sameTree(a, b *yaml.Node) bool {
	if isEmpty(a) || isEmpty(b) {
		return isEmpty(a) && isEmpty(b)
	}
	if a.Kind != b.Kind || a.Value != b.Value || a.ShortTag() != b.ShortTag() || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !sameTree(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

func isEmpty(n *yaml.Node) bool {
	return n == nil || isNull(n) || n.Kind == yaml.MappingNode && len(n.Content) == 0
}
