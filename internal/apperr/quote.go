package apperr

import (
	"strings"

	"github.com/antom-cli/antom/internal/printable"
)

// ShellQuote writes a text so that a POSIX shell reads it as one word. Text
// that needs no quotes stays as it is; hidden characters are spelled out. Commands in hints have their arguments
// written like this, so that they can be copied.
func ShellQuote(s string) string {
	if s != "" && strings.IndexFunc(s, needsQuotes) < 0 && s[0] != '~' {
		return s
	}
	return printable.Shell(s)
}

// needsQuotes reports whether a character can mean something to a shell. A tilde
// does so only at the begin of a word.
func needsQuotes(r rune) bool {
	word := r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
	return !word && !strings.ContainsRune("@%+:,./_-~", r)
}
