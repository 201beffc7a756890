package ui

import (
	"bytes"
	"strconv"
	"testing"
)

// fixedColor is a colour of the 256-colour table from 16 on: a cube of six
// steps a side, then a ramp of greys.
func fixedColor(t *testing.T, number string) [3]int {
	t.Helper()
	n, err := strconv.Atoi(number)
	if err != nil || n < 16 || n > 255 {
		t.Fatalf("%q is not a fixed colour", number)
	}
	if n >= 232 {
		grey := 8 + 10*(n-232)
		return [3]int{grey, grey, grey}
	}
	steps := [6]int{0, 95, 135, 175, 215, 255}
	n -= 16
	return [3]int{steps[n/36], steps[n/6%6], steps[n%6]}
}

func contrast(a, b [3]int) float64 {
	lum := func(c [3]int) float64 {
		return luminance(float64(c[0])/255, float64(c[1])/255, float64(c[2])/255)
	}
	la, lb := lum(a), lum(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// The limits follow WCAG 2.1: 4.5 for text on pure and usual backgrounds, a
// little less on the tinted ones of popular themes. Text that meets the wrong
// background, since the terminal did not tell, has to stay visible.
func TestPaletteContrast(t *testing.T) {
	t.Parallel()
	white, black := [3]int{255, 255, 255}, [3]int{0, 0, 0}
	grounds := []struct {
		name  string
		color [3]int
		dark  bool
		least float64
	}{
		{"black", black, true, 4.5},
		{"dark grey", [3]int{0x1e, 0x1e, 0x1e}, true, 4.5},
		{"dark blue", [3]int{0x00, 0x2b, 0x36}, true, 4.2},
		{"slate", [3]int{0x28, 0x2c, 0x34}, true, 4.2},
		{"white", white, false, 4.5},
		{"light grey", [3]int{0xf5, 0xf5, 0xf5}, false, 4.2},
		{"cream", [3]int{0xfd, 0xf6, 0xe3}, false, 4.2},
	}
	for r, s := range shades() {
		dark, light := fixedColor(t, s.dark), fixedColor(t, s.light)
		for _, g := range grounds {
			c := light
			if g.dark {
				c = dark
			}
			if got := contrast(c, g.color); got < g.least {
				t.Errorf("role %d on %s: contrast %.2f, want %.1f", r, g.name, got, g.least)
			}
		}
		if got := contrast(dark, white); got < 2.5 {
			t.Errorf("role %d for dark on white: contrast %.2f", r, got)
		}
		if got := contrast(light, black); got < 2.5 {
			t.Errorf("role %d for light on black: contrast %.2f", r, got)
		}
	}
}

func TestThemeWithoutColorIsPlain(t *testing.T) {
	t.Parallel()
	th := newTheme(&bytes.Buffer{}, false, true)
	for i, f := range []func(string) string{th.Title, th.Label, th.Warning, th.Error, th.Muted, th.Link, th.Code} {
		if got := f("Text, as it is"); got != "Text, as it is" {
			t.Errorf("style %d: %q", i, got)
		}
		if got := f("\x1b[1mx\n"); got != `\x1b[1mx\n` {
			t.Errorf("style %d lets through %q", i, got)
		}
	}
}

func TestThemeColors(t *testing.T) {
	t.Parallel()
	dark, light := newTheme(&bytes.Buffer{}, true, true), newTheme(&bytes.Buffer{}, true, false)
	cases := []struct{ name, got, want string }{
		{"title", dark.Title("T"), "\x1b[1mT\x1b[0m"},
		{"value", dark.paint(roleValue, "v"), "v"},
		{"success, dark", dark.paint(roleSuccess, "a b"), "\x1b[38;5;71ma b\x1b[0m"},
		{"success, light", light.paint(roleSuccess, "a b"), "\x1b[38;5;28ma b\x1b[0m"},
		{"error", light.Error("e"), "\x1b[1;38;5;160me\x1b[0m"},
		{"link is underlined once", light.Link("https://e.com/a b"), "\x1b[4;38;5;26;4mhttps://e.com/a b\x1b[0m"},
		{"empty", dark.Error(""), ""},
		{"own sequences stay", dark.Title("a " + dark.Code("b")), "\x1b[1ma \x1b[38;5;69mb\x1b[0m\x1b[0m"},
		{"others do not", dark.Title("\x1b[31mb\x1b[2J"), "\x1b[1m\\x1b[31mb\\x1b[2J\x1b[0m"},
		{"what is left on is ended", dark.paint(roleValue, "\x1b[1mx"), "\x1b[1mx\x1b[0m"},
	}
	for _, tc := range cases {
		if tc.got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, tc.got, tc.want)
		}
	}
}

func TestFewColors(t *testing.T) {
	t.Parallel()
	s, _ := terminalStreams(env("TERM", "linux"), true, false)
	if got := s.Theme().paint(roleSuccess, "x"); got != "\x1b[32mx\x1b[0m" {
		t.Errorf("basic colours: %q", got)
	}
	if got := s.Theme().Muted("x"); got != "x" {
		t.Errorf("a basic terminal has no readable grey: %q", got)
	}
	s, _ = terminalStreams(env("TERM", "linux", "COLORTERM", "truecolor"), true, false)
	if got := s.Theme().paint(roleSuccess, "x"); got != "\x1b[38;5;71mx\x1b[0m" {
		t.Errorf("COLORTERM: %q", got)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	cases := []struct {
		kind        StatusKind
		text        string
		utf8, ascii string
	}{
		{StatusOK, "SUCCESS", "✓ SUCCESS", "[ok] SUCCESS"},
		{StatusFailed, "FAIL", "✗ FAIL", "[x] FAIL"},
		{StatusWaiting, "PROCESSING", "… PROCESSING", "[..] PROCESSING"},
		{StatusWarning, "", "! warning", "[!] warning"},
		{StatusInfo, "", "• info", "[i] info"},
		{StatusCancelled, "CANCELLED", "− CANCELLED", "[-] CANCELLED"},
		{StatusUnknown, "", "? unknown", "[?] unknown"},
		{StatusKind(99), "x", "? x", "[?] x"},
		{StatusOK, "\x1b[2J", `✓ \x1b[2J`, `[ok] \x1b[2J`},
	}
	s := forTest(nil, &bytes.Buffer{}, &bytes.Buffer{})
	for _, tc := range cases {
		s.UTF8 = true
		if got := s.Theme().Status(tc.kind, tc.text); got != tc.utf8 {
			t.Errorf("got %q, want %q", got, tc.utf8)
		}
		s.UTF8 = false
		if got := s.Theme().Status(tc.kind, tc.text); got != tc.ascii {
			t.Errorf("got %q, want %q", got, tc.ascii)
		}
	}
}
