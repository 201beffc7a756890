package spec

import (
	"strconv"
	"strings"
)

// A plain message is described by lines of text instead of tables, see package gen.
// It is read anew for each question, which takes some microseconds: most programs
// ask for none of them.

// plainNames are the names of these messages.
func plainNames() []string {
	var names []string
	for line := range strings.Lines(plainMessages) {
		if line[0] == '=' {
			name, _, _ := strings.Cut(line[1:], "\t")
			names = append(names, name)
		}
	}
	return names
}

// isPlain reports whether there is a plain message of that name.
func isPlain(name string) bool {
	return !strings.Contains(name, "\t") && strings.Contains(plainMessages, "\n="+name+"\t")
}

// plainMessage reads a message. Without one of that name it is the zero value.
func plainMessage(name string) message {
	if !isPlain(name) {
		return message{}
	}
	_, text, _ := strings.Cut(plainMessages, "\n="+name+"\t")
	text, _, _ = strings.Cut(text, "\n=")
	head, text, _ := strings.Cut(text, "\n")
	source, confidence, _ := strings.Cut(head, "\t")
	request, response, _ := strings.Cut(strings.TrimPrefix(text, "<\n"), ">\n")
	title := plainTitle(name)
	return message{
		name: name, plain: true,
		request:  &Type{Name: title + "Request", Note: "The request of " + name + ".", Fields: plainFields(request, source, confidence)},
		response: &Type{Name: title + "Response", Note: "The answer to " + name + ".", Fields: plainFields(response, source, confidence)},
	}
}

// plainTitle is the name of an operation as one word.
func plainTitle(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, ".") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// plainFields reads the fields of an object with everything in them.
func plainFields(text, source, confidence string) []Field {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if text == "" {
		lines = nil
	}
	fields, _ := fieldsAt(lines, '0', source, confidence)
	return fields
}

// fieldsAt reads the fields of one depth and returns the lines behind them.
func fieldsAt(lines []string, depth byte, source, confidence string) (fields []Field, rest []string) {
	for len(lines) > 0 && lines[0][0] == depth {
		f := plainField(lines[0][1:], source, confidence)
		lines = lines[1:]
		if len(lines) > 0 && lines[0][0] == depth+1 {
			f.Object = &Type{Name: f.Type}
			f.Object.Fields, lines = fieldsAt(lines, depth+1, source, confidence)
		}
		fields = append(fields, f)
	}
	return fields, lines
}

// plainField reads one line without its depth.
func plainField(line, source, confidence string) Field {
	parts := strings.Split(line, "\t")
	f := Field{Name: parts[0], Required: No, Source: source, Confidence: confidence}
	f.Type, f.Array = strings.CutSuffix(parts[1], "[]")
	f.Object = sharedType(f.Type)
	switch parts[2] {
	case "y":
		f.Required = Yes
	case "c":
		f.Required = Conditional
	}
	for _, part := range parts[3:] {
		f.setPlain(part[0], part[1:])
	}
	return f
}

// setPlain sets what a letter stands for.
func (f *Field) setPlain(letter byte, value string) {
	switch letter {
	case 'w':
		f.When = value
	case 'l':
		f.MaxLength, _ = strconv.Atoi(value)
	case 'i':
		f.MaxItems, _ = strconv.Atoi(value)
	case 'e':
		f.Enum = strings.Split(value, ",")
	case 'f':
		f.Format = value
	case 'r':
		f.Range = value
	case 'd':
		f.Default = value
	case 's':
		f.Source = value
	case 'c':
		f.Confidence = value
	case 'n':
		f.Note = value
	}
}
