package capture

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
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
	r := newJSONReader(value)
	err := r.eachMember(func(name []byte) error {
		if len(o) == maxMembers {
			return errManyMembers()
		}
		value, err := r.value()
		o = append(o, member{string(unquote(name)), value})
		return err
	})
	return o, err
}

func errManyMembers() error { return fmt.Errorf("has more than %d members", maxMembers) }

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
func (o object) text(name string) string { return string(appendLeaf(nil, o.get(name))) }

// appendLeaf appends the text of a string, number or bool; nothing for others.
func appendLeaf(dst, value []byte) []byte {
	switch kind(value) {
	case "a string":
		dst, _ = appendUnquoted(dst, value)
		return dst
	case "a number", "true or false":
		return append(dst, value...)
	}
	return dst
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
	r := newJSONReader(value)
	_ = r.eachItem(func() error {
		if item, err := r.value(); err != nil || !visit(item) {
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
		c.note("the body is not UTF-8 although it is in a JSON text: it may have been saved in another character set")
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

// unquote returns the text of a JSON string that is known to be valid.
func unquote(quoted []byte) []byte {
	text, _ := appendUnquoted(nil, quoted)
	return text
}

// unquotedPart is the same without copying where there is no escape; "" if there
// is no string.
func unquotedPart(quoted []byte) []byte {
	if len(quoted) == 0 {
		return nil
	}
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	return unquote(quoted)
}

// appendUnquoted appends the text of a JSON string that is known to be valid,
// with its bytes that are not UTF-8 as they are.
func appendUnquoted(dst, quoted []byte) ([]byte, loss) {
	var lost loss
	dst = slices.Grow(dst, len(quoted))
	for rest := quoted[1 : len(quoted)-1]; ; {
		i := bytes.IndexByte(rest, '\\')
		if i < 0 {
			return append(dst, rest...), lost
		}
		dst, rest = append(dst, rest[:i]...), rest[i:]
		switch c := rest[1]; c {
		case '"', '\\', '/':
			dst, rest = append(dst, c), rest[2:]
		default:
			var l loss
			n := escapeRun(rest)
			dst, l = appendEscapes(dst, rest[:n])
			lost, rest = lost|l, rest[n:]
		}
	}
}

// escapeRun is how long the escape sequence is that a text begins with, and the
// others right behind it: two can stand for one character.
func escapeRun(text []byte) int {
	n := 0
	for len(text) > n+1 && text[n] == '\\' {
		if n += 2; text[n-1] == 'u' {
			n += 4
		}
	}
	return n
}

// appendEscapes appends the characters of escape sequences.
func appendEscapes(dst, sequences []byte) ([]byte, loss) {
	quoted := append(append(make([]byte, 0, 64), '"'), sequences...)
	dst, err := jsontext.AppendUnquote(dst, append(quoted, '"'))
	if err != nil {
		return dst, lossSurrogate // of valid sequences nothing else can be wrong
	}
	return dst, 0
}

// validPrefix is how many bytes of a text are UTF-8.
func validPrefix(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
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
