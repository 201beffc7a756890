package diagnose

import (
	"bytes"
	"strings"
)

// unslash takes out the backslashes that addslashes of PHP puts before quotes and
// backslashes, WordPress' magic quotes among them. Unlike a JSON string, they can
// stand before an apostrophe.
func unslash(dst []byte, t *text) ([]byte, bool) {
	if !bytes.Contains(t.data, []byte(`\"`)) && !bytes.Contains(t.data, []byte(`\'`)) {
		return dst, false
	}
	for i := 0; i < len(t.data); i++ {
		c := t.data[i]
		if c == '\\' && i+1 < len(t.data) {
			i++
			if c = t.data[i]; c == '0' {
				c = 0
			}
		}
		dst = append(dst, c)
	}
	return dst, true
}

// unquoteApostrophes takes out the backslashes before apostrophes alone, where they
// are no JSON.
func unquoteApostrophes(dst []byte, t *text) ([]byte, bool) {
	if !bytes.Contains(t.data, []byte(`\'`)) {
		return dst, false
	}
	return append(dst, bytes.ReplaceAll(t.data, []byte(`\'`), []byte("'"))...), true
}

// halveSlashes undoes the doubling of every backslash.
func halveSlashes(dst []byte, t *text) ([]byte, bool) {
	if !bytes.Contains(t.data, []byte(`\\`)) {
		return dst, false
	}
	return append(dst, bytes.ReplaceAll(t.data, []byte(`\\`), []byte(`\`))...), true
}

// reslash puts back the backslashes that stripslashes of PHP took out: before quotes
// inside strings and, with unicode, before uXXXX.
func reslash(unicode bool) func([]byte, *text) ([]byte, bool) {
	return func(dst []byte, t *text) ([]byte, bool) {
		changed, inside := false, false
		for i := 0; i < len(t.data); i++ {
			c := t.data[i]
			switch {
			case c == '\\':
				return dst, false
			case c == '"' && !inside:
				inside = true
			case c == '"' && closes(t.data[i+1:]):
				inside = false
			case c == '"', inside && unicode && c == 'u' && hexDigits(t.data[i+1:]):
				dst = append(dst, '\\')
				changed = true
			}
			dst = append(dst, c)
		}
		return dst, changed && !inside
	}
}

// closes reports whether what follows a quote shows that it ends a string.
func closes(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) == 0 || strings.IndexByte(",:}]", rest[0]) >= 0
}

func hexDigits(rest []byte) bool {
	const digits = 4
	if len(rest) < digits {
		return false
	}
	for _, c := range rest[:digits] {
		if hexValue(c) < 0 {
			return false
		}
	}
	return true
}

// undouble undoes the doubling of a quote, as in a CSV file or an SQL string, and
// takes off the quotes around the whole.
func undouble(quote string) func([]byte, *text) ([]byte, bool) {
	return func(dst []byte, t *text) ([]byte, bool) {
		data := bytes.TrimSpace(t.data)
		if !bytes.Contains(data, []byte(quote+quote)) {
			return dst, false
		}
		if len(data) > 2 && data[0] == quote[0] && data[len(data)-1] == quote[0] {
			data = data[1 : len(data)-1]
		}
		return append(dst, bytes.ReplaceAll(data, []byte(quote+quote), []byte(quote))...), true
	}
}

// unshell takes out the quotes of a shell around the body and around its apostrophes.
func unshell(dst []byte, t *text) ([]byte, bool) {
	data := bytes.TrimSpace(t.data)
	if len(data) < 2 || data[0] != '\'' || data[len(data)-1] != '\'' {
		return dst, false
	}
	data = data[1 : len(data)-1]
	data = bytes.ReplaceAll(data, []byte(`'"'"'`), []byte("'"))
	return append(dst, bytes.ReplaceAll(data, []byte(`'\''`), []byte("'"))...), true
}
