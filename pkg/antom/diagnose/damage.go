package diagnose

import (
	"fmt"
	"strings"
	"unicode"
)

// usualLength reports whether n is the length in bytes of a signature by a key
// of 1024 to 8192 bits.
func usualLength(n int) bool { return n >= 128 && n <= 1024 && n%64 == 0 }

// lowered reports whether a signature value has lost its capital letters: it has
// many letters, more than hexadecimal digits need, but no capital ones.
func lowered(header string) bool {
	const many = 20
	value, _ := valuePart(header)
	value, _ = unescapeAll(value)
	letters := 0
	for _, c := range value {
		if 'g' <= c && c <= 'z' {
			letters++
		}
	}
	return letters >= many && value == strings.ToLower(value)
}

// damage tells what is wrong with a signature that no key opens, as far as its
// form shows it; "" when it could be a sound signature by an unknown key.
func damage(header string, all []reading, found []Key) string {
	text := strings.TrimRightFunc(header, unicode.IsSpace)
	if strings.HasSuffix(text, "...") || strings.HasSuffix(text, "…") {
		return "it ends in dots: a console or a log cut it off"
	}
	if lowered(text) {
		return "it has no upper-case letters, so something turned the header into lower case; that cannot be undone"
	}
	if len(all) == 0 {
		return ""
	}
	value := all[0].value
	want := 0
	for _, k := range found {
		if !usable(k.Public) {
			continue
		}
		if k.Public.Size() == len(value) {
			return ""
		}
		if want == 0 {
			want = k.Public.Size()
		}
	}
	if usualLength(len(value)) {
		return ""
	}
	what := fmt.Sprintf("it has %d bytes", len(value))
	switch {
	case want == 0:
		return what + ", which is not the length of an RSA signature"
	case len(value) < want:
		return fmt.Sprintf("%s of the %d that a signature by this key has: it was cut off, perhaps by a database column, a log or a console that is too narrow", what, want)
	default:
		return fmt.Sprintf("%s, but a signature by this key has %d: something was added to it", what, want)
	}
}
