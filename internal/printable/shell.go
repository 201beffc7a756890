package printable

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Shell is s as one word for a POSIX shell, always in quotes. Hidden characters,
// but for line feeds and tabs, and bytes that are not UTF-8 are written by a
// printf of the shell, so that the command can be shown and gives the same bytes.
func Shell(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		bad := r == utf8.RuneError && size == 1
		switch {
		case r == '\'':
			b.WriteString(`'\''`)
		case bad, Hidden(r) && r != '\n' && r != '\t':
			b.WriteString(`'"$(printf '`)
			for i := range size {
				fmt.Fprintf(&b, `\%03o`, s[i])
			}
			b.WriteString(`')"'`)
		default:
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	b.WriteByte('\'')
	return b.String()
}
