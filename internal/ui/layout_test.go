package ui

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func terminalTheme(width int, color bool) *Theme {
	th := newTheme(&bytes.Buffer{}, color, true)
	th.tty, th.width = true, width
	return th
}

func TestDisplayWidth(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"":                              0,
		"abc":                           3,
		"支付":                            4,
		"é":                             1,
		"e\u0301":                       1,
		"😀":                             2,
		"👩\u200d💻":                      2,
		"🇭🇰":                            2,
		"✓ … −":                         5,
		"\x1b[1mab\x1b[0m":              2,
		"\x1b[38;5;71m支\x1b[0m付":        4,
		"ｆｕｌｌ":                          8,
		"\x1b[1m\x1b[4mx\x1b[0mé\u0301": 2,
	} {
		if got := displayWidth(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}

func TestTruncate(t *testing.T) {
	t.Parallel()
	cases := []struct {
		in    string
		width int
		tail  string
		want  string
	}{
		{"abcdef", 6, "…", "abcdef"},
		{"abcdef", 5, "…", "abcd…"},
		{"abcdef", 5, "...", "ab..."},
		{"支付成功", 7, "…", "支付成…"},
		{"支付成功", 6, "…", "支付…"},
		{"a👩\u200d💻b", 3, "…", "a…"},
		{"\x1b[1mabcdef\x1b[0m", 4, "…", "\x1b[1mabc…\x1b[0m"},
		{"\x1b[1mab\x1b[0mcd\x1b[1mef\x1b[0m", 4, "…", "\x1b[1mab\x1b[0mc…\x1b[1m\x1b[0m"},
		{"abc", 1, "…", "…"},
		{"abc", 0, "…", ""},
		{"abc", 2, "...", ".."},
	}
	for _, tc := range cases {
		if got := truncate(tc.in, tc.width, tc.tail); got != tc.want {
			t.Errorf("truncate(%q, %d) = %q, want %q", tc.in, tc.width, got, tc.want)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		in    string
		width int
		want  []string
	}{
		{"fits", "one two", 7, []string{"one two"}},
		{"spaces", "one two three", 8, []string{"one two", "three"}},
		{"no limit", "one two three", 0, []string{"one two three"}},
		{"a long word stays whole", "see https://example.com/a/very/long/path now", 12, []string{"see", "https://example.com/a/very/long/path", "now"}},
		{"a long word first", "https://example.com/x y", 5, []string{"https://example.com/x", "y"}},
		{"no hyphens", "2024-01-20-abcdef", 8, []string{"2024-01-20-abcdef"}},
		{"back quotes", "then run `antom pay --local` again", 14, []string{"then run", "`antom pay --local`", "again"}},
		{"a lone back quote", "a ` b c d", 5, []string{"a ` b", "c d"}},
		{"chinese", "支付成功请稍候", 6, []string{"支付成", "功请稍", "候"}},
		{"chinese marks do not begin a line", "支付成，功", 6, []string{"支付", "成，功"}},
		{"mixed", "status 支付成功", 10, []string{"status 支", "付成功"}},
		{"emoji stay whole", "👩\u200d💻👩\u200d💻", 3, []string{"👩\u200d💻", "👩\u200d💻"}},
		{"inner spaces", "a  b", 9, []string{"a  b"}},
		{"styled", "\x1b[1mone two\x1b[0m three", 8, []string{"\x1b[1mone two\x1b[0m", "three"}},
		{"empty", "", 5, []string{""}},
	}
	for _, tc := range cases {
		if got := wrap(tc.in, tc.width); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

// Whatever is wrapped loses nothing, and only words that cannot be broken
// stand over.
func TestWrapKeepsText(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	alphabet := []rune("abcdefg    支付成功，。😀`é")
	for range 3000 {
		text := make([]rune, r.IntN(60))
		for i := range text {
			text[i] = alphabet[r.IntN(len(alphabet))]
		}
		s, width := string(text), 1+r.IntN(30)
		lines := wrap(s, width)
		if got, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.ReplaceAll(s, " ", ""); got != want {
			t.Fatalf("%q at %d: %q", s, width, lines)
		}
		for _, line := range lines {
			if displayWidth(line) > width && strings.Contains(strings.TrimSpace(line), " ") && !strings.Contains(line, "`") {
				t.Fatalf("%q at %d: line %q", s, width, line)
			}
		}
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		tty   bool
		width int
		pairs []Pair
		want  string
	}{
		{"aligned", true, 80, []Pair{{"Status", "✓ SUCCESS"}, {"Payment ID", "2024"}},
			"Status:      ✓ SUCCESS\nPayment ID:  2024\n"},
		{"wide labels", true, 80, []Pair{{"状态", "x"}, {"abcdef", "y"}},
			"状态:    x\nabcdef:  y\n"},
		{"wrapped under the value", true, 40, []Pair{{"Message", "the quick brown fox jumps over the lazy dog"}},
			"Message:  the quick brown fox jumps over\n          the lazy dog\n"},
		{"not wrapped in a pipe", false, 40, []Pair{{"Message", "the quick brown fox jumps over the lazy dog"}},
			"Message:  the quick brown fox jumps over the lazy dog\n"},
		{"a URL stays whole", true, 40, []Pair{{"Open", "https://example.com/checkout?session=0123456789-0123456789"}},
			"Open:  https://example.com/checkout?session=0123456789-0123456789\n"},
		{"stacked when narrow", true, 30, []Pair{{"Settlement currency", "HKD is what you get paid in"}, {"A", "b"}},
			"Settlement currency:\n  HKD is what you get paid in\nA:\n  b\n"},
		{"empty values are left out", true, 80, []Pair{{"A much longer label", ""}, {"A", "b"}, {}, {"C", "d"}},
			"A:  b\n\nC:  d\n"},
		{"several lines", false, 0, []Pair{{"Notes", "one\r\ntwo\n"}},
			"Notes:  one\n        two\n"},
		{"a value without a label", true, 80, []Pair{{"A", "b"}, {"", "c"}},
			"A:  b\n    c\n"},
		{"escapes are made visible", true, 80, []Pair{{"M\x1b[2J", "a\x1b]0;x\a\nHint: b"}},
			"M\\x1b[2J:  a\\x1b]0;x\\x07\n           Hint: b\n"},
		{"nothing", true, 80, nil, ""},
	}
	for _, tc := range cases {
		th := terminalTheme(tc.width, false)
		th.tty = tc.tty
		var out strings.Builder
		th.Pairs(&out, tc.width, tc.pairs)
		if out.String() != tc.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tc.name, out.String(), tc.want)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	header := []string{"CODE", "STATUS", "MESSAGE"}
	rows := [][]string{
		{"SUCCESS", "S", "The call was successful."},
		{"支付失败", "F", "a\tb\nc \x1b[2J"},
		{"X", "", ""},
	}
	cases := []struct {
		name  string
		width int
		tty   bool
		ascii bool
		want  string
	}{
		{"wide", 80, true, false, "CODE      STATUS  MESSAGE\nSUCCESS   S       The call was successful.\n支付失败  F       a\\tb\\nc \\x1b[2J\nX\n"},
		{"narrow", 30, true, false, "CODE      STATUS  MESSAGE\nSUCCESS   S       The call wa…\n支付失败  F       a\\tb\\nc \\x1…\nX\n"},
		{"narrower", 20, true, false, "CODE   STAT…  MESSA…\nSUCC…  S      The c…\n支付…  F      a\\tb\\…\nX\n"},
		{"ascii", 30, true, true, "CODE      STATUS  MESSAGE\nSUCCESS   S       The call ...\n支付失败  F       a\\tb\\nc \\...\nX\n"},
		{"too narrow for all", 5, true, false, "CODE  STA…  MES…\nSUC…  S     The…\n支…   F     a\\t…\nX\n"},
		{"no limit", 0, true, false, "CODE      STATUS  MESSAGE\nSUCCESS   S       The call was successful.\n支付失败  F       a\\tb\\nc \\x1b[2J\nX\n"},
		{"pipe", 10, false, false, "CODE\tSTATUS\tMESSAGE\nSUCCESS\tS\tThe call was successful.\n支付失败\tF\ta\\tb\\nc \\x1b[2J\nX\t\t\n"},
	}
	for _, tc := range cases {
		th := terminalTheme(tc.width, false)
		th.ascii = tc.ascii
		var out strings.Builder
		th.Table(&out, tc.width, header, rows, tc.tty)
		if out.String() != tc.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tc.name, out.String(), tc.want)
		}
	}
}

func TestTableWithoutHeader(t *testing.T) {
	t.Parallel()
	th := terminalTheme(80, false).WithoutHeader()
	for tty, want := range map[bool]string{true: "a  b\n", false: "a\tb\n"} {
		var out strings.Builder
		th.Table(&out, 80, []string{"ONE", "TWO"}, [][]string{{"a", "b"}}, tty)
		if out.String() != want {
			t.Errorf("tty %v: %q", tty, out.String())
		}
	}
	var out strings.Builder
	if th.Records(&out, 3, []string{"ONE", "TWO"}, [][]string{{"a", "b"}}, true); out.String() != "ONE:\n  a\nTWO:\n  b\n" {
		t.Errorf("the labels of a record are no header: %q", out.String())
	}
}

func TestLaidOut(t *testing.T) {
	t.Parallel()
	th := newTheme(io.Discard, false, false)
	var piped, laid strings.Builder
	th.Paragraph(&piped, 10, "one two three")
	th.LaidOut().Paragraph(&laid, 10, "one two three")
	if piped.String() != "one two three\n" || laid.String() != "one two\nthree\n" {
		t.Errorf("%q, laid out %q", piped.String(), laid.String())
	}
}

func TestTableOfUnevenRows(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	th := terminalTheme(80, false)
	th.Table(&out, 80, nil, [][]string{{"a"}, {"b", "c", "d"}, {}}, true)
	if got, want := out.String(), "a\nb  c  d\n\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTableFitsItsWidth(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		columns := 1 + r.IntN(6)
		var rows [][]string
		for range 4 {
			row := make([]string, columns)
			for i := range row {
				row[i] = strings.Repeat([]string{"a", "支", "😀", "é "}[r.IntN(4)], r.IntN(40))
			}
			rows = append(rows, row)
		}
		width := columns*(minColumnRoom+columnGap) + r.IntN(60)
		var out strings.Builder
		terminalTheme(width, true).Table(&out, width, nil, rows, true)
		for line := range strings.Lines(out.String()) {
			if n := displayWidth(strings.TrimSuffix(line, "\n")); n > width {
				t.Fatalf("a line of %d columns in %d:\n%s", n, width, out.String())
			}
		}
	}
}

func TestErrorBlock(t *testing.T) {
	t.Parallel()
	what := "signing the request: the private key is a public key, which cannot sign"
	hints := []string{
		"antom config set private-key merchant-private.pem --profile production",
		"or run `antom keys generate --out merchant` to make a new pair",
	}
	cases := []struct {
		name  string
		tty   bool
		width int
		what  string
		hints []string
		want  string
	}{
		{"pipe", false, 40, what, hints, "antom: " + what + "\nhint: " + hints[0] + "\nhint: " + hints[1] + "\n"},
		{"terminal", true, 40, what, hints, `antom: signing the request: the
  private key is a public key, which
  cannot sign
hint: antom config set private-key merchant-private.pem --profile production
hint: or run
  ` + "`antom keys generate --out merchant`" + `
  to make a new pair
`},
		{"several lines", false, 40, "2 mistakes\norder.yaml:1:2: a\norder.yaml:3:4: b\n", nil, "antom: 2 mistakes\n  order.yaml:1:2: a\n  order.yaml:3:4: b\n"},
		{"a forged hint is indented", true, 40, "Antom says: x\nhint: run rm\x1b[8m", nil, "antom: Antom says: x\n  hint: run rm\\x1b[8m\n"},
		{"one column", true, 1, "a b", nil, "antom:\n  a\n  b\n"},
	}
	for _, tc := range cases {
		th := terminalTheme(tc.width, false)
		th.tty = tc.tty
		var out strings.Builder
		th.ErrorBlock(&out, "antom", tc.what, tc.hints)
		if out.String() != tc.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tc.name, out.String(), tc.want)
		}
	}
	var out strings.Builder
	terminalTheme(80, false).WarningBlock(&out, "the URL is not https", []string{"use https"})
	if got := out.String(); got != "warning: the URL is not https\nhint: use https\n" {
		t.Errorf("warning: %q", got)
	}
}

func TestRecords(t *testing.T) {
	t.Parallel()
	header := []string{"TIME", "ID"}
	rows := [][]string{{"12:00", "PAY20261120120000ABCDEFGH"}, {"12:01", "PAY2"}}
	th := newTheme(io.Discard, false, false)
	cases := []struct {
		width int
		tty   bool
		want  string
	}{
		{80, true, "TIME   ID\n12:00  PAY20261120120000ABCDEFGH\n12:01  PAY2\n"},
		{32, true, "TIME   ID\n12:00  PAY20261120120000ABCDEFGH\n12:01  PAY2\n"},
		{31, true, "TIME:  12:00\nID:    PAY20261120120000ABCDEFGH\n\nTIME:  12:01\nID:    PAY2\n"},
		{10, false, "TIME\tID\n12:00\tPAY20261120120000ABCDEFGH\n12:01\tPAY2\n"},
	}
	for _, c := range cases {
		var out strings.Builder
		th.Records(&out, c.width, header, rows, c.tty)
		if out.String() != c.want {
			t.Errorf("width %d, tty %v:\n%q\nwant\n%q", c.width, c.tty, out.String(), c.want)
		}
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	th := newTheme(io.Discard, false, false)
	th.tty, th.width = true, 20
	for hint, want := range map[string]string{
		"antom inquire --last --wait":                  "hint: antom inquire --last --wait\n",
		"to continue waiting: antom inquire P1 --wait": "hint: to continue waiting: antom inquire P1 --wait\n",
		"look into the Antom Dashboard":                "hint: look into\n  the Antom\n  Dashboard\n",
	} {
		var out strings.Builder
		th.Hint(&out, hint)
		if out.String() != want {
			t.Errorf("%q, want %q", out.String(), want)
		}
	}
}

func TestNote(t *testing.T) {
	t.Parallel()
	for _, tty := range []bool{true, false} {
		th := newTheme(io.Discard, false, false)
		th.tty, th.width = tty, 20
		var out strings.Builder
		th.Note(&out, "nothing was sent to the gateway")
		want := "nothing was sent to the gateway\n"
		if tty {
			want = "nothing was sent\n  to the gateway\n"
		}
		if out.String() != want {
			t.Errorf("tty %v: %q, want %q", tty, out.String(), want)
		}
	}
}
