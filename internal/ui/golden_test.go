package ui

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// writeSample writes one of everything, as commands do.
func writeSample(w io.Writer, t *Theme, width int, tty bool) {
	fmt.Fprintln(w, t.Title("Payment"))
	t.Pairs(w, width, []Pair{
		{"Status", t.Status(StatusWaiting, "PROCESSING")},
		{"Amount", "HKD 12.34"},
		{"Payment ID", "20240120194010890100111112222333344"},
		{"Open", t.Link("https://checkout.example.com/pay/0123456789abcdef0123456789abcdef?lang=zh_CN")},
		{"Message", "The payment is being processed. 支付正在处理中，请稍后再查询最终结果。\x1b[2J Ask again in a while."},
		{"Hidden", ""},
		{},
		{"Next", "run " + t.Code("`antom inquire --last --wait`") + " to follow it until it is final"},
	})
	fmt.Fprintln(w)
	t.Table(w, width, []string{"CODE", "STATUS", "MESSAGE"}, [][]string{
		{"SUCCESS", t.paint(roleSuccess, "S"), "The call was successful."},
		{"PAYMENT_IN_PROCESS", t.Warning("U"), "The payment is being processed; 支付处理中 👩\u200d💻 look at it again later."},
		{"USER_BALANCE_NOT_ENOUGH", t.Error("F"), "Balance too low."},
	}, tty)
	fmt.Fprintln(w)
	t.WarningBlock(w, "order.yaml:3:12: order.orderDescription holds Chinese characters, which some payment methods refuse", nil)
	t.ErrorBlock(w, "antom", "sending the payment: no usable answer from https://open-sea-global.alipay.com after 3 tries: the connection timed out", []string{
		"antom inquire --last",
		"the outcome is unknown; do not pay again before you have asked",
	})
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, width := range []int{60, 200} {
		for _, color := range []bool{false, true} {
			for _, tty := range []bool{true, false} {
				name := fmt.Sprintf("%d-%s-%s", width, map[bool]string{true: "color", false: "plain"}[color], map[bool]string{true: "terminal", false: "pipe"}[tty])
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					th := terminalTheme(width, color)
					th.tty = tty
					var out strings.Builder
					writeSample(&out, th, width, tty)
					compareGolden(t, name, out.String())
				})
			}
		}
	}
}

// compareGolden keeps escape characters visible in the files, as ␛.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	got = strings.ReplaceAll(got, "\x1b", "␛")
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(string(want), "\r\n", "\n"); got != want {
		t.Errorf("%s differs; look at it and run: go test -update\n%s", path, got)
	}
}

// Where the width does not matter, neither does the pipe's text depend on it.
func TestPipeDoesNotDependOnWidth(t *testing.T) {
	t.Parallel()
	text := map[int]string{}
	for _, width := range []int{1, 60, 200} {
		th := terminalTheme(width, false)
		th.tty = false
		var out strings.Builder
		writeSample(&out, th, width, false)
		text[width] = out.String()
	}
	if text[1] != text[60] || text[60] != text[200] {
		t.Error("what goes to a pipe depends on the width")
	}
}

// Without the styling, styled text is the plain text.
func TestColorChangesNoText(t *testing.T) {
	t.Parallel()
	for _, width := range []int{20, 60, 200} {
		var plain, styled strings.Builder
		writeSample(&plain, terminalTheme(width, false), width, true)
		writeSample(&styled, terminalTheme(width, true), width, true)
		var stripped strings.Builder
		for rest := styled.String(); rest != ""; {
			var text string
			text, _, rest = nextSequence(rest)
			stripped.WriteString(text)
		}
		if stripped.String() != plain.String() {
			t.Errorf("at %d columns:\n%s\n%s", width, plain.String(), stripped.String())
		}
	}
}
