package keys

import (
	"encoding/base64"
	"errors"
	"strings"
)

// Damage to Base64 text, in words. The text itself is never repeated.
var (
	errBase64Character = errors.New("it has characters that are not Base64")
	errBase64Padding   = errors.New("a \"=\" stands before its end; these may be several texts")
	errBase64Length    = errors.New("its length is impossible; a character is missing at the end")
)

// decodeBase64 decodes Base64 of the standard or the URL alphabet, with or
// without padding, with blanks anywhere. The notes name what a strict decoder
// refuses, but for blanks.
func decodeBase64(text string) ([]byte, []string, error) {
	compact := strings.Map(func(r rune) rune {
		if isBlank(r) {
			return -1
		}
		return r
	}, text)
	body := strings.TrimRight(compact, "=")
	var notes []string
	if strings.ContainsAny(body, "-_") {
		body = strings.NewReplacer("-", "+", "_", "/").Replace(body)
		notes = append(notes, "the Base64 text has the URL alphabet (- and _), which many programs refuse")
	}
	switch {
	case strings.Contains(body, "="):
		return nil, nil, errBase64Padding
	case !isBase64Text(body):
		return nil, nil, errBase64Character
	case len(body)%4 == 1:
		return nil, nil, errBase64Length
	}
	if len(compact)%4 != 0 {
		notes = append(notes, "the Base64 text has no right padding (=), which many programs refuse")
	}
	data, err := base64.RawStdEncoding.DecodeString(body)
	if err != nil {
		return nil, nil, errBase64Character
	}
	return data, notes, nil
}

// isBase64Text reports whether the text has only characters of Base64, of
// either alphabet, and blanks.
func isBase64Text(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		switch {
		case 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return false
		}
		return !strings.ContainsRune("+/-_=", r) && !isBlank(r)
	})
}
