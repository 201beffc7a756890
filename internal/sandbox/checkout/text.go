package checkout

import (
	"strings"
	"unicode"
)

// The lengths, in characters, to which a merchant's texts are cut, so that no
// text can make a page that nobody can use. They are above what Antom accepts.
const (
	maxDescription = 300
	maxName        = 120
)

// shorten cuts a text to so many characters and makes it one line. Characters
// that turn the direction of what follows them, or that nobody sees, go.
func shorten(text string, most int) string {
	var b strings.Builder
	count, space := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if !unicode.IsGraphic(r) && !joins(r) {
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
			count++
		}
		space = false
		if count >= most {
			b.WriteString("…")
			break
		}
		b.WriteRune(r)
		count++
	}
	return b.String()
}

// joins reports whether an invisible character belongs to those around it, as
// in some emoji and scripts.
func joins(r rune) bool { return r == '\u200c' || r == '\u200d' }

// initial is the first letter or sign of a name.
func initial(name string) string {
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "•"
}
