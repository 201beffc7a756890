package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxFile is the size of the largest configuration file that is read, in bytes.
const maxFile = 1 << 20

// document is a configuration file's text and its tree.
type document struct {
	file string // for messages
	data []byte
	tree *yaml.Node // the document, which has the comments at its begin and end
	root *yaml.Node // its top mapping; nil for a file without content
}

// parse reads the file's text. The problems are those of the text and of the
// YAML; what the keys say is for read.
func parse(file string, data []byte) (*document, []Problem) {
	d := &document{file: file, data: data}
	if p, bad := d.notText(); bad {
		return d, []Problem{p}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var node, second yaml.Node
	if err := dec.Decode(&node); err != nil {
		if errors.Is(err, io.EOF) {
			return d, nil
		}
		return d, []Problem{d.syntaxProblem(err)}
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return d, []Problem{d.syntaxProblem(err)}
		}
		return d, []Problem{d.at(&second, "", mistake{message: "a second YAML document begins here; the configuration is one document"})}
	}
	root := node.Content[0]
	d.tree = &node
	switch {
	case isNull(root):
	case root.Kind != yaml.MappingNode:
		return d, []Problem{d.at(root, "", mistake{message: fmt.Sprintf("expected keys and their values, found %s", kindName(root))})}
	default:
		d.root = root
	}
	return d, nil
}

// notText finds what makes a file no text at all.
func (d *document) notText() (Problem, bool) {
	line := 1
	for rest := d.data; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			return Problem{Where: d.where(line, 0), Message: "the file is not UTF-8 text; save it as UTF-8"}, true
		case r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f:
			return Problem{Where: d.where(line, 0), Message: fmt.Sprintf("the control character %U is not allowed here", r)}, true
		case r == '\n':
			line++
		}
		rest = rest[size:]
	}
	return Problem{}, false
}

// syntaxProblem turns an error of the YAML reader into a problem.
func (d *document) syntaxProblem(err error) Problem {
	p := Problem{Where: d.where(1, 0), Message: "this is not YAML: " + err.Error()}
	var syntax *yaml.LoadError
	if errors.As(err, &syntax) {
		p = Problem{Where: d.where(max(syntax.Mark.Line, 1), syntax.Mark.Column), Message: "this is not YAML: " + syntax.Message}
		if begin := syntax.ContextMark; begin.Line > 0 && begin.Line < syntax.Mark.Line {
			p.Message += fmt.Sprintf(" (%s in line %d)", syntax.ContextMsg, begin.Line)
		}
		if d.tabAt(syntax.Mark.Line) {
			p.Message += " (the line is indented with a tab; YAML wants spaces)"
		}
	}
	return p
}

// tabAt tells whether a line is indented with a tab.
func (d *document) tabAt(line int) bool {
	lines := strings.Split(string(d.data), "\n")
	return line >= 1 && line <= len(lines) && strings.HasPrefix(strings.TrimLeft(lines[line-1], " "), "\t")
}

// where is a place in the file; column 0 is left out.
func (d *document) where(line, column int) string {
	if column == 0 {
		return fmt.Sprintf("%s:%d", d.file, line)
	}
	return fmt.Sprintf("%s:%d:%d", d.file, line, column)
}

// at makes a problem at a node.
func (d *document) at(n *yaml.Node, key string, err error) Problem {
	p := Problem{Where: d.where(n.Line, n.Column), Key: key, Message: err.Error()}
	var m mistake
	if errors.As(err, &m) {
		p.Message, p.Nearest = m.message, m.nearest
	}
	return p
}

// isNull tells whether a node is empty or null.
func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// kindName is what a node is, for a message.
func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	return "a single value"
}
