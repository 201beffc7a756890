package config

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// indent is how far a new level is indented, in spaces.
const indent = 2

// splice makes a change in a file's lines. It knows the usual ways of writing a
// configuration; for others it returns nil or something wrong, which the editor
// finds out.
func splice(d *document, path []string, value *yaml.Node) []byte {
	s := newLines(d.data)
	if d.root == nil {
		if value == nil {
			return nil
		}
		return s.insert(len(s.lines), render(path, value, 0))
	}
	parent, key, old, depth := deepest(d.root, path)
	switch {
	case depth == len(path) && value == nil:
		return s.removeEntry(key)
	case depth == len(path):
		if out := s.replaceToken(old, value); out != nil {
			return out
		}
		return s.replaceEntry(key, render(path[depth-1:], value, key.Column-1))
	case value == nil:
		return nil
	case key != nil && isNull(old) && old.Value == "": // a key that waits for its mapping
		return s.insert(s.entryEnd(key), render(path[depth:], value, key.Column-1+indent))
	case len(parent.Content) == 0:
		return s.openBraces(parent, key, path[depth:], value)
	case parent.Style&yaml.FlowStyle != 0:
		return nil
	}
	last := parent.Content[len(parent.Content)-2]
	return s.insert(s.entryEnd(last), render(path[depth:], value, last.Column-1))
}

// deepest follows a path as far as it exists. It returns the last mapping on
// it, the last key that was found with its value, and how many names were found.
func deepest(root *yaml.Node, path []string) (parent, key, value *yaml.Node, depth int) {
	parent = root
	for depth < len(path) {
		k, v := pair(parent, path[depth])
		if k == nil {
			return parent, key, value, depth
		}
		key, value = k, v
		depth++
		if depth < len(path) && v.Kind == yaml.MappingNode {
			parent = v
			continue
		}
		break
	}
	return parent, key, value, depth
}

// render writes a value below the names of a path, in lines that begin at a
// column.
func render(path []string, value *yaml.Node, column int) []string {
	n := value
	for i := len(path) - 1; i >= 0; i-- {
		n = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{valueNode(path[i], false), n}}
	}
	text := marshal(n)
	if isNull(value) {
		text = strings.TrimSuffix(text, " null")
	}
	out := strings.Split(text, "\n")
	for i := range out {
		out[i] = strings.Repeat(" ", column) + out[i]
	}
	return out
}

// marshal is a node's text without the line end; "" when it has none.
func marshal(n *yaml.Node) string {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(indent)
	if enc.Encode(n) != nil || enc.Close() != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// textLines is a file in lines, without their ends.
type textLines struct {
	lines []string
	end   string // the line end of the file
}

func newLines(data []byte) *textLines {
	s := &textLines{end: "\n"}
	if i := bytes.IndexByte(data, '\n'); i > 0 && data[i-1] == '\r' {
		s.end = "\r\n"
	}
	text := string(data)
	if text == "" {
		return s
	}
	s.lines = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, l := range s.lines {
		s.lines[i] = strings.TrimSuffix(l, "\r")
	}
	return s
}

// join makes the file again. It always ends with a line end.
func join(lines []string, end string) []byte {
	if len(lines) == 0 {
		return []byte{}
	}
	return []byte(strings.Join(lines, end) + end)
}

// insert puts lines in front of the line with index at.
func (s *textLines) insert(at int, more []string) []byte {
	return s.cut(at, at, more)
}

// cut puts more where the lines from one index up to another were.
func (s *textLines) cut(from, to int, more []string) []byte {
	lines := append(append(append([]string(nil), s.lines[:from]...), more...), s.lines[to:]...)
	return join(lines, s.end)
}

// replaceToken puts a new value in the place of one that stands in one line.
// What follows in the line stays. nil when either value is not of that form.
func (s *textLines) replaceToken(old, value *yaml.Node) []byte {
	if old.Kind != yaml.ScalarNode || value.Kind != yaml.ScalarNode || old.Line > len(s.lines) {
		return nil
	}
	runes := []rune(s.lines[old.Line-1])
	if old.Column-1 > len(runes) {
		return nil
	}
	before, rest := string(runes[:old.Column-1]), string(runes[old.Column-1:])
	size := tokenSize(rest, old)
	token := marshal(value)
	if size <= 0 || strings.Contains(token, "\n") {
		return nil
	}
	lines := append([]string(nil), s.lines...)
	lines[old.Line-1] = before + token + rest[size:]
	return join(lines, s.end)
}

// tokenSize is how many bytes of rest, which begins with a scalar, are its
// text; 0 when that is not all in this line.
func tokenSize(rest string, n *yaml.Node) int {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for i := 1; i < len(rest); i++ {
			switch rest[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
	case n.Style&yaml.SingleQuotedStyle != 0:
		for i := 1; i < len(rest); i++ {
			if rest[i] == '\'' {
				if i+1 == len(rest) || rest[i+1] != '\'' {
					return i + 1
				}
				i++
			}
		}
	case n.Style == 0 && strings.HasPrefix(rest, n.Value):
		return len(n.Value)
	}
	return 0
}

// openBraces puts a key below a mapping that is written as {}; key is the
// mapping's own, nil at the top of the file.
func (s *textLines) openBraces(n, key *yaml.Node, path []string, value *yaml.Node) []byte {
	line := s.lines[min(n.Line, len(s.lines))-1]
	before, after, ok := strings.Cut(line, "{}")
	if !ok || strings.Contains(after, "{}") {
		return nil
	}
	s.lines[n.Line-1] = strings.TrimRight(strings.TrimRight(before, " ")+after, " ")
	if key == nil {
		return s.insert(len(s.lines), render(path, value, 0))
	}
	return s.insert(s.entryEnd(key), render(path, value, key.Column-1+indent))
}

// removeEntry removes a key and its value, when they have lines of their own.
func (s *textLines) removeEntry(key *yaml.Node) []byte {
	return s.replaceEntry(key, nil)
}

// replaceEntry puts lines in the place of a key and its value.
func (s *textLines) replaceEntry(key *yaml.Node, more []string) []byte {
	if key.Line > len(s.lines) || lineIndent(s.lines[key.Line-1]) != key.Column-1 {
		return nil
	}
	return s.cut(key.Line-1, s.entryEnd(key), more)
}

// entryEnd is the index of the line after a key and its value: what follows
// and is indented further, or is a list's item, belongs to it. Comments and
// empty lines behind it do not.
func (s *textLines) entryEnd(key *yaml.Node) int {
	end := min(key.Line, len(s.lines))
	for i := end; i < len(s.lines); i++ {
		text := strings.TrimSpace(s.lines[i])
		if text == "" || text[0] == '#' {
			continue
		}
		column := lineIndent(s.lines[i])
		item := column == key.Column-1 && (text == "-" || strings.HasPrefix(text, "- "))
		if column < key.Column && !item {
			break
		}
		end = i + 1
	}
	return end
}

// lineIndent counts the spaces that a line begins with.
func lineIndent(line string) int {
	return len(line) - len(strings.TrimLeft(line, " "))
}
