package spec

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// schemaVersion is the dialect of JSON Schema.
const schemaVersion = "https://json-schema.org/draft/2020-12/schema"

// supplied reports whether this tool fills in a field when it is absent: a file
// that an editor checks need not have it.
func supplied(name string) bool {
	switch name {
	case "productCode", "referenceOrderId", "env", "terminalType":
		return true
	}
	return slices.ContainsFunc(operations, func(o Operation) bool { return o.IDPrefix != "" && o.RequestIDField == name })
}

// Schema returns a JSON Schema (2020-12) of an operation's request, for editors
// that complete and check YAML and JSON files. Single values may be strings,
// numbers or booleans, because every scalar of a file becomes a string. It is
// nil for an operation whose fields are not described.
func Schema(operation string) []byte {
	t := Request(operation)
	if t == nil {
		return nil
	}
	s := schema{defs: NewObject()}
	root := NewObject()
	root.Set("$schema", NewString(schemaVersion))
	root.Set("title", NewString("Antom "+messageOf(operation).name+" request"))
	for _, m := range s.object(t).Members {
		root.Set(m.Name, m.Value)
	}
	if len(s.defs.Members) > 0 {
		root.Set("$defs", s.defs)
	}
	var buf bytes.Buffer
	// The text is our own and therefore valid: Indent cannot fail.
	_ = json.Indent(&buf, root.AppendJSON(nil), "", "  ")
	buf.WriteByte('\n')
	return buf.Bytes()
}

// schema collects the definitions of the types that a request uses.
type schema struct {
	defs *Node
}

func (s *schema) object(t *Type) *Node {
	n := NewObject()
	n.Set("type", NewString("object"))
	if t.Note != "" {
		n.Set("description", NewString(t.Note))
	}
	properties := NewObject()
	required, unless := NewArray(), NewArray()
	for i := range t.Fields {
		f := &t.Fields[i]
		properties.Set(f.Name, s.field(f))
		switch {
		case f.Required != Yes || f.ExceptIn != "" || supplied(f.Name):
		case f.ExceptWith != "":
			unless.Items = append(unless.Items, requiredUnless(f))
		default:
			required.Items = append(required.Items, NewString(f.Name))
		}
	}
	n.Set("properties", properties)
	if given(required) {
		n.Set("required", required)
	}
	if given(unless) {
		n.Set("allOf", unless)
	}
	if !t.Open {
		n.Set("additionalProperties", literal("false"))
	}
	return n
}

// requiredUnless asks for a field when a sibling is absent.
func requiredUnless(f *Field) *Node {
	sibling, absent, wanted, n := NewObject(), NewObject(), NewObject(), NewObject()
	sibling.Set("required", texts(f.ExceptWith))
	absent.Set("not", sibling)
	wanted.Set("required", texts(f.Name))
	n.Set("if", absent)
	n.Set("then", wanted)
	return n
}

func (s *schema) field(f *Field) *Node {
	value := s.value(f)
	if !f.Array {
		value.Set("description", NewString(describe(f)))
		return value
	}
	n := NewObject()
	n.Set("type", NewString("array"))
	n.Set("description", NewString(describe(f)))
	n.Set("items", value)
	if f.MaxItems > 0 {
		n.Set("maxItems", literal(strconv.Itoa(f.MaxItems)))
	}
	return n
}

// value is the schema of one value of a field.
func (s *schema) value(f *Field) *Node {
	n := NewObject()
	switch {
	case f.Leaf():
		leafSchema(n, f)
	case f.Type == freeObject:
		n.Set("type", NewString("object"))
	default:
		s.define(f)
		n.Set("$ref", NewString("#/$defs/"+f.Type))
	}
	return n
}

// define adds the field's type to the definitions, once.
func (s *schema) define(f *Field) {
	if f.Object == nil || s.defs.Get(f.Type) != nil {
		return
	}
	s.defs.Set(f.Type, NewObject()) // in its place before the types that it uses
	s.defs.Set(f.Type, s.object(f.Object))
}

// leafSchema describes a single value in the forms that a file may hold it.
func leafSchema(n *Node, f *Field) {
	switch f.Type {
	case leafBoolean:
		n.Set("enum", NewArray(literal("true"), literal("false"), NewString("true"), NewString("false")))
		return
	case leafInteger:
		n.Set("type", texts("integer", "string"))
		n.Set("pattern", NewString("^-?[0-9]+$"))
		return
	}
	if f.Format == formatDigits {
		n.Set("type", texts("string", "integer"))
		n.Set("pattern", NewString("^(0|[1-9][0-9]{0,15})$"))
		return
	}
	n.Set("type", texts("string", "number", "boolean"))
	switch {
	case len(f.Enum) > 0:
		n.Set("enum", texts(f.Enum...))
	case f.Format == formatCurrency:
		n.Set("pattern", NewString("^[A-Z]{3}$"))
		n.Set("examples", listedCurrencies())
	case f.Format == formatCountry:
		n.Set("pattern", NewString("^[A-Z]{2}$"))
	case namesMethod(f.Name):
		n.Set("examples", methodCodes())
	}
	if f.MaxLength > 0 && len(f.Enum) == 0 {
		n.Set("maxLength", literal(strconv.Itoa(f.MaxLength)))
	}
	if f.Default != "" && slices.Contains(f.Enum, f.Default) {
		n.Set("default", NewString(f.Default))
	}
}

// describe is what an editor shows beside a field.
func describe(f *Field) string {
	parts := make([]string, 0, 4)
	if f.Note != "" {
		parts = append(parts, strings.TrimSuffix(f.Note, ".")+".")
	}
	switch f.Required {
	case Yes:
		parts = append(parts, "Required by Antom.")
	case Conditional:
		parts = append(parts, "Needed when "+f.When+".")
	}
	if f.Format == formatDateTime {
		parts = append(parts, "ISO 8601 with an offset, such as 2024-01-20T08:51:06+08:00.")
	}
	if f.Default != "" {
		parts = append(parts, "Default: "+f.Default+".")
	}
	return strings.Join(parts, " ")
}

func listedCurrencies() *Node {
	n := NewArray()
	for i := range currencies {
		if currencies[i].Listed {
			n.Items = append(n.Items, NewString(currencies[i].Code))
		}
	}
	return n
}

func methodCodes() *Node {
	n := NewArray()
	for i := range methods {
		n.Items = append(n.Items, NewString(methods[i].Code))
	}
	return n
}

func texts(values ...string) *Node {
	n := NewArray()
	for _, v := range values {
		n.Items = append(n.Items, NewString(v))
	}
	return n
}

// literal is a number or boolean by its text.
func literal(text string) *Node {
	if text == "true" || text == "false" {
		return &Node{Kind: Bool, Text: text}
	}
	return &Node{Kind: Number, Text: text}
}
