package antom

import "testing"

func TestPrintable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		limit int
		want  string
	}{
		"plain":           {"PAYMENT", 10, "PAYMENT"},
		"blanks":          {"  a \t\r\n b  ", 10, "a b"},
		"control":         {"a\x00\x1b[1mb\u009b\u202ec\u200bd\xff", 20, "a[1mbcd"},
		"other alphabets": {"支付 é", 10, "支付 é"},
		"long":            {"abcdef", 3, "abc…"},
		"just fits":       {"abc \n", 3, "abc"},
		"nothing":         {"\x07", 3, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := printable(c.text, c.limit); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
