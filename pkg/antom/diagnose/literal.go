package diagnose

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A literal is the form in which a language prints a parsed JSON value: Python's
// repr, Ruby's inspect, PHP's var_export, Node's util.inspect, Rust's Debug and the
// like. They differ in their brackets, quotes and words, but all of them quote their
// strings, so that one reader reads them all and writes JSON.

// maxLiteral bounds a text that is read as a literal.
const maxLiteral = 256 << 10

// unliteral turns a literal into compact JSON.
func unliteral(dst []byte, t *text) ([]byte, bool) {
	data := bytes.TrimSpace(t.data)
	if len(data) == 0 || len(data) > maxLiteral || t.json() != nil || !literalStart(data) {
		return dst, false
	}
	if name, rest, ok := bytes.Cut(data, []byte(" = ")); ok && data[0] == '$' && len(name) < 20 { // Perl's Data::Dumper
		data = rest
	}
	r := literalReader{data: data, out: dst}
	for _, kind := range []string{"map[string]interface {}", "map[string]interface{}", "map[string]any"} { // Go's %#v
		r.foreign += bytes.Count(r.data, []byte(kind))
		r.data = bytes.ReplaceAll(r.data, []byte(kind), nil)
	}
	if !r.value(0) {
		return dst, false
	}
	r.blanks()
	rest := strings.Trim(string(r.data[r.pos:]), "; \r\n")
	if rest != "" || r.foreign < minForeign || r.mixed || !json.Valid(r.out[len(dst):]) {
		return dst, false
	}
	return r.out, true
}

// minForeign is the smallest number of signs that a text is no JSON but a literal.
// One alone may as well be a slip in JSON.
const minForeign = 2

// literalStart reports whether a text can be a literal of an object.
func literalStart(data []byte) bool {
	head := data[:min(len(data), 80)]
	return bytes.ContainsAny(head, "{[(") && bytes.ContainsAny(head, "'\"`") || data[0] == '{'
}

type literalReader struct {
	data    []byte
	pos     int
	out     []byte
	foreign int    // signs that this is no JSON
	pair    string // what stands between names and values
	mixed   bool   // several things do
	work    int    // bytes and values that were read, also those that were read again
}

// workPerByte bounds how often a text is read again because it was taken for something
// else at first: a text may be made so that this never ends.
const workPerByte = 8

// exhausted reports whether the text was read too often.
func (r *literalReader) exhausted() bool { return r.work > workPerByte*len(r.data)+1<<10 }

// takePair skips what stands between a name and its value.
func (r *literalReader) takePair() bool {
	for _, pair := range []string{"=>", ":", "="} {
		if !r.take(pair) {
			continue
		}
		if pair != ":" {
			r.foreign++
		}
		r.mixed = r.mixed || r.pair != "" && r.pair != pair
		r.pair = pair
		return true
	}
	return false
}

// blanks skips blanks and commas at the ends of lines.
func (r *literalReader) blanks() {
	for r.pos < len(r.data) && strings.IndexByte(" \t\r\n", r.data[r.pos]) >= 0 {
		r.pos++
	}
}

func (r *literalReader) peek() byte {
	r.blanks()
	if r.pos >= len(r.data) {
		return 0
	}
	return r.data[r.pos]
}

// take skips a text if it is the next.
func (r *literalReader) take(text string) bool {
	r.blanks()
	if !bytes.HasPrefix(r.data[r.pos:], []byte(text)) {
		return false
	}
	r.pos += len(text)
	return true
}

// value reads a value and writes it as JSON.
func (r *literalReader) value(depth int) bool {
	r.work++
	if depth > maxDepth || r.exhausted() {
		return false
	}
	switch c := r.peek(); {
	case c == '(' && r.take("(object)"):
		return r.value(depth + 1)
	case c == '{' || c == '[' || c == '(':
		r.pos++
		return r.collection(c, depth)
	case c == '\'' || c == '"' || c == '`':
		return r.string(c)
	case c == '%' || c == '#': // Elixir's map and Erlang's
		r.pos++
		return r.peek() == '{' && r.value(depth)
	case c == ':' && r.pos+1 < len(r.data): // a symbol of Ruby or Elixir
		r.pos++
		r.foreign++
		word := r.word()
		r.out = appendQuoted(r.out, word)
		return word != ""
	case c == '<' && r.take("<<"): // a binary of Erlang
		r.foreign++
		return r.value(depth+1) && r.take(">>")
	default:
		return r.wordValue(depth)
	}
}

// wordValue reads a number, a word for true, false or nothing, or the name of a type
// before a value.
func (r *literalReader) wordValue(depth int) bool {
	if c := r.peek(); c == '-' || '0' <= c && c <= '9' {
		return r.number()
	}
	word := r.word()
	switch strings.ToLower(word) {
	case "":
		return false
	case "none", "null", "nil", "undefined":
		if word != "null" {
			r.foreign++
		}
		r.out = append(r.out, "null"...)
		return true
	case "true", "false":
		r.out = append(r.out, strings.ToLower(word)...)
		return true
	case "bool", "number", "integer", "float", "string", "some", "b", "u", "array", "object", "ordereddict", "dict", "list", "map", "hash":
		return r.wrapped(depth)
	}
	r.take("::__set_state")
	if c := r.peek(); c == '{' || c == '(' || c == '[' {
		return r.wrapped(depth)
	}
	return false
}

// wrapped reads a value behind the name of its type: String("x"), u'x', array('a' =>
// 1), OrderedDict([('a', 1)]).
func (r *literalReader) wrapped(depth int) bool {
	r.foreign++
	if r.peek() != '(' {
		return r.value(depth + 1)
	}
	start, from := r.pos, len(r.out)
	r.pos++
	if r.value(depth+1) && r.take(")") {
		return true
	}
	r.pos, r.out = start, r.out[:from]
	return r.value(depth + 1)
}

func (r *literalReader) word() string {
	start := r.pos
	for r.pos < len(r.data) && (alphanumeric(r.data[r.pos]) || strings.IndexByte("_$.\\", r.data[r.pos]) >= 0) {
		r.pos++
	}
	r.work += r.pos - start
	return string(r.data[start:r.pos])
}

func (r *literalReader) number() bool {
	r.blanks()
	start := r.pos
	for r.pos < len(r.data) && (alphanumeric(r.data[r.pos]) || strings.IndexByte("+-._", r.data[r.pos]) >= 0) {
		r.pos++
	}
	r.work += r.pos - start
	text := strings.TrimRight(strings.ReplaceAll(string(r.data[start:r.pos]), "_", ""), "nLlMmFf")
	r.out = append(r.out, text...)
	return numeric(text)
}

// collection reads an object or a list after its opening bracket. Which of the two it
// is shows only after the first value in some languages.
func (r *literalReader) collection(open byte, depth int) bool {
	closing := map[byte]string{'{': "}", '[': "]", '(': ")"}[open]
	if open == '[' && r.take("Object: null prototype]") {
		return r.value(depth + 1)
	}
	from := len(r.out)
	r.out = append(r.out, '[')
	pairs, count := false, 0
	for !r.take(closing) {
		if count > 0 {
			if !r.take(",") {
				return false
			}
			if r.take(closing) { // a comma after the last value
				break
			}
			r.out = append(r.out, ',')
		}
		isPair, ok := r.item(depth)
		if !ok || count > 0 && isPair != pairs {
			return false
		}
		pairs = isPair
		count++
	}
	if pairs && open != '{' {
		r.foreign++
	}
	if open == '{' && count == 0 || pairs {
		r.out[from] = '{'
		r.out = append(r.out, '}')
		return true
	}
	r.out = append(r.out, ']')
	return true
}

// item reads a value of a list, or a name with its value.
func (r *literalReader) item(depth int) (pair, ok bool) {
	from := len(r.out)
	r.blanks()
	if name, ok := r.bareName(); ok {
		r.out = append(appendQuoted(r.out, name), ':')
		return true, r.value(depth + 1)
	}
	tuple := r.peek() == '(' && r.tuple(depth)
	if tuple {
		return true, true
	}
	if !r.value(depth + 1) {
		return false, false
	}
	if !r.takePair() {
		return false, true
	}
	if r.out[from] != '"' { // a number for a name
		r.out = appendQuoted(r.out[:from], string(r.out[from:]))
	}
	r.out = append(r.out, ':')
	return true, r.value(depth + 1)
}

// tuple reads ('name', value), as an OrderedDict of Python has them.
func (r *literalReader) tuple(depth int) bool {
	start, from := r.pos, len(r.out)
	r.pos++
	if r.value(depth+1) && r.out[from] == '"' && r.take(",") {
		r.out = append(r.out, ':')
		if r.value(depth+1) && r.take(")") {
			r.foreign++
			return true
		}
	}
	r.pos, r.out = start, r.out[:from]
	return false
}

// bareName reads a name without quotes and the colon or arrow after it.
func (r *literalReader) bareName() (string, bool) {
	start := r.pos
	name := r.word()
	if name != "" && !isNumber([]byte(name)) {
		if r.takePair() {
			r.foreign++
			return name, true
		}
	}
	r.pos = start
	return "", false
}

// string reads a string in one of the quotes.
func (r *literalReader) string(quote byte) bool {
	start := r.pos
	defer func() { r.work += r.pos - start }()
	r.pos++
	if quote != '"' {
		r.foreign++
	}
	var plain []byte
	for r.pos < len(r.data) {
		c := r.data[r.pos]
		switch {
		case c == quote && r.goesOn(quote):
		case c == quote:
			r.pos++
			r.out = appendQuoted(r.out, string(plain))
			return true
		case c == '\\' && r.pos+1 < len(r.data):
			var size int
			plain, size = unescaped(plain, r.data[r.pos:])
			r.pos += size
		default:
			plain = append(plain, c)
			r.pos++
		}
	}
	return false
}

// goesOn skips to the next part of a string that was divided: 'a' + 'b'.
func (r *literalReader) goesOn(quote byte) bool {
	start := r.pos
	r.pos++
	if r.take("+") && r.peek() == quote {
		r.pos++
		return true
	}
	r.pos = start
	return false
}

// unescaped appends the character of an escape, as most languages write it, and
// returns the length of the escape. What is no escape stays as it is.
func unescaped(dst, data []byte) ([]byte, int) {
	hex := func(from, digits int) ([]byte, int) {
		if from+digits > len(data) {
			return append(dst, data[0]), 1
		}
		n, err := strconv.ParseUint(string(data[from:from+digits]), 16, 32)
		if err != nil {
			return append(dst, data[0]), 1
		}
		if digits == 2 && n < utf8.RuneSelf {
			return append(dst, byte(n)), from + digits
		}
		return utf8.AppendRune(dst, rune(n)), from + digits
	}
	switch c := data[1]; c {
	case 'n', 'r', 't', 'b', 'f':
		return append(dst, byte(shortEscape(c))), 2
	case '0':
		return append(dst, 0), 2
	case 'e':
		return append(dst, 0x1b), 2
	case 'x':
		if len(data) > 3 && data[2] == '{' { // Perl
			if end := bytes.IndexByte(data, '}'); end > 3 && end <= 9 {
				out, _ := hex(3, end-3)
				return out, end + 1
			}
		}
		return hex(2, 2)
	case 'U':
		return hex(2, 8)
	case 'u':
		if end := bytes.IndexByte(data, '}'); len(data) > 3 && data[2] == '{' && end > 3 && end <= 9 {
			out, _ := hex(3, end-3)
			return out, end + 1
		}
		if len(data) >= 6 {
			if r, size := nextChar(data); r >= 0 && hexValue(data[2]) >= 0 && hexValue(data[3]) >= 0 && hexValue(data[4]) >= 0 && hexValue(data[5]) >= 0 {
				return utf8.AppendRune(dst, r), size
			}
		}
		return append(dst, '\\', 'u'), 2
	default:
		return append(dst, c), 2
	}
}

// appendQuoted appends a text as a JSON string without needless escapes.
func appendQuoted(dst []byte, text string) []byte {
	dst = append(dst, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ':
			dst = (&speller{}).control(dst, rune(c))
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
