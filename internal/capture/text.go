package capture

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/antom-cli/antom/pkg/antom"
)

// CheckText refuses what no record can hold: bytes that are not UTF-8 in the
// method, the path, a header's name, or the value of a header that a signature
// needs. HTTP allows none of them there: a method and a header's name are
// tokens, a path is ASCII (RFC 9110, RFC 9112). Other header values may have
// such bytes; they decide nothing, and a record has U+FFFD in their place.
func CheckText(method, path string, headers []Header) error {
	if !utf8.ValidString(method) {
		return errNotUTF8("the method", method, "a method consists of letters, such as POST")
	}
	if !utf8.ValidString(path) {
		return errNotUTF8("the path", path, "in a URL such bytes are written as %XX; give the path as it was requested, by --path if need be")
	}
	for i := range headers {
		h := &headers[i]
		if !utf8.ValidString(h.Name) {
			return errNotUTF8("the name of a header", h.Name, "a header's name consists of ASCII letters, digits and hyphens")
		}
		if !utf8.ValidString(h.Value) && isSigned(h.Name) {
			return errNotUTF8("the header "+h.Name, h.Value, "Antom sends ASCII; give the header as it came")
		}
	}
	return nil
}

// isSigned reports whether a signature is not verified without that header.
func isSigned(name string) bool {
	for _, signed := range []string{antom.HeaderClientID, antom.HeaderRequestTime, antom.HeaderSignature} {
		if strings.EqualFold(name, signed) {
			return true
		}
	}
	return false
}

func errNotUTF8(what, text, advice string) error {
	at := validPrefix([]byte(text))
	return fmt.Errorf("%s is not UTF-8: its byte %d is 0x%02x; %s", what, at+1, text[at], advice)
}
