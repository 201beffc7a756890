package request

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// yamlKind is one kind of error of the YAML parser, in words that help whoever
// wrote the file.
type yamlKind struct {
	parser string // how the parser's message begins
	plain  string // what to say; %s is the character or the name at the place
	begin  bool   // the place to show is where the text, list or object began
}

// yamlKinds are the errors that occur in practice. Others are given in the
// parser's words.
func yamlKinds() []yamlKind {
	const (
		escape = `this is not an escape in a text in double quotes; write the character itself, \\ for a backslash, ` +
			`or use single quotes`
		list   = "the list that begins here is not closed with ], or a comma is missing in it"
		object = "the object that begins here is not closed with }, or a comma is missing in it"
		name   = "after * (an alias) or & (an anchor) a name is expected; put a text that begins so in quotes"
		tag    = "what begins with ! is a tag, which has no meaning here; put a text that begins so in quotes"
	)
	return []yamlKind{
		{parser: "mapping values are not allowed", plain: "a colon with a space after it cannot be here: " +
			"put a text that holds one in quotes, or check the indentation of this line and the one before"},
		{parser: "did not find expected key", plain: "a field name is expected here: check the indentation of this line, " +
			"and that nothing follows a text in quotes or a closing bracket"},
		{parser: "could not find expected ':'", begin: true, plain: "a colon with a space after it is missing behind the field name"},
		{parser: "did not find expected '-' indicator", plain: "an item of the list above is expected here, " +
			"beginning with a dash: check the indentation"},
		{parser: "block sequence entries are not allowed", plain: "a list cannot begin with a dash on this line; begin it on the next line"},
		{parser: "did not find expected ',' or ']'", begin: true, plain: list},
		{parser: "did not find expected ',' or '}'", begin: true, plain: object},
		{parser: "found unexpected end of stream", begin: true, plain: "the text that begins here has no closing quote"},
		{parser: "found unexpected document indicator", plain: "a new request begins inside a text in quotes: its closing quote is missing"},
		{parser: "found character that cannot start any token", plain: "a text cannot begin with %s; put it in quotes"},
		{parser: "did not find expected node content", plain: "a value is expected here; put a text that begins with , ] or } in quotes"},
		{parser: "did not find expected alphabetic or numeric", begin: true, plain: name},
		{parser: "unknown anchor", plain: "no anchor &%s is defined above for the alias *%[1]s; " +
			"put a text that begins with * in quotes"},
		{parser: "found unknown escape character", plain: escape},
		{parser: "did not find expected hexadecimal number", plain: escape},
		{parser: "found invalid Unicode character escape code", plain: "this escape is half of a character; " +
			`write the character itself, or \U and eight hexadecimal digits`},
		{parser: "found undefined tag handle", plain: tag},
		{parser: "did not find expected tag URI", begin: true, plain: tag},
		{parser: "did not find the expected '>'", begin: true, plain: tag},
		{parser: "did not find expected whitespace or line break", begin: true, plain: tag},
		{parser: "did not find expected comment or line break", plain: "only a comment can follow | or > on its line; " +
			"put a text that begins so in quotes"},
		{parser: "did not find expected <document start>", plain: "more text after the end of the request; " +
			"several requests have a line --- between them"},
		{parser: "found a tab character", plain: tabs},
		{parser: "exceeded max depth", plain: "nested too deeply"},
	}
}

const tabs = "a tab cannot indent a line in YAML; use spaces"

// explainYAML notes a syntax error of the YAML parser as a mistake, in plain words
// and with its place.
func explainYAML(in *reading, text []byte, err error) {
	var syntax *yaml.LoadError
	if !errors.As(err, &syntax) {
		syntax = &yaml.LoadError{Message: err.Error()}
	}
	kind := kindOfYAML(syntax.Message)
	mark := syntax.Mark
	if kind.begin && syntax.ContextMark.Line > 0 {
		mark = syntax.ContextMark
	}
	at := place{mark.Line, mark.Column}
	written := bytes.TrimRight(text, " \t\r\n")
	if end := newCursor(written).to(len(written)); at.line > end.line {
		at = end // the text ends too early: show where, not the empty line below
	}
	line := lineOf(text, at.line)
	rest := skipRunes(line, at.column-1)
	if col := tabIn(line); col > 0 && strings.HasPrefix(rest, "\t") {
		at.column, kind.plain = col, tabs
	}
	in.mistake(at, "%s", fill(kind.plain, syntax.Message, rest))
}

// kindOfYAML finds the kind of an error by the parser's message.
func kindOfYAML(message string) yamlKind {
	for _, k := range yamlKinds() {
		if strings.HasPrefix(message, k.parser) {
			return k
		}
	}
	return yamlKind{plain: "this is not YAML: " + strings.ReplaceAll(message, "%", "%%")}
}

// lineOf returns a line of the text by its number from 1, without its end. It is
// empty for a line that the text does not have.
func lineOf(text []byte, number int) string {
	rest := string(text)
	for ; number > 1; number-- {
		end := strings.IndexAny(rest, "\r\n")
		if end < 0 {
			return ""
		}
		if strings.HasPrefix(rest[end:], "\r\n") {
			end++
		}
		rest = rest[end+1:]
	}
	if end := strings.IndexAny(rest, "\r\n"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

// skipRunes returns s without its first n characters.
func skipRunes(s string, n int) string {
	for ; n > 0 && s != ""; n-- {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return s
}

// fill puts the name or the character that an error is about into its text.
func fill(plain, message, rest string) string {
	if !strings.Contains(plain, "%") {
		return plain
	}
	if _, after, quoted := strings.Cut(message, "'"); quoted {
		name, _, _ := strings.Cut(after, "'")
		return fmt.Sprintf(plain, name)
	}
	ch, size := utf8.DecodeRuneInString(rest)
	if size == 0 {
		return fmt.Sprintf(plain, "the end of the line")
	}
	return fmt.Sprintf(plain, string(ch))
}

// tabIn returns the column of a tab in the indentation of a line, 0 if there is none.
func tabIn(line string) int {
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	return strings.IndexByte(indent, '\t') + 1
}
