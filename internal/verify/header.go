package verify

import (
	"bytes"
	"encoding/base64"

	"github.com/antom-cli/antom/pkg/antom"
)

// headerReader reads signature headers in the spelling of Antom's own, without
// allocating.
type headerReader struct {
	strict *base64.Encoding
	text   [maxSignature / 3 * 4]byte
	value  [maxSignature]byte
}

// maxSignature is the longest signature on the fast way, in bytes: that of a
// key of 4096 bits, and some room.
const maxSignature = 576

func newHeaderReader() *headerReader { return &headerReader{strict: base64.StdEncoding.Strict()} }

// read returns what antom.ParseSignature does, but gives up on every other
// spelling. The value is good until the next call.
func (h *headerReader) read(header []byte) (antom.Signature, bool) {
	rest, ok := bytes.CutPrefix(header, []byte("algorithm=RSA256,"))
	if !ok {
		return antom.Signature{}, false
	}
	rest, ok = bytes.CutPrefix(bytes.TrimLeft(rest, " "), []byte("keyVersion="))
	version, rest, found := bytes.Cut(rest, []byte(","))
	if !ok || !found || !digits(version) {
		return antom.Signature{}, false
	}
	rest, ok = bytes.CutPrefix(bytes.TrimLeft(rest, " "), []byte("signature="))
	n := h.unescape(rest)
	if !ok || n == 0 || n%4 != 0 {
		return antom.Signature{}, false
	}
	n, err := h.strict.Decode(h.value[:], h.text[:n])
	return antom.Signature{Algorithm: antom.Algorithm, Value: h.value[:n]}, err == nil
}

// unescape undoes the URL encoding into h.text; 0 if it cannot.
func (h *headerReader) unescape(text []byte) int {
	n := 0
	for {
		i := bytes.IndexByte(text, '%')
		part := text
		if i >= 0 {
			part = text[:i]
		}
		if n+len(part)+1 > len(h.text) {
			return 0
		}
		n += copy(h.text[n:], part)
		if i < 0 {
			return n
		}
		if i+2 >= len(text) {
			return 0
		}
		c := byte(hexDigit(text[i+1])<<4 | hexDigit(text[i+2]))
		if c != '+' && c != '/' && c != '=' {
			return 0 // Base64 has nothing else that needs escaping
		}
		h.text[n] = c
		n++
		text = text[i+3:]
	}
}
