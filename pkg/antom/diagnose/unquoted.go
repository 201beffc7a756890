package diagnose

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// An unquoted text is what a language prints of a value without quotes around its
// strings: Java's Map.toString and record, Lombok's and Kotlin's toString, Dart's map,
// Go's %v. It does not tell a number from a string, and where a value ends only by
// what follows it, so that it is read with Antom's names in mind.

// unquotedText turns what is printed without quotes into compact JSON.
func unquotedText(dst []byte, t *text) ([]byte, bool) {
	data := bytes.TrimSpace(t.data)
	if len(data) == 0 || len(data) > maxLiteral || t.json() != nil || bytes.HasPrefix(data, []byte(`{"`)) {
		return dst, false
	}
	r := unquotedReader{data: data, out: dst}
	if _, size := r.opening(); size == 0 {
		return dst, false
	}
	r.fields = knownFields()
	switch {
	case bytes.HasPrefix(data, []byte("map[")):
		r.pair, r.next = ":", " "
	case data[0] == '{' && bytes.Contains(data[:min(len(data), 80)], []byte(": ")):
		r.pair, r.next = ": ", ", "
	default:
		r.pair, r.next = "=", ", "
	}
	if !r.value("", 0) || len(bytes.TrimSpace(r.data[r.pos:])) > 0 || !json.Valid(r.out[len(dst):]) || r.out[len(dst)] != '{' {
		return dst, false
	}
	return r.out, true
}

type unquotedReader struct {
	data       []byte
	pos        int
	out        []byte
	pair, next string // between a name and its value, and after the value
	fields     map[string]*spec.Field
}

// opening returns the bracket at which a collection begins here, after the name of its
// type if it has one.
func (r *unquotedReader) opening() (bracket byte, size int) {
	rest := r.data[r.pos:]
	for i, c := range rest[:min(len(rest), 200)] {
		switch {
		case c == '{' || c == '[' || c == '(':
			return c, i + 1
		case !alphanumeric(c) && c != '_' && c != '$' && c != '.':
			return 0, 0
		}
	}
	return 0, 0
}

func (r *unquotedReader) value(name string, depth int) bool {
	if depth > maxDepth {
		return false
	}
	if open, size := r.opening(); size > 0 {
		r.pos += size
		return r.collection(name, open, depth)
	}
	return r.scalar(name)
}

func (r *unquotedReader) collection(name string, open byte, depth int) bool {
	closing := map[byte]byte{'{': '}', '[': ']', '(': ')'}[open]
	object := open != '[' || r.nameLength() > 0
	r.out = append(r.out, map[bool]byte{true: '{', false: '['}[object])
	for count := 0; ; count++ {
		if r.pos >= len(r.data) {
			return false
		}
		if r.data[r.pos] == closing {
			r.pos++
			r.out = append(r.out, map[bool]byte{true: '}', false: ']'}[object || r.goMap(open, count)])
			return true
		}
		if count > 0 {
			if !bytes.HasPrefix(r.data[r.pos:], []byte(r.next)) {
				return false
			}
			r.pos += len(r.next)
			r.out = append(r.out, ',')
		}
		member := name
		if object {
			size := r.nameLength()
			if size == 0 {
				return false
			}
			member = string(r.data[r.pos : r.pos+size])
			r.pos += size + len(r.pair)
			r.out = append(appendQuoted(r.out, member), ':')
		}
		if !r.value(member, depth+1) {
			return false
		}
	}
}

// goMap corrects the bracket of Go's map[], which has no names in it.
func (r *unquotedReader) goMap(open byte, count int) bool {
	if open != '[' || count > 0 || !bytes.HasSuffix(r.data[:r.pos], []byte("map[]")) {
		return false
	}
	r.out[len(r.out)-1] = '{'
	return true
}

// nameLength returns the length of the name of a member that begins here, 0 if none
// does.
func (r *unquotedReader) nameLength() int { return r.nameAt(r.pos) }

func (r *unquotedReader) nameAt(pos int) int {
	end := pos
	for end < len(r.data) && (alphanumeric(r.data[end]) || r.data[end] == '_') {
		end++
	}
	if end == pos || !bytes.HasPrefix(r.data[end:], []byte(r.pair)) {
		return 0
	}
	return end - pos
}

// scalar reads up to the next member or the bracket that closes the collection.
func (r *unquotedReader) scalar(name string) bool {
	start, open := r.pos, 0
	for ; r.pos < len(r.data); r.pos++ {
		c := r.data[r.pos]
		if strings.IndexByte("([{", c) >= 0 {
			open++
		}
		if strings.IndexByte(")]}", c) >= 0 {
			if open == 0 {
				break
			}
			open--
		}
		if bytes.HasPrefix(r.data[r.pos:], []byte(r.next)) && (r.nameAt(r.pos+len(r.next)) > 0 || r.inList(start)) {
			break
		}
	}
	if r.pos >= len(r.data) {
		return false
	}
	r.out = r.typed(r.out, name, string(r.data[start:r.pos]))
	return true
}

// inList reports whether the value that began at a position stands in a list.
func (r *unquotedReader) inList(start int) bool {
	return start == 0 || !bytes.HasSuffix(r.data[:start], []byte(r.pair))
}

// typed appends a value as the type that is documented for its name, a string if none
// is.
func (r *unquotedReader) typed(dst []byte, name, value string) []byte {
	return typedValue(dst, r.fields, name, value)
}

func typedValue(dst []byte, fields map[string]*spec.Field, name, value string) []byte {
	if value == "null" || value == "<nil>" || value == "nil" {
		return append(dst, "null"...)
	}
	if f := fields[name]; f != nil {
		number := (f.Type == "number" || f.Type == "integer") && numeric(value)
		word := f.Type == "boolean" && (value == "true" || value == "false")
		if number || word {
			return append(dst, value...)
		}
	}
	return appendQuoted(dst, value)
}

// knownFields returns the documented fields of notifications by their names.
func knownFields() map[string]*spec.Field {
	fields := map[string]*spec.Field{}
	eachField(func(f *spec.Field) { fields[f.Name] = f })
	return fields
}
