package capture

import (
	"bytes"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
)

// fieldNames are the plain names under which header fields stand. The first
// ones keep fields that occur twice.
func fieldNames() []string {
	return []string{"multivalueheaders", "rawheaders", "headers", "header", "requestheaders", "httpheaders", "reqheaders", "messageattributes", "params"}
}

// fields returns the header fields of a request; nil if the object is none.
func (at *scope) fields(unsigned bool) []Header {
	var best []Header
	for _, name := range fieldNames() {
		fields := headerFields(at.find(name))
		if hasName(fields, antom.HeaderSignature) {
			return fields
		}
		if best == nil && name != "params" {
			best = fields
		}
	}
	if fields := at.flatFields(); hasName(fields, antom.HeaderSignature) &&
		(hasName(fields, antom.HeaderClientID) || hasName(fields, antom.HeaderRequestTime)) {
		return fields
	}
	if unsigned && len(best) > 0 && (at.find("body") != nil || at.text(methodNames()) != "") {
		return best
	}
	return nil
}

// flatFields are the fields of an object that has them beside everything else,
// as smee.io and the variables of a CGI program have them.
func (at *scope) flatFields() []Header {
	var fields []Header
	for _, m := range at.object {
		if m.isOneOf(bodyNames()) || m.isOneOf(urlNames()) || len(fields) > MaxHeaders {
			continue
		}
		switch kind(m.value) {
		case "a string":
			fields = append(fields, Header{fieldName(m.name), string(unquote(m.value))})
		case "a list": // as OpenTelemetry has them
			eachItem(m.value, func(item []byte) bool {
				if kind(item) == "a string" {
					fields = append(fields, Header{fieldName(m.name), string(unquote(item))})
				}
				return false
			})
		}
	}
	return fields
}

// fieldName is the name of a field behind that of a CGI variable, of a variable
// of nginx, or of an attribute of OpenTelemetry.
func fieldName(name string) string {
	if field, ok := strings.CutPrefix(name, "http.request.header."); ok {
		return field
	}
	const mark = "http_"
	if len(name) > len(mark) && strings.EqualFold(name[:len(mark)], mark) {
		return strings.ToLower(strings.ReplaceAll(name[len(mark):], "_", "-"))
	}
	return name
}

// headerFields reads header fields in the forms that tools have for them: an
// object, an object with them as its "headers", a list of objects with name and
// value, a list of pairs, a list of names and values in turn, or their lines.
func headerFields(value []byte) []Header {
	switch kind(value) {
	case "an object":
		o, _ := parseObject(value)
		for _, name := range []string{"headers", "header"} {
			if inner := o.find(name); kind(inner) == "an object" || kind(inner) == "a list" {
				return headerFields(inner)
			}
		}
		return objectFields(o)
	case "a list":
		return listFields(value)
	case "a string":
		return lineFields(unquote(value))
	}
	return nil
}

func objectFields(o object) []Header {
	var fields []Header
	for _, m := range o {
		if kind(m.value) != "a list" {
			fields = appendField(fields, m.name, m.value)
			continue
		}
		eachItem(m.value, func(item []byte) bool {
			fields = appendField(fields, m.name, item)
			return len(fields) <= MaxHeaders
		})
	}
	return fields
}

// appendField appends a field whose value is a text, or an object with one.
func appendField(fields []Header, name string, value []byte) []Header {
	if kind(value) == "an object" {
		o, _ := parseObject(value)
		if value = o.find("value"); value == nil {
			value = o.find("stringvalue") // of a message of SQS
		}
	}
	if k := kind(value); k == "an object" || k == "a list" || k == "null" || k == "missing" || len(fields) > MaxHeaders {
		return fields
	}
	return append(fields, Header{fieldName(name), string(appendLeaf(nil, value))})
}

func listFields(list []byte) []Header {
	var fields []Header
	var flat []string
	eachItem(list, func(item []byte) bool {
		switch kind(item) {
		case "an object":
			o, _ := parseObject(item)
			fields = o.appendNamed(fields)
		case "a list":
			var pair []string
			eachItem(item, func(part []byte) bool { pair = append(pair, string(appendLeaf(nil, part))); return len(pair) < 2 })
			if len(pair) == 2 {
				fields = append(fields, Header{pair[0], pair[1]})
			}
		case "a string":
			flat = append(flat, string(unquote(item)))
		}
		return len(fields)+len(flat)/2 <= MaxHeaders
	})
	for i := 0; i+1 < len(flat); i += 2 {
		fields = append(fields, Header{flat[i], flat[i+1]})
	}
	return fields
}

// appendNamed appends the field of an object such as {"name":…,"value":…}. One
// that is switched off in a collection of requests is not sent.
func (o object) appendNamed(fields []Header) []Header {
	if o.text("disabled") == "true" || o.text("enabled") == "false" {
		return fields
	}
	for _, name := range []string{"name", "key", "k"} {
		for _, value := range []string{"value", "v"} {
			if n, v := o.find(name), o.find(value); kind(n) == "a string" && v != nil {
				return appendField(fields, string(unquote(n)), v)
			}
		}
	}
	return fields
}

// lineFields reads header lines.
func lineFields(text []byte) []Header {
	var fields []Header
	for line := range bytes.Lines(text) {
		name, value, found := bytes.Cut(bytes.TrimSpace(line), []byte{':'})
		if found && isToken(name) && len(fields) <= MaxHeaders {
			fields = append(fields, Header{string(name), string(bytes.TrimSpace(value))})
		}
	}
	return fields
}

// timeNames are the plain names of when a request came.
func timeNames() []string {
	return []string{"receivedat", "timestamp", "time", "createdat", "requesttimeepoch", "timeepoch", "ts"}
}

// time is when the request came, as far as the objects tell.
func (at *scope) time() time.Time {
	for _, o := range at.all() {
		for _, name := range timeNames() {
			text := string(appendLeaf(nil, o.find(name)))
			if t, err := time.Parse(time.RFC3339, text); err == nil {
				return t.UTC()
			}
			if t := epochMilli(text); len(text) == 13 {
				return t
			}
		}
	}
	return time.Time{}
}
