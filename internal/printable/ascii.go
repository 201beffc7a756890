package printable

import "unicode/utf8"

// ASCII reports whether a text has only ASCII characters.
func ASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
