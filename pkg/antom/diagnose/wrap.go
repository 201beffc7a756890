package diagnose

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"strings"
)

// The functions here take a body out of, or put it into, something that carries
// text. Each appends the changed body and reports whether it applies.

func unbase64(dst []byte, t *text) ([]byte, bool) {
	bare := bytes.Trim(t.data, "\" \t\r\n")
	if len(bare) == 0 || !alphanumeric(bare[0]) && bytes.IndexByte([]byte("+/-_"), bare[0]) < 0 {
		return dst, false
	}
	mended := strings.NewReplacer("\r", "", "\n", "", " ", "", "-", "+", "_", "/").Replace(string(bare))
	plain, err := decodeBase64(mended)
	return append(dst, plain...), err == nil && len(plain) > 0
}

func tobase64(dst []byte, t *text) ([]byte, bool) {
	return base64.StdEncoding.AppendEncode(dst, t.data), len(t.data) > 0
}

// unform undoes the encoding of a form, and the "=" that a form parser adds to a
// name without a value.
func unform(dst []byte, t *text) ([]byte, bool) {
	if bytes.IndexByte(t.data, '%') < 0 {
		return dst, false
	}
	return percentDecode(dst, bytes.TrimSuffix(t.data, []byte("=")), true), true
}

// unpercent undoes URL encoding and leaves + alone.
func unpercent(dst []byte, t *text) ([]byte, bool) {
	if bytes.IndexByte(t.data, '%') < 0 {
		return dst, false
	}
	return percentDecode(dst, t.data, false), true
}

func dropEquals(dst []byte, t *text) ([]byte, bool) {
	return append(dst, bytes.TrimSuffix(t.data, []byte("="))...), true
}

// unquote takes the body out of a JSON string, with or without its quotes.
func unquote(dst []byte, t *text) ([]byte, bool) {
	data := bytes.TrimSpace(t.data)
	if bytes.IndexByte(data, '\\') < 0 {
		return dst, false
	}
	if !bytes.HasPrefix(data, []byte(`"`)) {
		data = append(append([]byte{'"'}, data...), '"')
	}
	var plain string
	if json.Unmarshal(data, &plain) != nil {
		return dst, false
	}
	return append(dst, plain...), true
}

// unhtml undoes the escapes of HTML: &quot; and the like.
func unhtml(dst []byte, t *text) ([]byte, bool) {
	if bytes.IndexByte(t.data, '&') < 0 || bytes.IndexByte(t.data, ';') < 0 {
		return dst, false
	}
	return append(dst, html.UnescapeString(string(t.data))...), true
}

// unecho puts back the escapes that a shell's echo turned into line breaks and
// tabs inside strings.
func unecho(dst []byte, t *text) ([]byte, bool) {
	if !bytes.ContainsAny(t.data, "\n\t\r") {
		return dst, false
	}
	inside := false
	for i, c := range t.data {
		if c == '"' && (i == 0 || t.data[i-1] != '\\') {
			inside = !inside
		}
		if at := strings.IndexByte("\n\r\t", c); inside && at >= 0 {
			dst = append(dst, '\\', "nrt"[at])
			continue
		}
		dst = append(dst, c)
	}
	return dst, !inside
}
