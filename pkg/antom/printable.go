package antom

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits, in characters, of foreign text inside our error messages.
const (
	maxName    = 64
	maxExcerpt = 200
	maxMessage = 600
)

// printable makes text from the network fit for one line of a message: control
// and other invisible characters go, runs of blanks become one, and what is
// longer than limit characters is cut.
func printable[Text ~string](foreign Text, limit int) string {
	text := string(foreign)
	var b strings.Builder
	count, blank := 0, false
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		switch {
		case unicode.IsSpace(r):
			blank = b.Len() > 0
			continue
		case !unicode.IsPrint(r), r == utf8.RuneError && size == 1:
			continue
		}
		if count++; count > limit {
			b.WriteString("…")
			break
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// headerSafe reports whether a value arrives at the other end of an HTTP
// header as it was written. HTTP drops blanks at the ends, and control
// characters are not allowed at all.
func headerSafe(value string) bool {
	return strings.TrimSpace(value) == value && !strings.ContainsFunc(value, unicode.IsControl)
}
