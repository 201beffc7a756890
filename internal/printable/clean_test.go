package printable_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/printable"
)

func TestClean(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, in, line, text string }{
		{name: "plain", in: "Payment ok, 12.34 HKD"},
		{name: "chinese and emoji", in: "支付成功 👩\u200d💻 é ẞ"},
		{name: "backslashes", in: `C:\new\x1b`},
		{name: "line breaks", in: "a\nb\tc\r\nd", line: `a\nb\tc\r\nd`, text: "a\nb\tc\nd"},
		{name: "lone carriage return", in: "safe\rFAKE", line: `safe\rFAKE`, text: `safe\rFAKE`},
		{name: "colour", in: "\x1b[31mred\x1b[0m", line: `\x1b[31mred\x1b[0m`, text: `\x1b[31mred\x1b[0m`},
		{name: "window title", in: "\x1b]0;owned\a", line: `\x1b]0;owned\x07`, text: `\x1b]0;owned\x07`},
		{name: "8-bit CSI", in: "\u009b2J", line: `\u009b2J`, text: `\u009b2J`},
		{name: "8-bit CSI as one byte", in: "\x9b2J", line: `\x9b2J`, text: `\x9b2J`},
		{name: "delete and null", in: "a\x7f\x00b", line: `a\x7f\x00b`, text: `a\x7f\x00b`},
		{name: "right to left", in: "a\u202egpj.exe", line: `a\u202egpj.exe`, text: `a\u202egpj.exe`},
		{name: "isolates", in: "\u2066x\u2069", line: `\u2066x\u2069`, text: `\u2066x\u2069`},
		{name: "zero width", in: "a\u200bb\ufeffc", line: `a\u200bb\ufeffc`, text: `a\u200bb\ufeffc`},
		{name: "tags", in: "\U000e0041", line: `\U000e0041`, text: `\U000e0041`},
		{name: "joiner beside ASCII", in: "PAY\u200d1 é\u200cb", line: `PAY\u200d1 é\u200cb`, text: `PAY\u200d1 é\u200cb`},
		{name: "joiners in a row", in: "支\u200d\u200d付", line: `支\u200d\u200d付`, text: `支\u200d\u200d付`},
		{name: "emoji with a variation", in: "❤\ufe0f 🏳\ufe0f\u200d🌈 葛\U000e0100"},
		{name: "variation beside ASCII", in: "A\ufe0f\u200d支", line: `A\ufe0f\u200d支`, text: `A\ufe0f\u200d支`},
		{name: "variations in a row", in: "支\ufe0f\ufe0e", line: "支\ufe0f" + `\ufe0e`, text: "支\ufe0f" + `\ufe0e`},
		{name: "fillers", in: "a\u3164b\u115fc", line: `a\u3164b\u115fc`, text: `a\u3164b\u115fc`},
		{name: "line separator", in: "a\u2028b", line: `a\u2028b`, text: `a\u2028b`},
		{name: "not UTF-8", in: "a\xff\xc3", line: `a\xff\xc3`, text: `a\xff\xc3`},
		{name: "empty", in: ""},
	}
	for _, tc := range cases {
		if tc.line == "" {
			tc.line, tc.text = tc.in, tc.in
		}
		if got := printable.Clean(tc.in); got != tc.line {
			t.Errorf("%s: Clean = %q, want %q", tc.name, got, tc.line)
		}
		if got := printable.CleanText(tc.in); got != tc.text {
			t.Errorf("%s: CleanText = %q, want %q", tc.name, got, tc.text)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "ok", "\x1b[31m", "\x1b]11;?\a", "a\nb\r\n\t", "\u009b", "\x9b", "支付", "👩\u200d💻", "\u202e", "\xff\xfe", "\U000e0041", "\u0600", "\u2028", "支\u200d\ufe0f\u200d付", "A\ufe0f\u200d支", "\u3164"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := printable.Clean(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q: not UTF-8: %q", s, got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%q: %U got through", s, r)
			}
		}
		if again := printable.Clean(got); again != got {
			t.Fatalf("%q: not stable: %q, then %q", s, got, again)
		}
		if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || printable.Hidden(r) || r == utf8.RuneError }) < 0 && got != s {
			t.Fatalf("printable %q became %q", s, got)
		}
		text := printable.CleanText(s)
		for line := range strings.SplitSeq(text, "\n") {
			if c := printable.Clean(strings.ReplaceAll(line, "\t", "")); c != strings.ReplaceAll(line, "\t", "") {
				t.Fatalf("%q: CleanText left %q", s, line)
			}
		}
	})
}
