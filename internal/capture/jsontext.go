package capture

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// member is one member of a JSON object; value is its raw text.
type member struct {
	name  string
	value []byte
}

// object is a JSON object with its members in their order.
type object []member

// maxMembers bounds the memory for an object that is taken apart.
const maxMembers = 4096

// parseObject takes an object apart. It fails if the value is no object.
func parseObject(value []byte) (object, error) {
	if kind(value) != "an object" {
		return nil, fmt.Errorf("is %s, not an object", kind(value))
	}
	var o object
	_, err := walkObject(value, 0, 0, func(name, value []byte, _ int) error {
		if len(o) == maxMembers {
			return fmt.Errorf("has more than %d members", maxMembers)
		}
		text, _ := unquote(name)
		o = append(o, member{string(text), value})
		return nil
	})
	return o, err
}

// get returns the raw value of the first member of that name; nil if there is
// none or if it is null.
func (o object) get(name string) []byte {
	for _, m := range o {
		if m.name == name && string(m.value) != "null" {
			return m.value
		}
	}
	return nil
}

// text returns a member as text: a string, or the literal of a number or bool.
func (o object) text(name string) string {
	value := o.get(name)
	if len(value) == 0 || value[0] == '{' || value[0] == '[' {
		return ""
	}
	if value[0] != '"' {
		return string(value)
	}
	text, _ := unquote(value)
	return string(text)
}

// object returns a member that is an object, else nil.
func (o object) object(name string) object {
	inner, _ := parseObject(o.get(name))
	return inner
}

func (o object) has(name string) bool { return o.get(name) != nil }

// eachItem shows the raw items of a list until visit wants no more; none if it
// is no list.
func eachItem(value []byte, visit func(item []byte) bool) {
	if kind(value) != "a list" {
		return
	}
	_, _ = walkList(value, 0, 0, func(item []byte, _ int) error {
		if !visit(item) {
			return errStop
		}
		return nil
	})
}

// errStop ends a walk that has seen enough; it is never shown.
var errStop = errors.New("stop")

// kind says in words what a raw JSON value is.
func kind(value []byte) string {
	if len(value) == 0 {
		return "missing"
	}
	switch value[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	default:
		return "a number"
	}
}

// loss tells what a text may have lost before it came here.
type loss uint8

const (
	lossSurrogate   loss = 1 << iota // half of a surrogate pair
	lossReplacement                  // U+FFFD, which stands for bytes that were not UTF-8
	lossEncoding                     // bytes that are not UTF-8 in a text that should be
)

func (l loss) note(c *Capture) {
	if l&lossSurrogate != 0 {
		c.note("the body has half of a surrogate pair (\\ud8…), which is no character: bytes of the body may be lost")
	}
	if l&lossReplacement != 0 && l&lossSurrogate == 0 {
		c.note("the body has replacement characters (U+FFFD): bytes that were not UTF-8 may have been lost when it was saved")
	}
	if l&lossEncoding != 0 {
		c.note("the body is not UTF-8 although it stands in a text: it may have been saved in another charset")
	}
}

// lossOf looks for what a body that came as text may have lost.
func lossOf(body []byte) loss {
	var l loss
	if !utf8.Valid(body) {
		l |= lossEncoding
	}
	if bytes.Contains(body, []byte("\uFFFD")) {
		l |= lossReplacement
	}
	return l
}

// unquote returns the text of a JSON string that the scanner has checked.
func unquote(quoted []byte) ([]byte, loss) {
	text, _, half, err := unquoteAt(make([]byte, 0, len(quoted)), quoted, 0)
	if err != nil {
		return nil, 0
	}
	if half {
		return text, lossSurrogate
	}
	return text, 0
}

// unquoteAt appends the text of the string whose opening quote is at i, and
// returns the end of the string and whether it has half of a surrogate pair.
func unquoteAt(dst, b []byte, i int) ([]byte, int, bool, error) {
	half := false
	i++
	start := i
	for i < len(b) {
		c := b[i]
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		dst = append(dst, b[start:i]...)
		if c == '"' {
			return dst, i + 1, half, nil
		}
		if c != '\\' {
			return dst, i, half, controlInString(i, c)
		}
		n, err := escapeLength(b, i)
		if err != nil {
			return dst, i, half, err
		}
		if n == 2 {
			dst = append(dst, simpleEscape(b[i+1]))
		} else {
			var h bool
			dst, n, h = appendUnicode(dst, b[i:])
			half = half || h
		}
		i += n
		start = i
	}
	return dst, i, half, &jsonError{offset: i, what: errTornString}
}

func simpleEscape(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	default:
		return c
	}
}

// appendUnicode appends the character of the \uXXXX at the start of b, with
// the second half of a pair if there is one, and returns the length it took.
func appendUnicode(dst, b []byte) ([]byte, int, bool) {
	r, _ := hex4(b[2:6])
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(dst, r), 6, false
	}
	if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
		if second, ok := hex4(b[8:12]); ok {
			if pair := utf16.DecodeRune(r, second); pair != utf8.RuneError {
				return utf8.AppendRune(dst, pair), 12, false
			}
		}
	}
	return utf8.AppendRune(dst, utf8.RuneError), 6, true
}

func hex4(b []byte) (rune, bool) {
	var r rune
	for _, c := range b {
		d, ok := hexDigit(c)
		if !ok {
			return 0, false
		}
		r = r<<4 | rune(d)
	}
	return r, true
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// decodeBase64 reads standard Base64 with or without padding.
func decodeBase64(text []byte) ([]byte, error) {
	out := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(out, text)
	if err == nil {
		return out[:n], nil
	}
	if raw, err := base64.RawStdEncoding.DecodeString(string(text)); err == nil {
		return raw, nil
	}
	var at base64.CorruptInputError
	if errors.As(err, &at) {
		return nil, errors.New("not valid Base64 at character " + strconv.FormatInt(int64(at)+1, 10))
	}
	return nil, errors.New("not valid Base64")
}
