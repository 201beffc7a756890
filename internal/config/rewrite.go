package config

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v4"
)

// rewritten is a file's text after a change, as it should look first. The tree has
// no empty lines, so they are written as comments while the file is a tree. Where
// they cannot be, as within a text of several lines, the second text has none.
func rewritten(d *document, path []string, value *yaml.Node) [][]byte {
	text := strings.ReplaceAll(string(d.data), "\r\n", "\n")
	var out [][]byte
	for _, text := range []string{markEmptyLines(text), text} {
		if text = changeText(text, path, value); text == "" {
			continue
		}
		text = unmarkEmptyLines(text)
		if bytes.Contains(d.data, []byte("\r\n")) {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		out = append(out, []byte(text))
	}
	return out
}

// changeText makes a change in a text; it is empty when the text is no configuration.
func changeText(text string, path []string, value *yaml.Node) string {
	d, problems := parse("", []byte(text))
	if len(problems) > 0 {
		return ""
	}
	layout := layoutOf(d)
	if d.root == nil { // empty, or comments alone
		layout.explicit = false
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		return text + encode(change(nil, path, value), layout)
	}
	d.root = change(d.root, path, value)
	if root := d.root; root.Style&yaml.FlowStyle == 0 { // braces that were opened leave no line for their comment
		root.HeadComment, root.LineComment = joinComments(root.HeadComment, root.LineComment), ""
	}
	d.tree.Content = []*yaml.Node{d.root}
	return encode(d.tree, layout)
}

// emptyLine stands for an empty line while a file is a tree.
const emptyLine = "#\u2063" // an invisible character that nobody types

// markEmptyLines puts a comment in the place of each empty line. It is indented as
// what follows it, to which it then belongs.
func markEmptyLines(text string) string {
	if text == "" {
		return text
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	indent := ""
	for i := len(lines) - 1; i >= 0; i-- {
		if content := strings.TrimLeft(lines[i], " "); content != "" {
			indent = lines[i][:len(lines[i])-len(content)]
			continue
		}
		lines[i] = indent + emptyLine
	}
	return strings.Join(lines, "\n") + "\n"
}

// unmarkEmptyLines is the reverse of markEmptyLines.
func unmarkEmptyLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) == emptyLine {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// layout is how a file is laid out.
type layout struct {
	indent   int  // of each level, in spaces
	flush    bool // the dashes of a list stand below the first letter of its key
	explicit bool // the document begins with ---
}

// layoutOf finds the layout by the first mapping and list within another mapping.
func layoutOf(d *document) layout {
	l := layout{indent: 2, explicit: bytes.HasPrefix(bytes.TrimLeft(d.data, "\n"), []byte("---"))}
	known := map[yaml.Kind]bool{}
	var look func(n *yaml.Node)
	look = func(n *yaml.Node) {
		for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			deeper := value.Column - key.Column
			nested := value.Line > key.Line && !known[value.Kind]
			switch {
			case nested && value.Kind == yaml.MappingNode && deeper > 1:
				l.indent, known[value.Kind] = deeper, true
			case nested && value.Kind == yaml.SequenceNode:
				l.flush, known[value.Kind] = deeper == 0, true
			}
			look(value)
		}
	}
	look(d.root)
	return l
}

// encode writes a tree; "" when it cannot be written.
func encode(n *yaml.Node, l layout) string {
	var b strings.Builder
	dumper, err := yaml.NewDumper(&b, yaml.WithV3Defaults(), yaml.WithIndent(l.indent), yaml.WithLineWidth(-1),
		yaml.WithCompactSeqIndent(l.flush), yaml.WithExplicitStart(l.explicit))
	if err != nil || dumper.Dump(n) != nil || dumper.Close() != nil {
		return ""
	}
	return b.String()
}
