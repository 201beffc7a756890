package config

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"
)

// keyTextLength is the length from which Base64 that begins like DER is taken
// for a key. The shortest RSA keys have twice as much.
const keyTextLength = 100

// looksLikeKeyText tells a key from the path of its file: PEM, a JWK, or Base64
// of DER, which begins with a sequence and therefore with the letter M.
func looksLikeKeyText(s string) bool {
	if strings.Contains(s, "-----BEGIN") || strings.HasPrefix(strings.TrimSpace(s), "{") && strings.Contains(s, `"kty"`) {
		return true
	}
	s = strings.Join(strings.Fields(s), "")
	return len(s) >= keyTextLength && s[0] == 'M' && strings.IndexFunc(s, notBase64) < 0
}

func notBase64(r rune) bool {
	return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("+/=-_", r))
}

// looksPrivate tells whether a text holds a private key in one of those forms.
// It is a guard against a paste into the wrong place, not a parser.
func looksPrivate(s string) bool {
	if strings.Contains(s, "PRIVATE KEY") {
		return true
	}
	if !looksLikeKeyText(s) {
		return false
	}
	if strings.Contains(s, `"kty"`) {
		return strings.Contains(s, `"d"`)
	}
	s = strings.NewReplacer("-", "+", "_", "/").Replace(strings.Join(strings.Fields(s), ""))
	der, err := base64.StdEncoding.DecodeString(s[:48])
	if err != nil || len(der) < 5 || der[0] != 0x30 {
		return false
	}
	content := der[2:]
	if der[1] > 0x80 && der[1] <= 0x84 {
		content = der[2+int(der[1]-0x80):]
	}
	// PKCS #8, PKCS #1 and SEC 1 begin with a one-byte version; an encrypted
	// PKCS #8 names a scheme of PKCS #5 (1.2.840.113549.1.5) or PKCS #12 (…1.12).
	pkcs := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01}
	return bytes.HasPrefix(content, []byte{0x02, 0x01}) ||
		bytes.Contains(content, append(pkcs[:7:7], 5)) || bytes.Contains(content, append(pkcs[:7:7], 12))
}

// maxShown is how much of a wrong value a message repeats, in characters.
const maxShown = 60

// shown is a value for a message: quoted, short, and never a key.
func shown(s string) string {
	if looksLikeKeyText(s) || looksPrivate(s) {
		return "(key text, not shown)"
	}
	if r := []rune(s); len(r) > maxShown {
		s = string(r[:maxShown]) + "…"
	}
	return strconv.Quote(s)
}
