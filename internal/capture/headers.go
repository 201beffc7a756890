package capture

import "fmt"

// parseHeaders reads an object of header fields; a field's value is a string,
// a number, or a list of them. No value has no fields.
func parseHeaders(value []byte) ([]Header, error) { return new(headerReader).read(nil, value) }

// headerReader reads objects of header fields in memory that is used again.
type headerReader struct {
	json  jsonReader
	list  jsonReader // of a field whose value is a list
	texts []byte     // names and values, one after the other
	ends  []int      // where each of them ends
}

// read appends the fields to dst. All their texts share one piece of memory.
func (h *headerReader) read(dst []Header, value []byte) ([]Header, error) {
	if value == nil {
		return dst, nil
	}
	if kind(value) != "an object" {
		return nil, fmt.Errorf("\"headers\" is %s, not an object", kind(value))
	}
	h.texts, h.ends = h.texts[:0], h.ends[:0]
	h.json.reset(value)
	if err := h.json.members(h.member); err != nil {
		return nil, err
	}
	all, start := string(h.texts), 0
	for i := 0; i < len(h.ends); i += 2 {
		name, value := h.ends[i], h.ends[i+1]
		dst = append(dst, Header{all[start:name], all[name:value]})
		start = value
	}
	return dst, nil
}

// member takes one member, which is one field or several.
func (h *headerReader) member(name, value []byte, _ int) error {
	if value[0] != '[' {
		return h.field(name, value)
	}
	h.list.reset(value)
	return h.list.items(func(item []byte, _ int) error { return h.field(name, item) })
}

func (h *headerReader) field(name, value []byte) error {
	if value[0] == '{' || value[0] == '[' {
		return fmt.Errorf("header %q is %s, not a string", unquote(name), kind(value))
	}
	if len(h.ends) == 2*MaxHeaders {
		return errManyHeaders()
	}
	h.texts, _ = appendUnquoted(h.texts, name)
	h.ends = append(h.ends, len(h.texts))
	h.texts = appendLeaf(h.texts, value)
	h.ends = append(h.ends, len(h.texts))
	return nil
}
