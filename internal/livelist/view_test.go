package livelist

import (
	"regexp"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/ui"
)

// TestRows holds what each width shows.
func TestRows(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		width int
		rows  []string
	}{
		{60, []string{
			"  21:05:00  ✓ verified         PAYMENT_RESULT  ORDER0",
			"▸ 21:05:07  ✗ body-whitespace  PAYMENT_RESULT  ORDER42A",
		}},
		{80, []string{
			"  21:05:00  ✓ verified         PAYMENT_RESULT  ORDER0    HKD 12.34  paid  http…",
			"▸ 21:05:07  ✗ body-whitespace  PAYMENT_RESULT  ORDER42A  HKD 12.34  paid  http…",
		}},
		{120, []string{
			"  21:05:00  ✓ verified         PAYMENT_RESULT  ORDER0    HKD 12.34  paid  http://127.0.0.1:3000/ 200  2ms",
			"▸ 21:05:07  ✗ body-whitespace  PAYMENT_RESULT  ORDER42A  HKD 12.34  paid  http://127.0.0.1:3000/ 200  2ms",
		}},
	} {
		lines := listOf(2).View(tc.width, 24)
		if got := lines[3:5]; got[0] != tc.rows[0] || got[1] != tc.rows[1] {
			t.Errorf("%d columns:\n%s\nwant\n%s", tc.width, strings.Join(got, "\n"), strings.Join(tc.rows, "\n"))
		}
	}
}

func TestKeysFit(t *testing.T) {
	t.Parallel()
	for width, want := range map[int]string{
		30:  "q quit  ? help",
		60:  "Enter details  r replay  o open  v why  q quit  ? help",
		80:  "↑↓ select  Enter details  r replay  o open  v why  q quit  ? help",
		120: "↑↓ select   Enter details   r replay   o open   v why not verified   q quit   ? help",
	} {
		lines := listOf(2).View(width, 24)
		if got := lines[len(lines)-1]; got != want {
			t.Errorf("%d columns: %q", width, got)
		}
	}
}

func TestASCII(t *testing.T) {
	t.Parallel()
	m := listOf(2)
	m.theme = (&ui.Streams{}).Theme()
	text := screenText(m, 80, 24) + screenText(helpOf(m), 80, 24)
	if !strings.Contains(text, "> 21:05:07  [x] body-whitespace") || !strings.Contains(text, "up/down select") {
		t.Error(text)
	}
	for _, r := range text {
		if r > '~' {
			t.Fatalf("%q is not ASCII in\n%s", r, text)
		}
	}
}

func helpOf(m *Model) *Model {
	m.Press('?')
	return m
}

// style are the sequences that set colours.
var style = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// TestEveryScreenFits holds that no screen of any size has too many or too long lines,
// that nothing hidden reaches the terminal, and that colours change nothing but the
// colours.
func TestEveryScreenFits(t *testing.T) {
	t.Parallel()
	evil := item(8)
	evil.Title, evil.Subject, evil.Amount = "PAY\x1b[2J\u202eMENT", "支付\x00处理中\x07支付处理中", "\x1b[31mHKD"
	evil.Rest, evil.Status, evil.Body = "a\u200bb\tc", strings.Repeat("wide ", 20), "\x1b]0;title\x07\r\n"+strings.Repeat("界", 300)
	evil.Details = []ui.Pair{{Label: "Path", Value: "/\x9b2J" + strings.Repeat("x", 300)}, {Label: "Empty"}}
	evil.Why = []ui.Pair{{Label: "Why", Value: "\u2066because\x1b[0m"}}
	themes := map[string]*ui.Theme{"plain": plainTheme(), "dark": colourTheme("15;0"), "light": colourTheme("0;15")}
	for name, theme := range themes {
		for _, keys := range []string{"", "\r", "v", "?", "q"} {
			m := listOf(30)
			m.Add(evil)
			m.Message("warning: the application does not\x1b[2J accept connections")
			m.Notice("answer \u202e")
			want := ""
			for _, key := range keys {
				if key == '\r' {
					key = rune(KeyEnter)
				}
				m.Press(Key(key))
			}
			for _, size := range [][2]int{{1, 1}, {20, 3}, {30, 8}, {60, 18}, {80, 24}, {120, 40}, {300, 100}} {
				m.theme = plainTheme()
				want = screenText(m, size[0], size[1])
				m.theme = theme
				checkScreen(t, name, keys, m.View(size[0], size[1]), size, want)
			}
		}
	}
}

func checkScreen(t *testing.T, name, keys string, lines []string, size [2]int, want string) {
	t.Helper()
	if len(lines) > max(size[1], minHeight) {
		t.Errorf("%s, %q, %v: %d lines", name, keys, size, len(lines))
	}
	plain := plainTheme()
	for _, line := range lines {
		text := style.ReplaceAllString(line, "")
		if printable.Clean(text) != text {
			t.Errorf("%s, %q, %v: hidden characters in %q", name, keys, size, text)
		}
		if got := plain.Columns(text); got >= max(size[0], minWidth) {
			t.Errorf("%s, %q, %v: %d columns: %q", name, keys, size, got, text)
		}
	}
	if got := style.ReplaceAllString(strings.Join(lines, "\n"), ""); got != want {
		t.Errorf("%s, %q, %v: colours change the text:\n%s\nwithout\n%s", name, keys, size, got, want)
	}
}

func TestLongTextsScroll(t *testing.T) {
	t.Parallel()
	m := listOf(1)
	long := item(1)
	long.Body = strings.Repeat("line\n", 100) + "the last line"
	m.Add(long)
	m.Press(KeyEnter)
	if strings.Contains(screenText(m, 80, 24), "the last line") {
		t.Fatal("the text is too short for this test")
	}
	m.Press(KeyEnd)
	if !strings.Contains(screenText(m, 80, 24), "the last line") {
		t.Error("the end cannot be reached")
	}
	m.Press(KeyHome)
	if !strings.Contains(screenText(m, 80, 24), "/payNotify?shop=1") {
		t.Error("the beginning cannot be reached again")
	}
}
