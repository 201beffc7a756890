package antom

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// An objectReader goes through the members of JSON objects, one object after the
// other, in memory that is used again. The zero value is ready for use.
type objectReader struct {
	decoder jsontext.Decoder
	input   bytes.Buffer
}

// eachMember calls do with the members of a JSON object in their order, until it
// returns an error. Nothing but one object may stand in text. A name is good
// until do returns; a value is a part of text. Bytes that are not UTF-8 and names
// that stand twice are no mistakes here.
func eachMember(text []byte, do func(name []byte, value json.RawMessage) error) error {
	return new(objectReader).each(text, do)
}

func (r *objectReader) each(text []byte, do func(name []byte, value json.RawMessage) error) error {
	r.input = *bytes.NewBuffer(text)
	r.decoder.Reset(&r.input, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if kind := r.decoder.PeekKind(); kind != '{' && kind != 0 {
		return r.noObject()
	}
	if _, err := r.decoder.ReadToken(); err != nil {
		return syntaxError(err)
	}
	for r.decoder.PeekKind() != '}' {
		name, err := r.decoder.ReadValue()
		if err != nil {
			return syntaxError(err)
		}
		// The decoder's own slices are good until the next call only.
		end := r.decoder.InputOffset()
		name = text[end-int64(len(name)) : end]
		value, err := r.decoder.ReadValue()
		if err != nil {
			return syntaxError(err)
		}
		end = r.decoder.InputOffset()
		if err := do(unquoted(name), json.RawMessage(text[end-int64(len(value)):end:end])); err != nil {
			return err
		}
	}
	if _, err := r.decoder.ReadToken(); err != nil {
		return syntaxError(err)
	}
	return r.ended()
}

// noObject is the error for a text that begins with another value.
func (r *objectReader) noObject() error {
	if err := r.decoder.SkipValue(); err != nil {
		return syntaxError(err)
	}
	if err := r.ended(); err != nil {
		return err
	}
	return errors.New("it is not a JSON object")
}

// ended is nil if nothing but blanks is left.
func (r *objectReader) ended() error {
	_, err := r.decoder.ReadToken()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return syntaxError(err)
	default:
		return errors.New("there is more text after the end of the JSON object")
	}
}

// syntaxError says what is wrong in a JSON text, and where, without its text.
func syntaxError(err error) error {
	at, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("unexpected end of JSON text")
	case !ok:
		return err
	default:
		return fmt.Errorf("it is not valid JSON after byte %d: %w", at.ByteOffset, at.Err)
	}
}

// unquoted is the text of a JSON string that is known to be valid: a part of it
// if it has no escapes. What is no character becomes U+FFFD.
func unquoted(quoted []byte) []byte {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return inner
	}
	text, _ := jsontext.AppendUnquote(nil, quoted) // its only mistakes become U+FFFD
	return text
}
