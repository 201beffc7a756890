package antom

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// member ties the name of a JSON member to the field of a message that holds
// its value.
type member struct {
	name string
	to   any // pointer to a string of any type, a list, a message, or raw JSON
}

// encodeMembers writes the members that are set, in their order, and then the
// extra ones by name. Characters such as & are written as they are.
func encodeMembers(members []member, extra map[string]json.RawMessage) ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteByte('{')
	for _, m := range members {
		if empty(m.to) {
			continue
		}
		if err := encodeMember(&buf, m.name, m.to); err != nil {
			return nil, err
		}
	}
	names := make([]string, 0, len(extra))
	for name := range extra {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := encodeMember(&buf, name, extra[name]); err != nil {
			return nil, err
		}
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

func empty(to any) bool {
	v := reflect.ValueOf(to).Elem()
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

func encodeMember(buf *bytes.Buffer, name string, value any) error {
	if buf.Len() > 1 {
		buf.WriteByte(',')
	}
	if err := encodeValue(buf, name); err != nil {
		return err
	}
	buf.WriteByte(':')
	if err := encodeValue(buf, value); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// encodeValue writes a value without the escapes that encoding/json adds for
// HTML: they would make URLs hard to read.
func encodeValue(buf *bytes.Buffer, value any) error {
	e := json.NewEncoder(buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	buf.Truncate(buf.Len() - 1) // the encoder's newline
	return nil
}

// decodeMembers reads an object. A member that is not described, or whose value
// has another form than described, is kept in extra: Antom adds fields at any
// time, and an answer that says that money moved must stay readable.
func decodeMembers(data []byte, members []member, extra *map[string]json.RawMessage) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	for _, m := range members {
		value, ok := raw[m.name]
		if ok && decodeValue(value, m.to) {
			delete(raw, m.name)
		}
	}
	*extra = nil
	if len(raw) > 0 {
		*extra = raw
	}
	return nil
}

// decodeValue reads one value and reports whether it had the wanted form.
func decodeValue(value json.RawMessage, to any) bool {
	switch to := to.(type) {
	case *[]string:
		return decodeTexts(value, to)
	case *json.RawMessage:
		*to = slices.Clone(value)
		return true
	}
	if v := reflect.ValueOf(to).Elem(); v.Kind() == reflect.String { // or a type such as PaymentStatus
		s, ok := leafText(value)
		v.SetString(s)
		return ok
	}
	// Decoding into a fresh value leaves nothing behind when it fails halfway.
	fresh := reflect.New(reflect.TypeOf(to).Elem())
	if err := json.Unmarshal(value, fresh.Interface()); err != nil {
		return false
	}
	reflect.ValueOf(to).Elem().Set(fresh.Elem())
	return true
}

func decodeTexts(value json.RawMessage, to *[]string) bool {
	var items []json.RawMessage
	if err := json.Unmarshal(value, &items); err != nil {
		return false
	}
	texts := make([]string, 0, len(items))
	for _, item := range items {
		s, ok := leafText(item)
		if !ok {
			return false
		}
		texts = append(texts, s)
	}
	*to = texts
	return true
}

// leafText returns the text of a single value. Antom documents every one as a
// string and sends some as numbers and booleans: those keep their source text.
func leafText(value json.RawMessage) (string, bool) {
	switch value[0] {
	case '"':
		return text(value), true
	case '{', '[':
		return "", false
	case 'n':
		return "", true
	}
	return string(value), true
}
