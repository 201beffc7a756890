package livelist

import "bytes"

// Key is a key of the keyboard: a printable ASCII character, or one of the constants.
type Key int

// The keys that are no printable character. They begin above every byte.
const (
	KeyUp Key = iota + 0x100
	KeyDown
	KeyPageUp
	KeyPageDown
	KeyHome
	KeyEnd
	KeyEnter
	KeyEscape
	KeyInterrupt // Ctrl-C
	KeySuspend   // Ctrl-Z
	KeyRedraw    // Ctrl-L
)

const (
	escape = 0x1b
	bell   = 0x07
	// maxSequence bounds an escape sequence that does not end, in bytes.
	maxSequence = 256
)

// sequences are the keys that a terminal sends as an escape sequence, without the
// escape character.
func sequences() map[string]Key {
	return map[string]Key{
		"[A": KeyUp, "OA": KeyUp, "[B": KeyDown, "OB": KeyDown,
		"[5~": KeyPageUp, "[6~": KeyPageDown,
		"[H": KeyHome, "OH": KeyHome, "[1~": KeyHome, "[7~": KeyHome,
		"[F": KeyEnd, "OF": KeyEnd, "[4~": KeyEnd, "[8~": KeyEnd,
		"OM": KeyEnter,
	}
}

// ParseKeys reads keys from what a terminal in raw mode has sent. rest is the
// beginning of an escape sequence, which goes in front of what is read next. What is
// no key of the list, such as an answer of the terminal, is left out.
func ParseKeys(data []byte) (keys []Key, rest []byte) {
	for len(data) > 0 {
		if data[0] != escape {
			if key, ok := plainKey(data[0]); ok {
				keys = append(keys, key)
			}
			data = data[1:]
			continue
		}
		n := sequenceLength(data)
		switch {
		case n == 0 && len(data) < maxSequence && len(data) > 1:
			return keys, data
		case n == 0 || n == 1:
			keys, data = append(keys, KeyEscape), data[1:]
			continue
		}
		if key, ok := sequences()[string(data[1:n])]; ok {
			keys = append(keys, key)
		}
		data = data[n:]
	}
	return keys, nil
}

func plainKey(b byte) (Key, bool) {
	switch {
	case b == '\r', b == '\n':
		return KeyEnter, true
	case b == 0x03:
		return KeyInterrupt, true
	case b == 0x1a:
		return KeySuspend, true
	case b == 0x0c:
		return KeyRedraw, true
	case b == 0x7f, b == 0x08:
		return KeyEscape, true
	case b >= ' ' && b < 0x7f:
		return Key(b), true
	}
	return 0, false
}

// sequenceLength returns the length of the escape sequence that data begins with, 0
// if it is not complete, and 1 for the escape key.
func sequenceLength(data []byte) int {
	if len(data) == 1 {
		return 1
	}
	switch data[1] {
	case 'O': // one more character
		if len(data) < 3 {
			return 0
		}
		return 3
	case '[': // parameters up to a final character
		for i := 2; i < len(data); i++ {
			if data[i] >= '@' && data[i] <= '~' {
				return i + 1
			}
		}
		return 0
	case ']', 'P', '_', '^': // a text up to BEL or ESC \
		if i := bytes.IndexByte(data, bell); i > 0 {
			return i + 1
		}
		if i := bytes.Index(data, []byte("\x1b\\")); i > 0 {
			return i + 2
		}
		return 0
	}
	return 1 // another key behind it, typed quickly
}
