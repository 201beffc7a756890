package diagnose

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// phpText turns what PHP's print_r, var_dump and serialize write into compact JSON.
func phpText(dst []byte, t *text) ([]byte, bool) {
	data := bytes.TrimSpace(t.data)
	if len(data) == 0 || len(data) > maxLiteral || t.json() != nil {
		return dst, false
	}
	if strings.IndexByte("AsaOo", data[0]) < 0 {
		return dst, false
	}
	r := phpReader{data: string(data), out: dst, fields: knownFields()}
	ok := false
	switch {
	case strings.HasPrefix(r.data, "Array\n") || strings.HasPrefix(r.data, "Array\r\n") || strings.HasPrefix(r.data, "stdClass Object\n"):
		r.data = strings.ReplaceAll(r.data, "\r\n", "\n")
		ok = r.printed("", 0)
	case strings.HasPrefix(r.data, "a:") || strings.HasPrefix(r.data, "O:"):
		ok = r.serialized(0)
	case strings.HasPrefix(r.data, "array(") && strings.Contains(r.data, "=>\n") || strings.HasPrefix(r.data, "object("):
		ok = r.dumped(0)
	}
	if !ok || !json.Valid(r.out[len(dst):]) {
		return dst, false
	}
	return r.out, true
}

type phpReader struct {
	data   string // what is left
	out    []byte
	fields map[string]*spec.Field
}

func (r *phpReader) take(text string) bool {
	rest, ok := strings.CutPrefix(r.data, text)
	r.data = rest
	return ok
}

// until takes the text before another text, and that one too.
func (r *phpReader) until(end string) (string, bool) {
	text, rest, ok := strings.Cut(r.data, end)
	if ok {
		r.data = rest
	}
	return text, ok
}

// sized takes a text of a length that is known.
func (r *phpReader) sized(digits string) (string, bool) {
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n > len(r.data) {
		return "", false
	}
	text := r.data[:n]
	r.data = r.data[n:]
	return text, true
}

func (r *phpReader) blanks() { r.data = strings.TrimLeft(r.data, " \n\r\t") }

// A phpArray writes an array as a list if its names are 0, 1, 2 and so on.
type phpArray struct {
	from, count int
	list        bool
	values      [][]byte
}

func (r *phpReader) open() *phpArray { return &phpArray{from: len(r.out), list: true} }

// name begins a member.
func (r *phpReader) name(a *phpArray, name string) {
	if a.count > 0 {
		r.out = append(r.out, ',')
	}
	a.list = a.list && name == strconv.Itoa(a.count)
	a.count++
	r.out = append(appendQuoted(r.out, name), ':')
	a.values = append(a.values, nil)
}

// value notes the value of the member that began last.
func (r *phpReader) value(a *phpArray, from int) {
	a.values[a.count-1] = append([]byte(nil), r.out[from:]...)
}

func (r *phpReader) close(a *phpArray) bool {
	if a.list {
		r.out = append(r.out[:a.from], '[')
		r.out = append(append(r.out, bytes.Join(a.values, []byte(","))...), ']')
		return true
	}
	inner := append([]byte{'{'}, r.out[a.from:]...)
	r.out = append(append(r.out[:a.from], inner...), '}')
	return true
}

// printed reads what print_r writes.
func (r *phpReader) printed(name string, depth int) bool {
	if depth > maxDepth {
		return false
	}
	kind, ok := r.until("\n")
	kind = strings.TrimSpace(kind)
	if kind != "Array" && !strings.HasSuffix(kind, " Object") {
		r.out = typedValue(r.out, r.fields, name, strings.TrimPrefix(kind, " "))
		return ok
	}
	r.blanks()
	if !ok || !r.take("(") {
		return false
	}
	a := r.open()
	for {
		r.blanks()
		if r.take(")") {
			return r.close(a)
		}
		if !r.take("[") {
			return false
		}
		name, ok := r.until("] => ")
		if !ok {
			if name, ok = r.until("] =>"); !ok {
				return false
			}
		}
		r.name(a, strings.TrimSuffix(strings.TrimSuffix(name, ":protected"), ":private"))
		from := len(r.out)
		if !r.printed(name, depth+1) {
			return false
		}
		r.value(a, from)
	}
}

// serialized reads what serialize writes.
func (r *phpReader) serialized(depth int) bool {
	if r.take("N;") {
		r.out = append(r.out, "null"...)
		return true
	}
	kind, ok := r.until(":")
	switch {
	case depth > maxDepth:
		return false
	case kind == "s":
		return r.serializedString()
	case kind == "i" || kind == "d" || kind == "b":
		value, ok := r.until(";")
		if kind == "b" {
			value = map[string]string{"1": "true", "0": "false"}[value]
		}
		r.out = append(r.out, value...)
		return ok && value != ""
	case kind == "O" && ok:
		if _, ok = r.until(`":`); !ok {
			return false
		}
	case kind != "a":
		return false
	}
	if _, ok := r.until(":{"); !ok {
		return false
	}
	a := r.open()
	for !r.take("}") {
		from := len(r.out)
		if !r.serialized(depth + 1) {
			return false
		}
		name := strings.Trim(string(r.out[from:]), `"`)
		r.out = r.out[:from]
		r.name(a, name)
		from = len(r.out)
		if !r.serialized(depth + 1) {
			return false
		}
		r.value(a, from)
	}
	return r.close(a)
}

func (r *phpReader) serializedString() bool {
	digits, ok := r.until(`:"`)
	if !ok {
		return false
	}
	text, ok := r.sized(digits)
	r.out = appendQuoted(r.out, text)
	return ok && r.take(`";`)
}

// dumped reads what var_dump writes.
func (r *phpReader) dumped(depth int) bool {
	r.blanks()
	if r.take("NULL") {
		r.out = append(r.out, "null"...)
		return true
	}
	kind, ok := r.until("(")
	size, ok2 := r.until(")")
	if !ok || !ok2 || depth > maxDepth {
		return false
	}
	switch kind {
	case "string":
		if !r.take(` "`) {
			return false
		}
		text, ok := r.sized(size)
		r.out = appendQuoted(r.out, text)
		return ok && r.take(`"`)
	case "int", "float", "bool":
		r.out = append(r.out, size...)
		return true
	case "object", "array":
		if _, ok := r.until("{"); !ok {
			return false
		}
	default:
		return false
	}
	a := r.open()
	for {
		r.blanks()
		if r.take("}") {
			return r.close(a)
		}
		if !r.take("[") {
			return false
		}
		name, ok := r.until("]=>")
		if !ok {
			return false
		}
		r.name(a, strings.Trim(name, `"`))
		from := len(r.out)
		if !r.dumped(depth + 1) {
			return false
		}
		r.value(a, from)
	}
}
