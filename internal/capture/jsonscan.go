package capture

import (
	"bytes"
	"errors"
	"fmt"
)

// The readers of JSON containers share this small strict scanner. It works on
// the text itself and copies nothing, so that a body string can be taken out
// of its container with every byte known, and a line of a stream costs one pass.

// jsonError is a mistake in JSON text at a byte offset.
type jsonError struct {
	offset int
	what   string
	// ended: the text ended too early, but between two tokens, so that more
	// lines could complete it.
	ended bool
}

func (e *jsonError) Error() string { return "not valid JSON: " + e.what }

// errTornString says that the text ended inside of a string, which no further
// line can continue.
const errTornString = "the text ends inside of a string"

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// skipValue returns the end of the JSON value that begins at i.
func skipValue(b []byte, i, depth int) (int, error) {
	if i >= len(b) {
		return i, &jsonError{offset: i, what: "the text ends too early", ended: true}
	}
	switch c := b[i]; {
	case c == '"':
		return skipString(b, i)
	case c == '{':
		return walkObject(b, i, depth, nil)
	case c == '[':
		return walkList(b, i, depth, nil)
	case c == '-' || c >= '0' && c <= '9':
		return skipNumber(b, i)
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(b[i:], []byte(word)) {
			return i + len(word), nil
		}
	}
	return i, unexpected(b, i, "a value")
}

// walkObject goes through the object at i and shows each member to visit, with
// the quoted name, the raw value and the offset of that value. It returns the
// end of the object. An error of visit ends the walk.
func walkObject(b []byte, i, depth int, visit func(name, value []byte, offset int) error) (int, error) {
	if depth >= MaxNesting {
		return i, tooDeep(i)
	}
	i = skipSpace(b, i+1)
	if i < len(b) && b[i] == '}' {
		return i + 1, nil
	}
	for {
		if i >= len(b) || b[i] != '"' {
			return i, unexpected(b, i, "a member's name in quotes")
		}
		nameEnd, err := skipString(b, i)
		if err != nil {
			return nameEnd, err
		}
		name := b[i:nameEnd]
		i = skipSpace(b, nameEnd)
		if i >= len(b) || b[i] != ':' {
			return i, unexpected(b, i, "a colon")
		}
		i = skipSpace(b, i+1)
		end, err := skipValue(b, i, depth+1)
		if err != nil {
			return end, err
		}
		if visit != nil {
			if err := visit(name, b[i:end], i); err != nil {
				return end, err
			}
		}
		i = skipSpace(b, end)
		switch {
		case i < len(b) && b[i] == ',':
			i = skipSpace(b, i+1)
		case i < len(b) && b[i] == '}':
			return i + 1, nil
		default:
			return i, unexpected(b, i, "a comma or a closing brace")
		}
	}
}

// walkList does the same for the items of a list.
func walkList(b []byte, i, depth int, visit func(value []byte, offset int) error) (int, error) {
	if depth >= MaxNesting {
		return i, tooDeep(i)
	}
	i = skipSpace(b, i+1)
	if i < len(b) && b[i] == ']' {
		return i + 1, nil
	}
	for {
		end, err := skipValue(b, i, depth+1)
		if err != nil {
			return end, err
		}
		if visit != nil {
			if err := visit(b[i:end], i); err != nil {
				return end, err
			}
		}
		i = skipSpace(b, end)
		switch {
		case i < len(b) && b[i] == ',':
			i = skipSpace(b, i+1)
		case i < len(b) && b[i] == ']':
			return i + 1, nil
		default:
			return i, unexpected(b, i, "a comma or a closing bracket")
		}
	}
}

// skipString returns the end of the string whose opening quote is at i.
func skipString(b []byte, i int) (int, error) {
	i++
	for i < len(b) {
		switch c := b[i]; {
		case c == '"':
			return i + 1, nil
		case c == '\\':
			n, err := escapeLength(b, i)
			if err != nil {
				return i, err
			}
			i += n
		case c < ' ':
			return i, controlInString(i, c)
		default:
			i++
		}
	}
	return i, &jsonError{offset: i, what: errTornString}
}

func controlInString(i int, c byte) error {
	if c == '\n' || c == '\r' {
		return &jsonError{offset: i, what: "the line ends inside of a string"}
	}
	return &jsonError{offset: i, what: fmt.Sprintf("the control character 0x%02x stands in a string", c)}
}

// escapeLength checks the escape sequence at i and returns its length.
func escapeLength(b []byte, i int) (int, error) {
	if i+1 >= len(b) {
		return 0, &jsonError{offset: len(b), what: errTornString}
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2, nil
	case 'u':
		if i+6 > len(b) {
			return 0, &jsonError{offset: len(b), what: errTornString}
		}
		if _, ok := hex4(b[i+2 : i+6]); ok {
			return 6, nil
		}
	}
	return 0, &jsonError{offset: i, what: "an escape sequence that JSON does not have"}
}

func skipNumber(b []byte, i int) (int, error) {
	if b[i] == '-' {
		i++
	}
	switch {
	case i < len(b) && b[i] == '0':
		i++
	case i < len(b) && b[i] >= '1' && b[i] <= '9':
		i = skipDigits(b, i)
	default:
		return i, unexpected(b, i, "a digit")
	}
	if i < len(b) && b[i] == '.' {
		start := i + 1
		if i = skipDigits(b, start); i == start {
			return i, unexpected(b, i, "a digit")
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		start := i
		if i = skipDigits(b, start); i == start {
			return i, unexpected(b, i, "a digit")
		}
	}
	return i, nil
}

func skipDigits(b []byte, i int) int {
	for i < len(b) && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	return i
}

func unexpected(b []byte, i int, wanted string) error {
	if i >= len(b) {
		return &jsonError{offset: i, what: "the text ends where " + wanted + " should be", ended: true}
	}
	return &jsonError{offset: i, what: fmt.Sprintf("%q stands where %s should be", b[i], wanted)}
}

func tooDeep(i int) error {
	return &jsonError{offset: i, what: fmt.Sprintf("nested deeper than %d levels", MaxNesting)}
}

// unfinished reports whether the text only lacks further lines.
func unfinished(err error) bool {
	var e *jsonError
	return errors.As(err, &e) && e.ended
}

// offsetOf returns the offset that an error names, or 0.
func offsetOf(err error) int {
	var e *jsonError
	if errors.As(err, &e) {
		return e.offset
	}
	return 0
}
