package capture

import (
	"bytes"
	"encoding/base64"
	"time"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/printable"
)

// AppendJSON appends the capture as one JSON object on one line, without a
// line break at the end: receivedAt (RFC 3339 in UTC, left out when zero),
// method, path, headers, and body or bodyBase64. The body is Base64 unless it
// is UTF-8 without NUL and replacement characters, so that reading it again
// gives the same bytes. A header that occurs several times is a list.
func (c *Capture) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	dst = c.AppendMembers(dst)
	return append(dst, '}')
}

// AppendMembers appends the members of that object without its braces, for
// those who add members of their own.
func (c *Capture) AppendMembers(dst []byte) []byte {
	if !c.ReceivedAt.IsZero() {
		dst = append(dst, `"receivedAt":"`...)
		dst = c.ReceivedAt.UTC().AppendFormat(dst, time.RFC3339Nano)
		dst = append(dst, `",`...)
	}
	dst = append(dst, `"method":`...)
	dst = printable.AppendJSON(dst, c.Method)
	dst = append(dst, `,"path":`...)
	dst = printable.AppendJSON(dst, c.Path)
	dst = append(dst, `,"headers":`...)
	dst = appendHeaders(dst, c.Headers)
	if !textual(c.Body) {
		dst = append(dst, `,"bodyBase64":"`...)
		dst = base64.StdEncoding.AppendEncode(dst, c.Body)
		return append(dst, '"')
	}
	dst = append(dst, `,"body":`...)
	return printable.AppendJSON(dst, c.Body)
}

// textual reports whether the body comes back unharmed and undoubted from text.
func textual(body []byte) bool {
	return utf8.Valid(body) && bytes.IndexByte(body, 0) < 0 && !bytes.Contains(body, []byte("\uFFFD"))
}

// appendHeaders writes fields of one spelling as one member, at the place of
// the first.
func appendHeaders(dst []byte, headers []Header) []byte {
	dst = append(dst, '{')
	first := true
	for i, h := range headers {
		if indexName(headers[:i], h.Name) >= 0 {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = printable.AppendJSON(dst, h.Name)
		dst = append(dst, ':')
		if indexName(headers[i+1:], h.Name) < 0 {
			dst = printable.AppendJSON(dst, h.Value)
			continue
		}
		dst = append(dst, '[')
		for j, other := range headers[i:] {
			if other.Name != h.Name {
				continue
			}
			if j > 0 {
				dst = append(dst, ',')
			}
			dst = printable.AppendJSON(dst, other.Value)
		}
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

func indexName(headers []Header, name string) int {
	for i := range headers {
		if headers[i].Name == name {
			return i
		}
	}
	return -1
}
