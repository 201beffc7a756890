package ui

import (
	"bytes"
	"testing"
)

func TestNames(t *testing.T) {
	t.Parallel()
	entries := []Pair{
		{"  --goods 'id=…'", "one line of the order"},
		{"  --支付 x", "a wide name"},
		{"  --a-name-that-is-wider-than-the-column", "its description is below it, wrapped to the width"},
	}
	for _, tc := range []struct {
		name  string
		tty   bool
		width int
		want  string
	}{
		{
			"pipe", false, 80,
			"  --goods 'id=…'  one line of the order\n" +
				"  --支付 x        a wide name\n" +
				"  --a-name-that-is-wider-than-the-column\n" +
				"                  its description is below it, wrapped to the width\n",
		},
		{
			"terminal", true, 60,
			"  --goods 'id=…'  one line of the order\n" +
				"  --支付 x        a wide name\n" +
				"  --a-name-that-is-wider-than-the-column\n" +
				"                  its description is below it, wrapped to\n" +
				"                  the width\n",
		},
		{
			"narrow terminal", true, 38,
			"  --goods 'id=…'\n" +
				"            one line of the order\n" +
				"  --支付 x  a wide name\n" +
				"  --a-name-that-is-wider-than-the-column\n" +
				"            its description is below\n" +
				"            it, wrapped to the width\n",
		},
	} {
		var b bytes.Buffer
		th := newTheme(&b, false, true)
		th.tty = tc.tty
		names := make([]string, len(entries))
		for i, e := range entries {
			names[i] = e.Label
		}
		column := th.NameColumn(tc.width, names)
		for _, e := range entries {
			th.Named(&b, tc.width, column, e.Label, e.Value)
		}
		if b.String() != tc.want {
			t.Errorf("%s:\n%s\nwant:\n%s", tc.name, b.String(), tc.want)
		}
	}
}
