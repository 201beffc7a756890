package livelist

import (
	"slices"
	"testing"
)

func TestParseKeys(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, data string
		keys       []Key
		rest       string
	}{
		{"nothing", "", nil, ""},
		{"characters", "qv?", []Key{'q', 'v', '?'}, ""},
		{"arrows", "\x1b[A\x1b[B\x1bOA\x1bOB", []Key{KeyUp, KeyDown, KeyUp, KeyDown}, ""},
		{"pages", "\x1b[5~\x1b[6~\x1b[H\x1b[F\x1b[1~\x1b[4~", []Key{KeyPageUp, KeyPageDown, KeyHome, KeyEnd, KeyHome, KeyEnd}, ""},
		{"enter", "\r\n", []Key{KeyEnter, KeyEnter}, ""},
		{"escape alone", "\x1b", []Key{KeyEscape}, ""},
		{"escape twice", "\x1b\x1b", []Key{KeyEscape, KeyEscape}, ""},
		{"backspace", "\x7f", []Key{KeyEscape}, ""},
		{"control", "\x03\x1a\x0c", []Key{KeyInterrupt, KeySuspend, KeyRedraw}, ""},
		{"other control", "\x00\x01\x02\t", nil, ""},
		{"half a sequence", "j\x1b[", []Key{'j'}, "\x1b["},
		{"half a page key", "\x1b[5", nil, "\x1b[5"},
		{"unknown sequence", "\x1b[200~q", []Key{'q'}, ""},
		{"answer of the terminal", "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\q", []Key{'q'}, ""},
		{"answer with a bell", "\x1b]11;rgb:ff/ff/ff\aq", []Key{'q'}, ""},
		{"half an answer", "\x1b]11;rgb:", nil, "\x1b]11;rgb:"},
		{"escape and more", "\x1bxq", []Key{KeyEscape, 'x', 'q'}, ""},
		{"not ASCII", "é支q", []Key{'q'}, ""},
	} {
		keys, rest := ParseKeys([]byte(tc.data))
		if !slices.Equal(keys, tc.keys) || string(rest) != tc.rest {
			t.Errorf("%s: got %v and %q, want %v and %q", tc.name, keys, rest, tc.keys, tc.rest)
		}
	}
}

// FuzzParseKeys holds that input which arrives in two parts gives the same keys as
// input at once, but for an escape character at the end of a part, and that what is
// kept has a bound.
func FuzzParseKeys(f *testing.F) {
	for _, seed := range []string{"q", "\x1b[A", "\x1b[5~j", "\x1b]11;rgb:0/0/0\x1b\\", "\x1b\x1b[B"} {
		f.Add([]byte(seed), 2)
	}
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		whole, rest := ParseKeys(slices.Clone(data))
		if len(rest) >= maxSequence {
			t.Fatalf("%d bytes are kept", len(rest))
		}
		if len(rest) > 0 && rest[0] != escape {
			t.Fatalf("%q is kept", rest)
		}
		cut = max(min(cut, len(data)), 0)
		if cut > 0 && data[cut-1] == escape || len(data) >= maxSequence {
			return
		}
		first, kept := ParseKeys(slices.Clone(data[:cut]))
		second, _ := ParseKeys(append(slices.Clone(kept), data[cut:]...))
		if got := append(first, second...); !slices.Equal(got, whole) {
			t.Errorf("%q cut at %d: %v, at once %v", data, cut, got, whole)
		}
	})
}
