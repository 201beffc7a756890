package httpserve

import (
	"slices"
	"strings"
)

// HeaderField is what the types of header fields have in common: the name as it
// was written, and the value.
type HeaderField interface {
	~struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
}

// header gives the parts of a field names.
type header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// HeaderValue returns the first value of a header field, whatever the case of its
// name; ok tells whether it is there.
func HeaderValue[H HeaderField](headers []H, name string) (value string, ok bool) {
	for i := range headers {
		if h := header(headers[i]); strings.EqualFold(h.Name, name) {
			return h.Value, true
		}
	}
	return "", false
}

// HeaderValues returns all values of a header field in their order, nil if there
// is none.
func HeaderValues[H HeaderField](headers []H, name string) []string {
	var values []string
	for i := range headers {
		if h := header(headers[i]); strings.EqualFold(h.Name, name) {
			values = append(values, h.Value)
		}
	}
	return values
}

// WithoutHeader returns the fields of all other names in a new list.
func WithoutHeader[H HeaderField](headers []H, name string) []H {
	return slices.DeleteFunc(slices.Clone(headers), func(h H) bool { return strings.EqualFold(header(h).Name, name) })
}
