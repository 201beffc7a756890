package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/antom-cli/antom/internal/printable"
)

// renderYAML writes the JSON form as YAML: same order, numbers with the same
// digits, and every string such that YAML 1.1 and 1.2 readers take it for one.
func renderYAML(v any, separate bool) ([]byte, error) {
	data, err := marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	node, err := yamlNode(dec)
	if err != nil {
		return nil, fmt.Errorf("making YAML of the result: %w", err)
	}
	var out bytes.Buffer
	if separate {
		out.WriteString("---\n")
	}
	dumper, err := yaml.NewDumper(&out, yaml.WithV3Defaults(), yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err == nil {
		err = dumper.Dump(node)
	}
	if err == nil {
		err = dumper.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("making YAML of the result: %w", err)
	}
	return printable.YAML(out.Bytes()), nil
}

// yamlNode reads the next JSON value.
func yamlNode(dec *json.Decoder) (*yaml.Node, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return yamlMapping(dec)
		}
		return yamlSequence(dec)
	case string:
		return yamlString(v), nil
	case json.Number:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: v.String()}, nil
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(v)}, nil
	default:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: "null"}, nil
	}
}

// yamlMapping reads members up to the closing brace. Of a key that comes twice
// the later value counts, as for most readers of JSON; YAML does not allow two.
func yamlMapping(dec *json.Decoder) (*yaml.Node, error) {
	node := &yaml.Node{Kind: yaml.MappingNode}
	at := map[string]int{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		value, err := yamlNode(dec)
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if i, ok := at[name]; ok {
			node.Content[i] = value
			continue
		}
		node.Content = append(node.Content, yamlString(name), value)
		at[name] = len(node.Content) - 1
	}
	if len(node.Content) == 0 {
		node.Style = yaml.FlowStyle
	}
	_, err := dec.Token()
	return node, err
}

func yamlSequence(dec *json.Decoder) (*yaml.Node, error) {
	node := &yaml.Node{Kind: yaml.SequenceNode}
	for dec.More() {
		item, err := yamlNode(dec)
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, item)
	}
	if len(node.Content) == 0 {
		node.Style = yaml.FlowStyle
	}
	_, err := dec.Token()
	return node, err
}

// yamlString chooses how a string is written: plain when no reader could take
// it for anything else, as a block when it is clean text of several lines, in
// quotes otherwise.
func yamlString(s string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	switch {
	case isPlain(s):
	case isBlock(s):
		node.Style = yaml.LiteralStyle
	default:
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

// isPlain takes only strings that begin with a letter, which rules out
// numbers, dates and indicators, and that hold nothing that YAML gives a
// meaning to.
func isPlain(s string) bool {
	if isReservedWord(s) || s != strings.TrimSpace(s) {
		return false
	}
	var last rune
	for i, r := range s {
		switch {
		case i == 0 && !unicode.IsLetter(r):
			return false
		case r == '#' && last == ' ', r == ' ' && last == ':':
			return false
		case !plainRune(r):
			return false
		}
		last = r
	}
	return s != "" && last != ':'
}

// isReservedWord knows the words that YAML 1.1 or 1.2 reads as a boolean or as
// null.
func isReservedWord(s string) bool {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return true
	}
	return false
}

// isBlock reports whether s has several lines and survives as a literal block:
// printable, no space where it could be lost or taken for indentation.
func isBlock(s string) bool {
	if !strings.Contains(s, "\n") || strings.TrimSpace(s[:1]) == "" {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if strings.HasSuffix(line, " ") || strings.ContainsFunc(line, func(r rune) bool { return !plainRune(r) }) {
			return false
		}
	}
	return true
}

// plainRune reports whether a character needs no escape, which only a string in
// quotes can have.
func plainRune(r rune) bool { return unicode.IsPrint(r) && !printable.Hidden(r) }
