package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/antom-cli/antom/internal/apperr"
)

// editor changes a configuration file through its tree, which keeps comments,
// order, quotes and braces as their author wrote them. The result is read again and
// compared with what it must say, comments included, before it counts.
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

// remove removes a key, and defaults and aliases with the last of theirs.
func (e *editor) remove(path []string) error {
	parent := path[:len(path)-1]
	if n := find(e.doc.root, parent); n != nil && slices.Contains([]string{keyDefaults, keyAliases}, parent[len(parent)-1]) && len(n.Content) == 2 {
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
		return configError([]Problem{e.doc.at(n, "", mistake{message: "expected keys, found " + kindName(n)})})
	}
	want.root = change(want.root, path, value)
	for _, data := range rewritten(e.doc, path, value) {
		got, problems := parse(e.doc.file, data)
		if len(problems) == 0 && sameTree(got.root, want.root) && hasComments(got.tree, want.tree) {
			e.doc = got
			return nil
		}
	}
	return apperr.New(apperr.Config, "writing the configuration",
		fmt.Errorf("%s has a form that cannot be edited here; change it with a text editor", e.doc.file))
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
		return replace(root, copied(value))
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
		openBraces(root)
	case key != nil && next == nil:
		removePair(root, key)
	case key != nil:
		root.Content[slices.Index(root.Content, key)+1] = next
		if next.Kind == yaml.MappingNode && next.Style&yaml.FlowStyle == 0 && next.LineComment != "" {
			key.LineComment, next.LineComment = next.LineComment, "" // the line of the key is the one that is left
		}
	}
	return root
}

// openBraces lets a mapping that is written as {} have its keys in lines of their own.
func openBraces(n *yaml.Node) {
	if len(n.Content) == 2 { // the first key
		n.Style &^= yaml.FlowStyle
	}
}

// copied is a value of its own: writing a tree changes its nodes.
func copied(n *yaml.Node) *yaml.Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Content = nil
	for _, child := range n.Content {
		c.Content = append(c.Content, copied(child))
	}
	return &c
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

// removePair removes a key and its value from a mapping. The comments above and
// below them, which may be about more than this key, go to a neighbour.
func removePair(n, key *yaml.Node) {
	i := slices.Index(n.Content, key)
	comments := joinComments(key.HeadComment, key.FootComment)
	n.Content = slices.Delete(n.Content, i, i+2)
	switch {
	case i < len(n.Content):
		next := n.Content[i]
		next.HeadComment = joinComments(comments, next.HeadComment)
	case i > 0:
		last := n.Content[i-2]
		last.FootComment = joinComments(last.FootComment, comments)
	default:
		n.FootComment = joinComments(n.FootComment, comments)
	}
}

func joinComments(a, b string) string { return strings.Trim(a+"\n"+b, "\n") }

// hasComments tells whether a tree has every line of the comments of another.
func hasComments(got, want *yaml.Node) bool {
	lines := map[string]int{}
	eachComment(got, func(line string) { lines[line]++ })
	missing := false
	eachComment(want, func(line string) {
		lines[line]--
		missing = missing || lines[line] < 0
	})
	return !missing
}

// eachComment calls f for each line of the comments in a tree.
func eachComment(n *yaml.Node, f func(line string)) {
	if n == nil {
		return
	}
	for _, comment := range []string{n.HeadComment, n.LineComment, n.FootComment} {
		for line := range strings.Lines(comment) {
			if line = strings.TrimSpace(line); line != "" {
				f(line)
			}
		}
	}
	for _, child := range n.Content {
		eachComment(child, f)
	}
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
