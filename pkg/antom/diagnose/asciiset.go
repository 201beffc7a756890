package diagnose

import "unicode/utf8"

// An asciiSet is a set of ASCII characters, and of everything that is not ASCII
// as one member.
type asciiSet struct {
	low, high uint64
	other     bool
}

func asciiSetOf(data []byte) asciiSet {
	var seen [256]bool
	for _, c := range data {
		seen[c] = true
	}
	var s asciiSet
	for c, is := range seen {
		if is {
			s.add(byte(c))
		}
	}
	return s
}

func (s *asciiSet) add(c byte) {
	switch {
	case c < 64:
		s.low |= 1 << c
	case c < utf8.RuneSelf:
		s.high |= 1 << (c - 64)
	default:
		s.other = true
	}
}

// overlaps reports whether the sets have a member in common.
func (s asciiSet) overlaps(t asciiSet) bool {
	return s.low&t.low != 0 || s.high&t.high != 0 || s.other && t.other
}
