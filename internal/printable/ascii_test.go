package printable

import "testing"

func TestASCII(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": true, "a\x00\x7f": true, "a\u0080": false, "\xff": false, "日本": false} {
		if got := ASCII([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
