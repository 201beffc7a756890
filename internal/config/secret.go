package config

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"
	"unicode"

	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// isKeyText tells a key from the path of its file: it looks like a key from its
// begin to its end.
func isKeyText(s string) bool {
	if !keys.LooksLikeKey(s) {
		return false
	}
	s = strings.TrimSpace(s)
	return strings.Contains(s, "-----") || s[0] == '{' || strings.HasPrefix(s, "ssh-") ||
		s[0] != '/' && strings.IndexFunc(s, notBase64) < 0
}

// holdsKeyText tells whether a word of a command line is a key.
func holdsKeyText(line string) bool {
	for _, word := range strings.Fields(line) {
		if word = strings.Trim(word, "\"'"); isKeyText(word) && word[0] == 'M' {
			return true
		}
	}
	return looksPrivate(line)
}

// notBase64 tells whether r is neither of Base64 nor a blank.
func notBase64(r rune) bool {
	return !isWord(r) && !strings.ContainsRune("+/=-", r) && !unicode.IsSpace(r)
}

// looksPrivate tells whether a text holds a private key in one of those forms.
// It is a guard against a paste into the wrong place, not a parser.
func looksPrivate(s string) bool {
	if strings.Contains(s, "PRIVATE KEY") {
		return true
	}
	if !isKeyText(s) {
		return false
	}
	if strings.Contains(s, `"kty"`) {
		return strings.Contains(s, `"d"`)
	}
	s = strings.NewReplacer("-", "+", "_", "/").Replace(strings.Join(strings.Fields(s), ""))
	der, err := base64.StdEncoding.DecodeString(s[:min(48, len(s)/4*4)])
	if err != nil || len(der) < 7 || der[0] != 0x30 {
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

// checkDefault refuses a request default that holds a secret. The message does
// not repeat it.
func checkDefault(path, text string) error {
	switch {
	case looksPrivate(text):
		return mistake{message: "this is a private key (it is not shown), which must not be in the configuration"}
	case strings.HasSuffix(path, "Url") && strings.Contains(text, "://") && spec.HasUserInfo(text):
		return mistake{message: "the URL has a user name or password before its host (it is not shown); leave it out"}
	}
	return nil
}

// maxShown is how much of a wrong value a message repeats, in characters.
const maxShown = 60

// shown is a value for a message: quoted, short, and never a key.
func shown(s string) string {
	if keys.LooksLikeKey(s) || looksPrivate(s) {
		return "(key text, not shown)"
	}
	if r := []rune(s); len(r) > maxShown {
		s = string(r[:maxShown]) + "…"
	}
	return strconv.Quote(s)
}
