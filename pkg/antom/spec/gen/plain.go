package main

import (
	"fmt"
	"slices"
	"strings"
)

// Plain messages are those that only explain, validation and completion need. They
// are kept as one text, which package spec reads when somebody asks for a message:
// tables of the same facts would make the program many times bigger. Each line is a
// field, its parts separated by tabs:
//
//	=NAME	SOURCE	CONFIDENCE     begins a message
//	<                              begins its request, > its response
//	DEPTH NAME	TYPE	REQUIRED	…  a field, DEPTH levels down; TYPE[] is a list
//
// What follows REQUIRED (y, n or c) begins with a letter that says what it is: see
// plainParts.

// typedMessages are the messages with Go types and tables.
func (m *model) typedMessages() []message {
	return slices.DeleteFunc(slices.Clone(m.Messages), func(msg message) bool { return msg.Plain })
}

// checkPlain refuses what the form of a message cannot hold.
func checkPlain(msg message, fields []field) error {
	for _, f := range fields {
		where := msg.Name + "." + f.Name
		switch {
		case !msg.Plain && f.Fields != nil:
			return fmt.Errorf("%s: only a plain message describes objects in place", where)
		case msg.Plain && (f.ExceptIn != "" || f.ExceptWith != "" || f.ListedInSDK || f.LeadsToPay || f.AdviseLength != 0):
			return fmt.Errorf("%s: a plain message has no such facts", where)
		case msg.Plain && strings.ContainsAny(f.Note+f.When+f.Default+f.Range, "\t\n`"):
			return fmt.Errorf("%s: a text of a plain message is one line without tabs and backquotes", where)
		}
		if err := checkPlain(msg, f.Fields); err != nil {
			return err
		}
	}
	return nil
}

func writePlain(m *model, w *writer) {
	w.header("spec")
	shared := make(map[string]bool)
	var text strings.Builder
	for _, msg := range m.Messages {
		if !msg.Plain {
			continue
		}
		fmt.Fprintf(&text, "=%s\t%s\t%s\n<\n", msg.Name, msg.Source, confidenceOf(msg.Source))
		writePlainFields(&text, msg, msg.Request, 0, shared)
		text.WriteString(">\n")
		writePlainFields(&text, msg, msg.Response, 0, shared)
	}
	w.line("// plainMessages are the messages without tables, as package gen describes.")
	w.line("const plainMessages = `\n%s`", text.String())
	w.line("")
	w.line("// sharedType is a type of the tables that plain messages use, nil if they use none of that name.")
	w.line("func sharedType(name string) *Type {")
	w.line("switch name {")
	names := make([]string, 0, len(shared))
	for name := range shared {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w.line("case %q: return &%s", name, typeVar(name))
	}
	w.line("}")
	w.line("return nil")
	w.line("}")
}

func writePlainFields(text *strings.Builder, msg message, fields []field, depth int, shared map[string]bool) {
	for _, f := range fields {
		typ := f.Type
		if f.Array {
			typ += "[]"
		}
		fmt.Fprintf(text, "%d%s\t%s\t%s%s\n", depth, f.Name, typ, f.Required[:1], plainParts(f, msg))
		if f.Fields == nil && !slices.Contains(leaves, f.Type) {
			shared[f.Type] = true
		}
		writePlainFields(text, msg, f.Fields, depth+1, shared)
	}
}

// plainParts are the facts of a field that it need not have.
func plainParts(f field, msg message) string {
	var b strings.Builder
	add := func(letter, value string) {
		if value != "" && value != "0" {
			b.WriteString("\t" + letter + value)
		}
	}
	add("w", f.When)
	add("l", itoa(f.MaxLength))
	add("i", itoa(f.MaxItems))
	add("e", strings.Join(f.Enum, ","))
	add("f", f.Format)
	add("r", f.Range)
	add("d", f.Default)
	if f.Source != msg.Source {
		add("s", f.Source)
	}
	if f.Confidence != confidenceOf(msg.Source) {
		add("c", f.Confidence)
	}
	add("n", f.Note)
	return b.String()
}
