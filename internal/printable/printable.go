// Package printable writes text from outside so that it cannot control a terminal
// or deceive a reader. Its escapes are those of the format of the text (JSON, YAML,
// XML, POSIX shell), so a program still reads the same value.
package printable

import "unicode"

// Hidden reports whether r acts on the terminal or on the reader's eye without
// being seen itself: control characters (C0, C1, DEL), line and paragraph
// separators, format characters (direction of writing, zero width, byte order
// mark, tags), variation selectors, and all others that Unicode has programs
// ignore when they draw a text (Default_Ignorable_Code_Point).
//
// Signs of several scripts that stand before a number and are seen
// (Prepended_Concatenation_Mark) are not hidden, although they are format
// characters.
func Hidden(r rune) bool {
	switch {
	case r < 0xa0:
		return r < ' ' || r >= 0x7f
	case r > '\u3164' && r < '\ufe00': // the ideographs and Hangul: nothing is hidden
		return false
	case r == '\u2028', r == '\u2029', Shapes(r):
		return true
	}
	return unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// Shapes tells which hidden characters change the form of the characters beside
// them: joiners and variation selectors. Emoji and several scripts need them.
func Shapes(r rune) bool {
	return Joins(r) || unicode.Is(unicode.Variation_Selector, r)
}

// Joins tells which characters say how the one before and the one behind them
// are joined.
func Joins(r rune) bool { return r == '\u200c' || r == '\u200d' }
