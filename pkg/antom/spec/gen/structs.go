package main

import (
	"slices"
	"strings"
)

// handWritten are the types that package antom writes itself.
var handWritten = []string{"Result"}

// writeStructs writes the typed messages of package antom.
func writeStructs(m *model, w *writer) {
	w.header("antom")
	w.line(`import "encoding/json"`)
	w.line("")
	for _, msg := range m.typedMessages() {
		for _, p := range messageParts(msg) {
			note := strings.TrimSuffix(p.note, ".")
			writeStruct(w, p.typeName, "is t"+note[1:]+"; see "+msg.Source+".", p.fields)
		}
	}
	types := slices.Clone(m.Types)
	slices.SortFunc(types, func(a, b objectType) int { return cmpString(a.Name, b.Name) })
	for _, t := range types {
		if !slices.Contains(handWritten, t.Name) {
			writeStruct(w, goName(t.Name), "is part of a message. "+t.Note, t.Fields)
		}
	}
}

func writeStruct(w *writer, name, doc string, fields []field) {
	w.line("// %s %s", name, doc)
	w.line("type %s struct {", name)
	for _, f := range fields {
		for _, line := range wrap(fieldDoc(f), 96) {
			w.line("// %s", line)
		}
		w.line("%s %s `json:\"%s\"`", goName(f.Name), goType(f), f.Name+omitEmpty(f))
	}
	w.line("")
	w.line("// Extra holds the members that this type does not describe, as they came.")
	w.line("Extra map[string]json.RawMessage `json:\"-\"`")
	w.line("}")
	w.line("")
	w.line("func (v *%s) members() []member {", name)
	w.line("return []member{")
	for _, f := range fields {
		w.line("{%q, &v.%s},", f.Name, goName(f.Name))
	}
	w.line("}")
	w.line("}")
	w.line("")
	w.line("// MarshalJSON writes the members in Antom's order and leaves empty ones out.")
	w.line("func (v %s) MarshalJSON() ([]byte, error) { return encodeMembers(v.members(), v.Extra) }", name)
	w.line("")
	w.line("// UnmarshalJSON reads the object and keeps unknown members in Extra.")
	w.line("func (v *%s) UnmarshalJSON(data []byte) error {", name)
	w.line("return decodeMembers(data, v.members(), &v.Extra)")
	w.line("}")
	w.line("")
}

// omitEmpty is the tag's option; it means nothing for a struct.
func omitEmpty(f field) string {
	if goType(f) == "Result" {
		return ""
	}
	return ",omitempty"
}

func goType(f field) string {
	var t string
	switch {
	case f.Type == "object":
		return "json.RawMessage"
	case slices.Contains(leaves, f.Type):
		t = leafType(f)
	case f.Type == "Result" && !f.Array:
		return "Result"
	case f.Array:
		t = goName(f.Type)
	default:
		t = "*" + goName(f.Type)
	}
	if f.Array {
		return "[]" + t
	}
	return t
}

// fieldDoc is the comment on a field: what it means, its limits, its source.
func fieldDoc(f field) string {
	var b strings.Builder
	add := func(s string) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	if f.Note != "" {
		add(sentence(f.Note))
	}
	switch f.Required {
	case "yes":
		add("Required.")
	case "conditional":
		add("Required when " + strings.TrimSuffix(f.When, ".") + ".")
	}
	add(limits(f))
	add("Source: " + f.Source + ".")
	return goName(f.Name) + ": " + strings.Join(strings.Fields(b.String()), " ")
}

func limits(f field) string {
	var parts []string
	switch f.Type {
	case "integer":
		parts = append(parts, "A whole number.")
	case "number":
		parts = append(parts, "A decimal number.")
	case "boolean":
		parts = append(parts, "true or false.")
	}
	switch f.Format {
	case "iso8601-datetime":
		parts = append(parts, "A time in ISO 8601 with an offset.")
	case "iso4217":
		parts = append(parts, "An ISO 4217 code.")
	case "iso3166-1-alpha2":
		parts = append(parts, "An ISO 3166-1 code of two letters.")
	}
	if len(f.Enum) > 0 {
		parts = append(parts, "One of "+strings.Join(f.Enum, ", ")+".")
	}
	if f.MaxLength > 0 {
		parts = append(parts, "At most "+itoa(f.MaxLength)+" characters.")
	}
	if f.MaxItems > 0 {
		parts = append(parts, "At most "+itoa(f.MaxItems)+" items.")
	}
	return strings.Join(parts, " ")
}
