package capture

import "fmt"

// parseHeaders reads an object of header fields; a field's value is a string,
// a number, or a list of them. No value has no fields.
func parseHeaders(value []byte) ([]Header, error) {
	if value == nil {
		return nil, nil
	}
	var h headerReader
	if err := h.read(newJSONReader(value)); err != nil {
		return nil, err
	}
	return h.appendTo(nil)
}

// headerReader reads objects of header fields in memory that is used again.
type headerReader struct {
	texts []byte // names and values, one after the other
	ends  []int  // where each of them ends
	err   error  // the first mistake in a field
}

// read reads the object that comes next. A mistake in a field does not end it:
// appendTo tells.
func (h *headerReader) read(r *jsonReader) error {
	h.reset()
	if r.peek() != '{' {
		value, err := r.value()
		if err == nil && string(value) != "null" {
			h.err = fmt.Errorf("\"headers\" is %s, not an object", kind(value))
		}
		return err
	}
	return r.eachMember(func(name []byte) error {
		if r.peek() != '[' {
			return h.field(r, name)
		}
		return r.eachItem(func() error { return h.field(r, name) })
	})
}

func (h *headerReader) reset() { h.texts, h.ends, h.err = h.texts[:0], h.ends[:0], nil }

// field reads one value of a field.
func (h *headerReader) field(r *jsonReader, name []byte) error {
	value, err := r.value()
	switch {
	case err != nil:
		return err
	case h.err != nil:
	case value[0] == '{' || value[0] == '[':
		h.err = fmt.Errorf("header %q is %s, not a string", unquote(name), kind(value))
	case len(h.ends) == 2*MaxHeaders:
		h.err = errManyHeaders()
	default:
		h.texts, _ = appendUnquoted(h.texts, name)
		h.ends = append(h.ends, len(h.texts))
		h.texts = appendLeaf(h.texts, value)
		h.ends = append(h.ends, len(h.texts))
	}
	return nil
}

// appendTo appends the fields that were read. All their texts share one piece of
// memory.
func (h *headerReader) appendTo(dst []Header) ([]Header, error) {
	if h.err != nil {
		return nil, h.err
	}
	all, start := string(h.texts), 0
	for i := 0; i < len(h.ends); i += 2 {
		name, value := h.ends[i], h.ends[i+1]
		dst = append(dst, Header{all[start:name], all[name:value]})
		start = value
	}
	return dst, nil
}
