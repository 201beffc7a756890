package ui

import (
	"bytes"
	"strings"
	"testing"
)

func terminalStreams(getenv func(string) string, dark, ok bool) (s *Streams, asked *int) {
	s = forTest(strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{})
	s.InTTY, s.OutTTY, s.ErrTTY = true, true, true
	s.Color, s.ErrColor = true, true
	s.getenv = getenv
	asked = new(int)
	s.ask = func() (bool, bool) { *asked++; return dark, ok }
	return s, asked
}

func TestDarkBackground(t *testing.T) {
	t.Parallel()
	xterm := []string{"TERM", "xterm-256color"}
	cases := []struct {
		name  string
		env   []string
		set   func(*Streams)
		reply string // "dark", "light" or nothing
		want  bool
		asks  int
	}{
		{name: "dark", env: xterm, reply: "dark", want: true, asks: 1},
		{name: "light", env: xterm, reply: "light", want: false, asks: 1},
		{name: "no answer", env: xterm, want: true, asks: 1},
		{name: "COLORFGBG light", env: append(xterm, "COLORFGBG", "0;15"), reply: "dark", want: false},
		{name: "COLORFGBG dark", env: append(xterm, "COLORFGBG", "15;default;0"), reply: "light", want: true},
		{name: "COLORFGBG unreadable", env: append(xterm, "COLORFGBG", "15;default"), reply: "light", want: false, asks: 1},
		{name: "standard input is a pipe", env: xterm, set: func(s *Streams) { s.InTTY = false }, reply: "light", want: true},
		{name: "standard output is a pipe", env: xterm, set: func(s *Streams) { s.OutTTY = false }, reply: "light", want: true},
		{name: "tmux", env: append(xterm, "TMUX", "/tmp/x,1,0"), reply: "light", want: true},
		{name: "tmux by TERM", env: []string{"TERM", "tmux-256color"}, reply: "light", want: true},
		{name: "screen", env: []string{"TERM", "screen.xterm"}, reply: "light", want: true},
		{name: "console", env: []string{"TERM", "linux"}, reply: "light", want: true},
		{name: "no TERM", reply: "light", want: true},
		{name: "dumb", env: []string{"TERM", "dumb"}, set: func(s *Streams) { s.Dumb = true }, reply: "light", want: true},
		{name: "build server", env: append(xterm, "CI", "true"), reply: "light", want: true},
	}
	for _, tc := range cases {
		s, asked := terminalStreams(env(tc.env...), tc.reply == "dark", tc.reply != "")
		if tc.set != nil {
			tc.set(s)
		}
		for range 3 {
			if got := s.DarkBackground(); got != tc.want {
				t.Errorf("%s: dark = %v", tc.name, got)
			}
		}
		if *asked != tc.asks {
			t.Errorf("%s: asked %d times, want %d", tc.name, *asked, tc.asks)
		}
	}
}

func TestTerminalIsAskedOnlyForStyledText(t *testing.T) {
	t.Parallel()
	s, asked := terminalStreams(env("TERM", "xterm"), false, true)
	out, errs := s.Theme(), s.ErrTheme()
	NewProgress(s).Update("working")
	if *asked != 0 {
		t.Fatalf("asked %d times before any styled text", *asked)
	}
	if got := out.paint(roleSuccess, "x"); got != "\x1b[38;5;28mx\x1b[0m" {
		t.Errorf("light palette: %q", got)
	}
	errs.Error("x")
	if *asked != 1 {
		t.Errorf("asked %d times", *asked)
	}
	plain, asked := terminalStreams(env("TERM", "xterm"), false, true)
	plain.Color, plain.ErrColor = false, false
	plain.Theme().ErrorBlock(plain.Err, "antom", "x\x1b[31m", []string{"y"})
	if *asked != 0 {
		t.Errorf("asked %d times for plain text", *asked)
	}
}

func TestParseBackground(t *testing.T) {
	t.Parallel()
	cases := []struct {
		in       string
		dark, ok bool
	}{
		{"\x1b]11;rgb:0000/0000/0000\x1b\\", true, true},
		{"\x1b]11;rgb:ffff/ffff/ffff\a", false, true},
		{"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[?62;c", true, true},
		{"\x1b]11;rgb:fd/f6/e3\a", false, true},
		{"\x1b]11;rgba:0/2/3/f\a", true, true},
		{"typed\x1b]11;rgb:ffff/ffff/ffff\a", false, true},
		{"\x1b]11;rgb:00/00/ff\a", true, true},
		{"\x1b]11;rgb:00/ff/00\a", false, true},
		{"", false, false},
		{"\x1b[?1;2c", false, false},
		{"\x1b]10;rgb:0/0/0\a", false, false},
		{"\x1b]11;rgb:ffff/ffff/ffff", false, false},
		{"\x1b]11;rgb:ffff/ffff\a", false, false},
		{"\x1b]11;rgb:fffff/0/0\a", false, false},
		{"\x1b]11;rgb:gg/0/0\a", false, false},
		{"\x1b]11;rgb://\a", false, false},
		{"\x1b]11;hsl:0/0/0\a", false, false},
	}
	for _, tc := range cases {
		if dark, ok := parseBackground([]byte(tc.in)); dark != tc.dark || ok != tc.ok {
			t.Errorf("%q: %v, %v", tc.in, dark, ok)
		}
	}
}

func TestAnswered(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		"":                                  false,
		"\x1b[?":                            false,
		"\x1b[?62;1":                        false,
		"\x1b[?62;1c":                       true,
		"\x1b[?c":                           true,
		"\x1b]11;rgb:0/0/0\a":               false,
		"\x1b]11;rgb:0/0/0\a\x1b[?6c":       true,
		"\x1b[?25h\x1b[?1;2c":               true,
		"\x1b]11;rgb:cc/cc/cc\x1b\\\x1b[?1": false,
	} {
		if got := answered([]byte(in)); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func TestQueryLimit(t *testing.T) {
	t.Parallel()
	if got := queryLimit(env()); got != localQueryLimit {
		t.Errorf("local: %v", got)
	}
	if got := queryLimit(env("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22")); got != remoteQueryLimit {
		t.Errorf("remote: %v", got)
	}
}
