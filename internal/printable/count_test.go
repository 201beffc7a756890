package printable

import "testing"

func TestPlural(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 codes", 1: "1 code", 2: "2 codes"} {
		if got := Plural(n, "code"); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}
