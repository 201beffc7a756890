package request

import (
	"bytes"
	"errors"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// jsonReader reads requests from JSON, several values one after the other. It stops
// at the first place that is not JSON; repeated names, nulls in lists and the like are
// collected.
type jsonReader struct {
	*reading
	text   []byte
	pos    int
	places *cursor
}

// errLimit ends the parsing of a value at a limit, which is noted as a mistake.
var errLimit = errors.New("a limit was exceeded")

// readJSON reads all values of a text.
func readJSON(in *reading, text []byte) {
	r := &jsonReader{reading: in, text: text, places: newCursor(text)}
	for r.between(); r.pos < len(text) && !r.stopped; r.between() {
		if !r.document() {
			return
		}
	}
}

// between skips what may stand between two requests: space, and the separator of
// YAML documents, which are JSON values in some files.
func (r *jsonReader) between() {
	r.space()
	if strings.HasPrefix(string(r.text[r.pos:min(len(r.text), r.pos+3)]), "---") {
		r.pos += len("---")
		r.space()
	}
}

func (r *jsonReader) space() {
	for r.pos < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.pos]) >= 0 {
		r.pos++
	}
}

// document reads one value of the top level.
func (r *jsonReader) document() bool {
	at := r.places.to(r.pos)
	if !r.begin(at) {
		return false
	}
	switch c := r.text[r.pos]; {
	case beginsComment(r.text[r.pos:]):
		r.mistake(at, "%s", comment)
		return false
	case c == '[':
		r.mistake(at, listAtTop)
		return false
	case c != '{' && len(r.docs) > 0:
		r.mistake(at, "more text after the end of the request: another request, beginning with {, can follow, nothing else")
		return false
	}
	start := r.pos
	root, end, err := spec.ParseValue(r.text, start, func(n *spec.Node, name, value int) error {
		if value-start > MaxRequest {
			r.large(value-start, at)
			return errLimit
		}
		return r.place(n, name, value)
	})
	if err != nil {
		r.syntaxMistake(err)
		return false
	}
	r.pos = end
	switch {
	case root.Kind != spec.Object:
		r.mistake(at, leafAtTop)
		return false
	case r.large(end-start, at):
		return false
	}
	r.texts(root)
	r.end(root)
	return true
}

// comment is the mistake of a comment in JSON.
const comment = "JSON has no comments; YAML takes #: remove this one, or begin it with # and let the name of the file end in .yaml"

// beginsComment reports whether a text begins with what is a comment elsewhere.
func beginsComment(text []byte) bool {
	return bytes.HasPrefix(text, []byte("//")) || bytes.HasPrefix(text, []byte("/*")) || bytes.HasPrefix(text, []byte("#"))
}

// place notes where a value and its name are.
func (r *jsonReader) place(n *spec.Node, name, value int) error {
	var s span
	if name >= 0 {
		s.name = r.places.to(name)
	}
	s.value = r.places.to(value)
	if !r.spend(&r.nodes, s.value) {
		return errLimit
	}
	r.doc.read[n] = s
	return nil
}

// syntaxMistake notes what is no JSON.
func (r *jsonReader) syntaxMistake(err error) {
	var syntax *spec.SyntaxError
	if !errors.As(err, &syntax) {
		return // a limit
	}
	reason := syntax.Reason
	if strings.HasPrefix(reason, "JSON has no comments") {
		reason = comment
	}
	r.mistake(newCursor(r.text).to(syntax.Offset), "%s", reason)
}

// texts makes every leaf below n a text, leaves nulls out, and notes the mistakes in
// names and lists.
func (r *jsonReader) texts(n *spec.Node) {
	switch n.Kind {
	case spec.Number, spec.Bool:
		n.Kind = spec.String
	case spec.Object:
		names := names{in: r.reading}
		kept := n.Members[:0]
		for _, m := range n.Members {
			r.texts(m.Value)
			if names.add(m.Name, r.doc.read[m.Value].name) && m.Value.Kind != spec.Null {
				kept = append(kept, m)
			}
		}
		n.Members = kept
	case spec.Array:
		kept := n.Items[:0]
		for _, item := range n.Items {
			if item.Kind == spec.Null {
				r.mistake(r.doc.read[item].value, nullItem, len(kept))
				continue
			}
			r.texts(item)
			kept = append(kept, item)
		}
		n.Items = kept
	}
}
