package request

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// yamlKind is one kind of error of the YAML parser, in words that help whoever
// wrote the file.
type yamlKind struct {
	parser string // how the parser's message begins
	plain  string // what to say; %s is the character or the name at the place
	word   bool   // the place is the beginning of the word that the search ends in
	opener string // what is not closed: its place is the one to show
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
		{parser: "did not find expected key", word: true, plain: "a field name is expected here: check the indentation of this line, " +
			"and that nothing follows a text in quotes or a closing bracket"},
		{parser: "could not find expected ':'", word: true, plain: "a colon with a space after it is missing behind the field name"},
		{parser: "did not find expected '-' indicator", word: true, plain: "an item of the list above is expected here, " +
			"beginning with a dash: check the indentation"},
		{parser: "block sequence entries are not allowed", plain: "a list cannot begin with a dash on this line; begin it on the next line"},
		{parser: "did not find expected ',' or ']'", opener: "[", plain: list},
		{parser: "did not find expected ',' or '}'", opener: "{", plain: object},
		{parser: "found unexpected end of stream", opener: `'"`, plain: "the text that begins here has no closing quote"},
		{parser: "found unexpected document indicator", word: true, plain: "a new request begins inside a text in quotes: its closing quote is missing"},
		{parser: "found character that cannot start any token", plain: "a text cannot begin with %s; put it in quotes"},
		{parser: "did not find expected node content", plain: "a value is expected here; put a text that begins with , ] or } in quotes"},
		{parser: "did not find expected alphabetic or numeric", plain: name},
		{parser: "unknown anchor", word: true, plain: "no anchor &%s is defined above for the alias *%[1]s; " +
			"put a text that begins with * in quotes"},
		{parser: "found unknown escape character", plain: escape},
		{parser: "did not find expected hexdecimal number", plain: escape},
		{parser: "found invalid Unicode character escape code", plain: "this escape is half of a character; " +
			`write the character itself, or \U and eight hexadecimal digits`},
		{parser: "found undefined tag handle", word: true, plain: tag},
		{parser: "did not find expected tag URI", plain: tag},
		{parser: "did not find the expected '>'", plain: tag},
		{parser: "did not find expected whitespace or line break", plain: tag},
		{parser: "did not find expected comment or line break", plain: "only a comment can follow | or > on its line; " +
			"put a text that begins so in quotes"},
		{parser: "did not find expected <document start>", word: true, plain: "more text after the end of the request; " +
			"several requests have a line --- between them"},
		{parser: "found a tab character", plain: tabs},
		{parser: "exceeded max depth", plain: "nested far too deeply"},
	}
}

const tabs = "a tab cannot indent a line in YAML; use spaces"

// parserError takes "yaml: line 3: message" apart. It is compiled when it is first
// needed, because most commands never need it.
var parserError = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`) })

// explainYAML notes a syntax error of the YAML parser as a mistake, in plain words
// and with its place. The parser itself gives a line only, often a wrong one.
func explainYAML(in *reading, text []byte, err error) {
	line, message := splitYAMLError(err)
	kind := yamlKind{parser: message, plain: "this is not YAML: " + strings.ReplaceAll(message, "%", "%%")}
	for _, k := range yamlKinds() {
		if strings.HasPrefix(message, k.parser) {
			kind = k
			break
		}
	}
	s := &yamlSearch{text: text, kind: kind, left: searchLimit}
	at := s.find(line)
	rest := s.restOfLine(at)
	if col := tabIn(s.line(at.line)); col > 0 && strings.HasPrefix(rest, "\t") {
		at.column, kind.plain = col, tabs
	}
	in.mistake(at, "%s", fill(kind.plain, message, rest))
}

// splitYAMLError returns the line and the message of a parser's error.
func splitYAMLError(err error) (line int, message string) {
	m := parserError().FindStringSubmatch(err.Error())
	if m == nil {
		return 0, err.Error()
	}
	line, _ = strconv.Atoi(m[1])
	return line, m[2]
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
