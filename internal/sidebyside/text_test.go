package sidebyside

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func laidOut(t *testing.T, width int, signed, captured string) string {
	t.Helper()
	var b strings.Builder
	l := Layout{Width: width, Columns: utf8.RuneCountInString}
	if err := l.Write(&b, Blocks(Diff([]byte(signed), []byte(captured)))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	t.Parallel()
	head := "POST /payNotify?shop=1\nSANDBOX_5X00000000000000.2026-01-18T07:11:42Z."
	for _, c := range []struct {
		name             string
		width            int
		signed, captured string
		want             string
	}{
		{"beside", 80, head + "{\"a\":1}", "POST /payNotify\n" + head[len("POST /payNotify?shop=1\n"):] + "{\"a\":1}", `
Signed                                 | Captured
POST·/payNotify?shop=1␊                | POST·/payNotify␊
               -------                 |
(53 bytes unchanged)
`},
		{"below", 60, head + "{\"a\":1}", "POST /payNotify\n" + head[len("POST /payNotify?shop=1\n"):] + "{\"a\":1}", `
- signed, + captured
- POST·/payNotify?shop=1␊
                 -------
+ POST·/payNotify␊
(53 bytes unchanged)
`},
		{"indented", 80, "{\"amount\":1,\"currency\":\"HKD\"}", "{\r\n  \"amount\": 1,\n  \"currency\": \"HKD\"\n}", `
Signed                                 | Captured
{                                      | {␍␊
                                       |  ++
"amount":1,                            | ··"amount":·1,␊
                                       | ++         +  +
"currency":"HKD"                       | ··"currency":·"HKD"␊
                                       | ++           +     +
}                                      | }
`},
	} {
		got := "\n" + laidOut(t, c.width, c.signed, c.captured)
		if got != c.want {
			t.Errorf("%s:%s", c.name, got)
		}
	}
}

// TestWriteShowsWhatIsInvisible holds that no control character reaches the terminal.
func TestWriteShowsWhatIsInvisible(t *testing.T) {
	t.Parallel()
	got := laidOut(t, 60, "a\ufeffb", "a\x1b[31mb")
	if strings.ContainsAny(got, "\x1b\ufeff") || !strings.Contains(got, "- a<U+FEFF>b\n") || !strings.Contains(got, "+ a<U+001B>[31mb\n") {
		t.Errorf("%s", got)
	}
}

// TestWriteFits holds that no line is wider than the terminal, and that nothing that
// differs is left out.
func TestWriteFits(t *testing.T) {
	t.Parallel()
	signed := strings.Repeat("abc def ", 40) + "X" + strings.Repeat("é", 300) + "Y"
	captured := strings.Repeat("abc def ", 40) + strings.Repeat("é", 300) + "\tZ"
	for _, width := range []int{30, 60, 79, 80, 120} {
		got := laidOut(t, width, signed, captured)
		for line := range strings.Lines(got) {
			if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > width {
				t.Errorf("width %d: %q", width, line)
			}
		}
		if !strings.Contains(got, "bytes unchanged)") || !strings.Contains(got, "→") {
			t.Errorf("width %d:\n%s", width, got)
		}
	}
}
