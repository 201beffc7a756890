package livelist

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/ui"
)

// plainTheme styles nothing, in a locale with UTF-8.
func plainTheme() *ui.Theme { return (&ui.Streams{UTF8: true}).Theme() }

func colourTheme(background string) *ui.Theme {
	getenv := func(name string) string {
		return map[string]string{"COLORFGBG": background, "LANG": "C.UTF-8", "TERM": "xterm-256color"}[name]
	}
	return ui.System(os.Stdout, os.Stderr, getenv, ui.ColorAlways).Theme()
}

// item is the n-th event of the tests.
func item(n int) Item {
	return Item{
		ID: fmt.Sprintf("20261120-2105%02d-1-0", n%60), At: time.Date(2026, 11, 20, 21, 5, n%60, 0, time.UTC),
		Kind: ui.StatusOK, Status: "verified", Title: "PAYMENT_RESULT", Subject: fmt.Sprintf("ORDER%d", n), Amount: "HKD 12.34",
		Rest: "paid  http://127.0.0.1:3000/ 200  2ms", Details: []ui.Pair{{Label: "Path", Value: "/payNotify?shop=1"}}, Body: "{\n  \"a\": 1\n}",
	}
}

func rejectedItem() Item {
	i := item(7)
	i.Kind, i.Status, i.Subject = ui.StatusFailed, "body-whitespace", "ORDER42A"
	i.Why = []ui.Pair{{Label: "Why", Value: "The JSON was signed compact."}}
	return i
}

// listOf returns a list with n events, the last one rejected.
func listOf(n int) *Model {
	m := NewModel(Header{
		Title: "antom webhook listen", URL: "http://127.0.0.1:4242/", Lines: []string{"forward http://127.0.0.1:3000 (accepts connections)"},
		Facts: []ui.Pair{{Label: "Key", Value: "sha256:abc (file antom.pem)"}}, Empty: "waiting for notifications",
	}, plainTheme())
	for i := range n - 1 {
		m.Add(item(i))
	}
	if n > 0 {
		m.Add(rejectedItem())
	}
	return m
}

func screenText(m *Model, width, height int) string { return strings.Join(m.View(width, height), "\n") }

func TestPress(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		events int
		keys   string // of plainKey; U, D, P, N, H, E, X and enter as \r stand for the others
		action Action
		shown  string // is on the screen
		hidden string // is not
	}{
		{"the newest is selected", 3, "", None, "▸ 21:05:07  ✗ body-whitespace", "▸ 21:05:00"},
		{"up", 3, "U", None, "▸ 21:05:01", ""},
		{"up beyond the first", 3, "UUUUU", None, "▸ 21:05:00", ""},
		{"up and down", 3, "UUD", None, "▸ 21:05:01", ""},
		{"home", 40, "H", None, "▸ 21:05:00", "ORDER42A"},
		{"end", 40, "HE", None, "▸ 21:05:07", ""},
		{"page up", 40, "P", None, "▸ 21:05:2", ""},
		{"vi keys", 3, "kkj", None, "▸ 21:05:01", ""},
		{"details", 3, "U\r", None, "/payNotify?shop=1", "▸"},
		{"details and back", 3, "U\r\r", None, "▸ 21:05:01", "/payNotify"},
		{"details and escape", 3, "U\rX", None, "▸ 21:05:01", "/payNotify"},
		{"body in the details", 3, "\r", None, `  "a": 1`, ""},
		{"why", 3, "v", None, "signed compact", "▸"},
		{"why of a good one", 3, "Uv", None, "nothing is wrong with this one", "compact"},
		{"why from the details", 3, "\rv", None, "signed compact", "/payNotify"},
		{"why and back", 3, "vv", None, "▸", "compact"},
		{"help", 3, "?", None, "select an event", "▸"},
		{"help ends", 3, "??", None, "▸", "select an event"},
		{"help has the facts", 3, "?E", None, "sha256:abc", ""},
		{"replay", 3, "r", Replay, "▸", ""},
		{"open", 3, "o", Open, "▸", ""},
		{"quit", 3, "q", Quit, "▸", ""},
		{"quit from the details", 3, "\rq", Quit, "", ""},
		{"another key", 3, "z", None, "▸ 21:05:07", ""},
		{"empty", 0, "", None, "waiting for notifications", "▸"},
		{"empty: keys", 0, "UDPNHE", None, "waiting for notifications", ""},
		{"empty: details", 0, "\r", None, "nothing to select yet", ""},
		{"empty: replay", 0, "r", None, "nothing to select yet", ""},
		{"empty: why", 0, "v", None, "nothing to select yet", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := listOf(tc.events)
			m.View(100, 20)
			action := None
			for _, c := range tc.keys {
				key, special := map[rune]Key{
					'U': KeyUp, 'D': KeyDown, 'P': KeyPageUp, 'N': KeyPageDown, 'H': KeyHome, 'E': KeyEnd, 'X': KeyEscape, '\r': KeyEnter,
				}[c]
				if !special {
					key = Key(c)
				}
				action = m.Press(key)
				m.View(100, 20)
			}
			text := screenText(m, 100, 20)
			if action != tc.action {
				t.Errorf("action %v, want %v", action, tc.action)
			}
			if !strings.Contains(text, tc.shown) {
				t.Errorf("%q is not shown:\n%s", tc.shown, text)
			}
			if tc.hidden != "" && strings.Contains(text, tc.hidden) {
				t.Errorf("%q is shown:\n%s", tc.hidden, text)
			}
		})
	}
}

func TestSelectionStaysWhileEventsArrive(t *testing.T) {
	t.Parallel()
	m := listOf(3)
	m.Press(KeyUp)
	m.Add(item(30))
	if got, _ := m.Selected(); got.Subject != "ORDER1" {
		t.Errorf("selected %s after the user had selected ORDER1", got.Subject)
	}
	m.Press(KeyEnd)
	m.Add(item(31))
	if got, _ := m.Selected(); got.Subject != "ORDER31" {
		t.Errorf("selected %s, want the newest", got.Subject)
	}
	m.Press(KeyEnter)
	m.Add(item(32))
	if got, _ := m.Selected(); got.Subject != "ORDER31" {
		t.Errorf("the details changed to %s", got.Subject)
	}
}

func TestOldEventsAndMessagesAreDropped(t *testing.T) {
	t.Parallel()
	m := listOf(0)
	m.Add(item(1))
	m.Press(KeyHome)
	for i := range 2 * MaxItems {
		m.Add(item(i))
		m.Message(fmt.Sprint("message ", i))
	}
	if len(m.items) != MaxItems || len(m.Messages()) != maxMessages {
		t.Errorf("%d events and %d messages are kept", len(m.items), len(m.Messages()))
	}
	if got, ok := m.Selected(); !ok || got.Subject != fmt.Sprint("ORDER", 2*MaxItems-1) {
		t.Errorf("selected %v, %v", got.Subject, ok)
	}
	m.Add(Item{Body: strings.Repeat("x", 3*MaxBody)})
	if got, _ := m.Selected(); len(got.Body) > MaxBody+10 {
		t.Errorf("%d bytes of a body are kept", len(got.Body))
	}
}

func TestNoticeGoesWithTheNextKey(t *testing.T) {
	t.Parallel()
	m := listOf(2)
	m.Notice("opened http://127.0.0.1:8964/checkout/1")
	if !strings.Contains(screenText(m, 80, 24), "opened http") {
		t.Error("the answer is not shown")
	}
	m.Press(KeyUp)
	if strings.Contains(screenText(m, 80, 24), "opened http") {
		t.Error("the answer is still shown after another key")
	}
}
