package ui

import (
	"bytes"
	"testing"
)

func TestItem(t *testing.T) {
	t.Parallel()
	long := "a text of some length that does not fit into forty columns"
	cases := []struct {
		name string
		tty  bool
		item Item
		want string
	}{
		{"pipe", false, Item{"✓ ok", 8, long}, "✓ ok    " + long + "\n"},
		{"terminal", true, Item{"✓ ok", 8, long}, "✓ ok    a text of some length that does\n        not fit into forty columns\n"},
		{"a mark wider than the column", true, Item{"[ok] very good", 8, "x"}, "[ok] very good x\n"},
		{"a command stays whole", true, Item{"fix:", 5, "antom config set antom-public-key FILE --profile shop"}, "fix: antom config set antom-public-key FILE --profile shop\n"},
		{"one at the end has its own line", true, Item{"fix:", 5, "upload it: antom keys public /home/ann/keys/shop.pem"}, "fix: upload it:\n     antom keys public /home/ann/keys/shop.pem\n"},
		{"unless it fits", true, Item{"fix:", 5, "see: antom config get gateway"}, "fix: see: antom config get gateway\n"},
		{"one in the middle is text", true, Item{"fix:", 5, "look there: antom config get gateway; or set a proxy"}, "fix: look there: antom config get\n     gateway; or set a proxy\n"},
		{"no mark", true, Item{"", 0, long}, "a text of some length that does not fit\ninto forty columns\n"},
		{"control characters are shown", true, Item{"!", 2, "a\x1b[2J"}, "! a\\x1b[2J\n"},
	}
	for _, tc := range cases {
		var b bytes.Buffer
		th := newTheme(&b, false, true)
		th.tty = tc.tty
		th.Item(&b, 40, tc.item)
		if b.String() != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, b.String(), tc.want)
		}
	}
}
