package main

import "slices"

func writeTypes(m *model, w *writer) {
	w.header("spec")
	types := slices.Clone(m.Types)
	slices.SortFunc(types, func(a, b objectType) int { return cmpString(a.Name, b.Name) })
	for _, t := range types {
		writeType(w, t, typeVar(t.Name), typeVar(t.Name)+"Nested")
		if t.containsItself() {
			w.line("// %sNested is what a %s inside a %s is; it goes no deeper.", typeVar(t.Name), t.Name, t.Name)
			writeType(w, t, typeVar(t.Name)+"Nested", "")
		}
	}
}

// writeType writes one type. self is the variable that describes a field of the
// type itself, "" to leave such a field without a description.
func writeType(w *writer, t objectType, name, self string) {
	w.line("var %s = Type{Name: %q, Note: %q, Open: %t, Fields: []Field{", name, t.Name, t.Note, t.Open)
	writeFields(w, t.Fields, t.Name, self)
	w.line("}}")
	w.line("")
}

func writeFields(w *writer, fields []field, owner, self string) {
	for _, f := range fields {
		w.buf.WriteString("{")
		w.text("Name", f.Name)
		w.text("Type", f.Type)
		w.expr("Object", objectRef(f, owner, self))
		w.flag("Array", f.Array)
		w.text("Required", f.Required)
		w.text("When", f.When)
		w.text("ExceptIn", f.ExceptIn)
		w.text("ExceptWith", f.ExceptWith)
		w.flag("ListedInSDK", f.ListedInSDK)
		w.flag("LeadsToPay", f.LeadsToPay)
		w.number("MaxLength", f.MaxLength)
		w.number("AdviseLength", f.AdviseLength)
		w.number("MaxItems", f.MaxItems)
		w.list("Enum", f.Enum)
		w.text("Format", f.Format)
		w.text("Range", f.Range)
		w.text("Default", f.Default)
		w.text("Note", f.Note)
		w.text("Source", f.Source)
		w.text("Confidence", f.Confidence)
		w.line("},")
	}
}

func objectRef(f field, owner, self string) string {
	switch {
	case slices.Contains(leaves, f.Type):
		return ""
	case f.Type != owner:
		return "&" + typeVar(f.Type)
	case self == "":
		return ""
	}
	return "&" + self
}

func typeVar(name string) string { return "type" + name }

func writeMessages(m *model, w *writer) {
	w.header("spec")
	w.line("var messages = []message{")
	for _, msg := range m.Messages {
		w.buf.WriteString("{")
		w.text("name", msg.Name)
		for _, part := range messageParts(msg) {
			w.expr(part.label, "&message"+part.typeName)
		}
		w.line("},")
	}
	w.line("}")
	w.line("")
	for _, msg := range m.Messages {
		for _, part := range messageParts(msg) {
			w.line("var message%s = Type{Name: %q, Note: %q, Fields: []Field{", part.typeName, part.typeName, part.note)
			writeFields(w, part.fields, "", "")
			w.line("}}")
			w.line("")
		}
	}
}

// part is one direction of a message.
type part struct {
	label    string // field of spec's message
	typeName string // name of the Go type
	note     string
	fields   []field
}

func messageParts(msg message) []part {
	var parts []part
	name := operationGoName(msg.Name)
	if msg.Request != nil {
		parts = append(parts, part{"request", name + "Request", "The request of " + msg.Name + ".", msg.Request})
	}
	if msg.Response != nil {
		parts = append(parts, part{"response", name + "Response", "The answer to " + msg.Name + ".", msg.Response})
	}
	if msg.Notification != nil {
		parts = append(parts, part{"notification", name[len("Notify"):] + "Notification", "The notification " + msg.Name + ".", msg.Notification})
	}
	return parts
}
