package printable

import (
	"bytes"
	"encoding/json"
	"unicode/utf16"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// AppendJSON appends s as a JSON string that holds no hidden character. Bytes
// that are not UTF-8, which no JSON string can hold, become replacement
// characters.
func AppendJSON[T string | []byte](dst []byte, s T) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
				i++
				continue
			}
			dst = appendASCII(append(dst, s[start:i]...), c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		if bad := r == utf8.RuneError && size == 1; bad || Hidden(r) {
			dst = append(dst, s[start:i]...)
			start = i + size
			if bad {
				dst = utf8.AppendRune(dst, r)
			} else {
				dst = appendUnicode(dst, r)
			}
		}
		i += size
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

// appendASCII appends the escape of a character below U+0080.
func appendASCII(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	return appendUnicode(dst, rune(c))
}

// appendUnicode appends \uXXXX, twice for a character beyond U+FFFF.
func appendUnicode(dst []byte, r rune) []byte {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return appendUnicode(appendUnicode(dst, high), low)
	}
	return append(dst, '\\', 'u', hexDigits[r>>12], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// MarshalJSON is v as JSON on one line, with no hidden character in it and
// nothing escaped for HTML. A json.RawMessage keeps the order of its members and
// the digits of its numbers.
func MarshalJSON(v any) ([]byte, error) {
	var out bytes.Buffer
	if raw, ok := v.(json.RawMessage); ok {
		if err := json.Compact(&out, raw); err != nil {
			return nil, err
		}
		return JSON(out.Bytes()), nil
	}
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return JSON(bytes.TrimSuffix(out.Bytes(), []byte("\n"))), nil
}

// JSON is a JSON text with every hidden character in its strings escaped.
func JSON(text []byte) []byte { return escaped(text, appendUnicode) }
