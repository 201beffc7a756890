package ui

import (
	"bytes"
	"os"
	"testing"
)

// env is an environment for tests.
func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestUseColor(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		mode      string
		env       func(string) string
		tty, pipe bool
	}{
		{name: "nothing said", env: env(), tty: true},
		{name: "auto", mode: "auto", env: env("TERM", "xterm"), tty: true},
		{name: "never", mode: "never", env: env("CLICOLOR_FORCE", "1")},
		{name: "always", mode: "always", env: env("NO_COLOR", "1", "TERM", "dumb"), tty: true, pipe: true},
		{name: "NO_COLOR", env: env("NO_COLOR", "1")},
		{name: "NO_COLOR is any text", env: env("NO_COLOR", "0")},
		{name: "empty NO_COLOR is none", env: env("NO_COLOR", ""), tty: true},
		{name: "NO_COLOR beats force", env: env("NO_COLOR", "1", "CLICOLOR_FORCE", "1")},
		{name: "force", env: env("CLICOLOR_FORCE", "1"), tty: true, pipe: true},
		{name: "force beats dumb", env: env("CLICOLOR_FORCE", "1", "TERM", "dumb"), tty: true, pipe: true},
		{name: "force of 0 is none", env: env("CLICOLOR_FORCE", "0"), tty: true},
		{name: "dumb", env: env("TERM", "dumb")},
		{name: "CLICOLOR=0", env: env("CLICOLOR", "0")},
		{name: "CLICOLOR=1", env: env("CLICOLOR", "1"), tty: true},
	}
	for _, tc := range cases {
		if got := useColor(tc.mode, tc.env, true); got != tc.tty {
			t.Errorf("%s: terminal: %v", tc.name, got)
		}
		if got := useColor(tc.mode, tc.env, false); got != tc.pipe {
			t.Errorf("%s: pipe: %v", tc.name, got)
		}
	}
}

func TestSetColor(t *testing.T) {
	t.Parallel()
	s := forTest(nil, &bytes.Buffer{}, &bytes.Buffer{})
	s.ErrTTY = true
	if err := s.SetColor("auto"); err != nil || s.Color || !s.ErrColor {
		t.Errorf("auto: out %v, err %v, %v", s.Color, s.ErrColor, err)
	}
	if err := s.SetColor("always"); err != nil || !s.Color || !s.ErrColor {
		t.Errorf("always: out %v, err %v, %v", s.Color, s.ErrColor, err)
	}
	if err := s.SetColor("pink"); err == nil || err.Error() != `unknown color mode "pink": use auto, always or never` || !s.Color {
		t.Errorf("pink: %v", err)
	}
}

func TestLocale(t *testing.T) {
	t.Parallel()
	cases := []struct {
		env  func(string) string
		goos string
		want bool
	}{
		{env(), "linux", false},
		{env(), "windows", true},
		{env("LANG", "en_US.UTF-8"), "linux", true},
		{env("LANG", "zh_CN.utf8"), "linux", true},
		{env("LANG", "C"), "linux", false},
		{env("LANG", "en_US.UTF-8", "LC_ALL", "C"), "linux", false},
		{env("LANG", "C", "LC_CTYPE", "C.UTF-8"), "darwin", true},
		{env("LC_CTYPE", "UTF-8"), "darwin", true},
		{env("LANG", "zh_CN.GB18030"), "linux", false},
	}
	for i, tc := range cases {
		if got := utf8Locale(tc.env, tc.goos); got != tc.want {
			t.Errorf("case %d: got %v", i, got)
		}
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for value, want := range map[string]int{"": 80, "132": 132, "0": 80, "-5": 80, "x": 80, "99999999999": 80, "10001": 80} {
		if got := columns(env("COLUMNS", value), w); got != want {
			t.Errorf("COLUMNS=%q: %d, want %d", value, got, want)
		}
	}
}

func TestSystem(t *testing.T) {
	t.Parallel()
	s := System(os.Stdout, os.Stderr, env("COLUMNS", "61", "LANG", "C.UTF-8", "TERM", "dumb"), "always")
	defer s.Close()
	if s.Width != 61 || s.ErrWidth != 61 || !s.Color || !s.ErrColor || !s.UTF8 || !s.Dumb {
		t.Errorf("got %+v", s)
	}
	if s.Out != os.Stdout || s.Err != os.Stderr || s.In != os.Stdin {
		t.Error("not the streams of the process")
	}
}
