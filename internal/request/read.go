package request

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Read reads requests in YAML or JSON. The content tells which it is: what
// begins like a JSON object or list is JSON and read strictly. Several YAML
// documents, and several JSON values one after the other, are several requests;
// empty YAML documents are skipped. Name is for messages, "-" for standard input.
//
// The cause of an error is a SyntaxErrors with every mistake found, or the
// reader's own error.
func Read(name string, r io.Reader) ([]*Document, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxInput+1))
	if err != nil {
		return nil, apperr.New(apperr.Usage, "reading "+(Origin{File: name}).String(), err)
	}
	docs, mistakes := parse(name, text)
	if len(mistakes) > 0 {
		return nil, apperr.New(apperr.Usage, "", mistakes).WithCode("syntax") // each of them names the input
	}
	return docs, nil
}

// parse checks the text and hands it to the reader for its format.
func parse(name string, text []byte) ([]*Document, SyntaxErrors) {
	in := newReading(name)
	if len(text) > MaxInput {
		in.mistake(place{}, "the input is larger than %d MiB", MaxInput>>20)
		return in.result()
	}
	text, ok := in.checkText(text)
	if !ok {
		return in.result()
	}
	if !looksLikeJSON(text) {
		readYAML(in, text)
		return in.result()
	}
	readJSON(in, text)
	if len(in.mistakes) > 0 && namedYAML(name) {
		// A YAML file may begin like JSON and still be YAML only.
		again := newReading(name)
		readYAML(again, text)
		if len(again.mistakes) == 0 {
			return again.result()
		}
	}
	return in.result()
}

// looksLikeJSON reports whether the text begins with a brace and a quote, or
// like a JSON list, or with a comment that some take in JSON. YAML's own flow form has
// names without quotes.
func looksLikeJSON(text []byte) bool {
	s := strings.TrimLeft(string(text[:min(len(text), 4096)]), " \t\r\n")
	if strings.HasPrefix(s, "//") || strings.HasPrefix(s, "/*") {
		return true
	}
	if s == "" || s[0] != '{' && s[0] != '[' {
		return false
	}
	opening := s[0]
	s = strings.TrimLeft(s[1:], " \t\r\n")
	if s == "" {
		return true
	}
	if opening == '{' {
		return s[0] == '"' || s[0] == '}'
	}
	return strings.IndexByte(`{["]`, s[0]) >= 0
}

func namedYAML(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".yaml" || ext == ".yml"
}

// Messages that both formats have.
const (
	listAtTop = "a request is an object with fields, not a list; for several requests write one after the other, " +
		"in YAML with a line --- between them"
	leafAtTop = "a request is an object with fields, not a single value"
	nullItem  = "item [%d] of this list is empty; remove it or give it a value"
)

// reading is the state of one Read that both formats share: what was read, the
// mistakes, and how much may still be made.
type reading struct {
	name     string
	docs     []*Document
	doc      *Document // the one being read
	nodes    int       // values that may still be made
	looks    int       // fields, items and merges that may still be looked at
	mistakes SyntaxErrors
	known    map[SyntaxError]bool // an alias used twice repeats its mistakes
	stopped  bool                 // a limit was reached: read no further
}

func newReading(name string) *reading {
	return &reading{name: name, nodes: MaxNodes, looks: MaxNodes, known: map[SyntaxError]bool{}}
}

func (r *reading) result() ([]*Document, SyntaxErrors) {
	if len(r.mistakes) == 0 && len(r.docs) == 0 {
		r.mistake(place{}, "it is empty or holds comments only")
	}
	r.mistakes.sort()
	return r.docs, r.mistakes
}

// mistake notes a mistake at a place.
func (r *reading) mistake(at place, format string, args ...any) {
	r.related(at, place{}, format, args...)
}

// related notes a mistake that has to do with another place.
func (r *reading) related(at, other place, format string, args ...any) {
	e := SyntaxError{Origin: at.in(r.name), Message: fmt.Sprintf(format, args...)}
	if other != (place{}) {
		e.Related = other.in(r.name)
	}
	if r.known[e] || r.stopped {
		return
	}
	r.known[e] = true
	r.mistakes = append(r.mistakes, &e)
	r.stopped = len(r.mistakes) == maxMistakes
}

// begin starts a document. It is false when there are too many.
func (r *reading) begin(at place) bool {
	if len(r.docs) == MaxDocuments {
		r.mistake(at, "more than %d requests in one input; split it", MaxDocuments)
		r.stopped = true
		return false
	}
	r.doc = New()
	r.doc.file = r.name
	r.doc.read = map[*spec.Node]span{}
	return true
}

// large reports, as a mistake, that a request takes up too much of the input.
func (r *reading) large(size int, at place) bool {
	if size <= MaxRequest {
		return false
	}
	r.mistake(at, "one request is larger than %d MiB", MaxRequest>>20)
	return true
}

// end keeps the document that was begun.
func (r *reading) end(root *spec.Node) {
	if root == nil {
		return
	}
	r.doc.Root = root
	r.docs = append(r.docs, r.doc)
}

// node makes a value at a place, or nil when there are too many.
func (r *reading) node(kind spec.Kind, text string, at place) *spec.Node {
	if !r.spend(&r.nodes, at) {
		return nil
	}
	n := &spec.Node{Kind: kind, Text: text}
	r.doc.read[n] = span{value: at}
	return n
}

// look counts one field, item or merge, whether or not it becomes a value: an
// alias can repeat those that do not.
func (r *reading) look(at place) bool { return r.spend(&r.looks, at) }

// spend takes one from what is left of a limit.
func (r *reading) spend(left *int, at place) bool {
	if r.stopped {
		return false
	}
	if *left--; *left < 0 {
		r.mistake(at, "more than %d values in one input, with every use of an alias counted", MaxNodes)
		r.stopped = true
		return false
	}
	return true
}

// add gives an object a field whose name was written at a place.
func (r *reading) add(object *spec.Node, name string, at place, value *spec.Node) {
	s := r.doc.read[value]
	s.name = at
	r.doc.read[value] = s
	object.Members = append(object.Members, spec.Member{Name: name, Value: value})
}

// deep reports, as a mistake, that an object or list is nested too deeply.
func (r *reading) deep(depth int, at place) bool {
	if depth <= MaxDepth {
		return false
	}
	r.mistake(at, "nested deeper than %d levels", MaxDepth)
	return true
}

// names finds the mistakes in the field names of one object.
type names struct {
	in   *reading
	seen map[string]place
}

// add notes a name. It is false when the field must be skipped.
func (n *names) add(name string, at place) bool {
	if n.seen == nil {
		n.seen = map[string]place{}
	}
	switch first, twice := n.seen[name]; {
	case name == "":
		n.in.mistake(at, "a field name is empty")
		return false
	case twice:
		n.in.related(at, first, "%s is given twice in one object: in line %d and again in line %d",
			shown(name), first.line, at.line)
		return false
	case len(n.seen) == MaxMembers:
		n.in.mistake(at, "more than %d fields in one object", MaxMembers)
	}
	n.seen[name] = at
	return len(n.seen) <= MaxMembers
}
