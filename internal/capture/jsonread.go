package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// A jsonReader reads JSON values out of a text without copying them, so that a
// string can be taken out of its container with every byte known. Bytes that
// are not UTF-8 and names that occur twice are no mistakes here. It can be used
// for one text after the other.
type jsonReader struct {
	decoder jsontext.Decoder
	input   bytes.Buffer
	text    []byte
}

func newJSONReader(text []byte) *jsonReader {
	r := new(jsonReader)
	r.reset(text)
	return r
}

// reset begins with another text.
func (r *jsonReader) reset(text []byte) {
	r.text = text
	r.input = *bytes.NewBuffer(text)
	r.decoder.Reset(&r.input, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// peek is the first character of what comes next, 0 if that is a mistake, which
// the next call tells, or the end.
func (r *jsonReader) peek() byte { return byte(r.decoder.PeekKind()) }

// offset is where what was read last ends.
func (r *jsonReader) offset() int { return int(r.decoder.InputOffset()) }

// token reads a brace or bracket.
func (r *jsonReader) token() error {
	_, err := r.decoder.ReadToken()
	return r.mistake(err)
}

// next is where the value begins that comes next.
func (r *jsonReader) next() int {
	rest := bytes.TrimLeft(r.text[r.offset():], " \t\r\n,:")
	return len(r.text) - len(rest)
}

// value reads a value and returns its text.
func (r *jsonReader) value() ([]byte, error) {
	value, err := r.decoder.ReadValue()
	if err != nil {
		return nil, r.mistake(err)
	}
	// The decoder's own slice is good until its next call only.
	value = r.text[r.offset()-len(value) : r.offset()]
	return value, r.checkNesting(value)
}

// checkNesting holds a valid value to the limit on nesting.
func (r *jsonReader) checkNesting(value []byte) error {
	outside := r.decoder.StackDepth()
	if value[0] != '{' && value[0] != '[' || outside+bytes.Count(value, []byte{'{'})+bytes.Count(value, []byte{'['}) <= MaxNesting {
		return nil
	}
	inner := newJSONReader(value)
	for inner.token() == nil && inner.decoder.StackDepth() > 0 {
		if outside+inner.decoder.StackDepth() > MaxNesting {
			at := r.offset() - len(value) + inner.offset() - 1
			return &jsonError{offset: at, what: fmt.Sprintf("nested deeper than %d levels", MaxNesting)}
		}
	}
	return nil
}

// eachMember reads an object. visit gets each name in its quotes and has to read
// the value; its error ends the object.
func (r *jsonReader) eachMember(visit func(name []byte) error) error {
	if err := r.token(); err != nil {
		return err
	}
	for r.peek() != '}' {
		name, err := r.value()
		if err != nil {
			return err
		}
		if err := visit(name); err != nil {
			return err
		}
	}
	return r.token()
}

// eachItem reads a list. visit has to read each item.
func (r *jsonReader) eachItem(visit func() error) error {
	if err := r.token(); err != nil {
		return err
	}
	for r.peek() != ']' {
		if err := visit(); err != nil {
			return err
		}
	}
	return r.token()
}

// firstValue returns the end of the JSON value that begins at i.
func firstValue(b []byte, i int) (int, error) {
	r := newJSONReader(b[i:])
	_, err := r.value()
	return i + r.offset(), moveMistake(err, i)
}

// jsonError is a mistake in JSON text at a byte offset.
type jsonError struct {
	offset int
	what   string
	// ended: the text ended too early, so that more lines could complete it.
	ended bool
}

func (e *jsonError) Error() string { return "not valid JSON: " + e.what }

// mistake makes a jsonError of the decoder's error.
func (r *jsonReader) mistake(err error) error {
	if err == nil {
		return nil
	}
	at, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok || errors.Is(err, io.ErrUnexpectedEOF) {
		return &jsonError{offset: len(r.text), what: "the text ends too early", ended: true}
	}
	offset := min(int(at.ByteOffset), len(r.text))
	return &jsonError{offset: offset, what: what(r.text[offset:], at.Err)}
}

// what says what is wrong at the beginning of a text. Some mistakes are common
// in captures that people cut out by hand.
func what(text []byte, err error) string {
	inString := strings.Contains(err.Error(), "in string")
	switch {
	case !inString || len(text) == 0:
		return err.Error()
	case text[0] == '\n' || text[0] == '\r':
		return "the line ends inside of a string"
	case text[0] == '\\':
		return "there is an escape sequence that JSON does not have"
	default:
		return fmt.Sprintf("the control character 0x%02x stands in a string", text[0])
	}
}

// moveMistake moves a mistake's place in a part of a text that begins at i.
func moveMistake(err error, i int) error {
	if e, ok := errors.AsType[*jsonError](err); ok {
		return &jsonError{offset: e.offset + i, what: e.what, ended: e.ended}
	}
	return err
}

// unexpected is about another thing than what should be at i.
func unexpected(b []byte, i int, wanted string) error {
	if i >= len(b) {
		return &jsonError{offset: i, what: "the text ends where " + wanted + " should be", ended: true}
	}
	return &jsonError{offset: i, what: fmt.Sprintf("%q stands where %s should be", b[i], wanted)}
}

// unfinished reports whether the text only lacks further lines.
func unfinished(err error) bool {
	e, ok := errors.AsType[*jsonError](err)
	return ok && e.ended
}

// offsetOf returns the offset that an error names, or 0.
func offsetOf(err error) int {
	if e, ok := errors.AsType[*jsonError](err); ok {
		return e.offset
	}
	return 0
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}
