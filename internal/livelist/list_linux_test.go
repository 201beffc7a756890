package livelist

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/ui"
)

// screenOf is the end of a pseudo terminal that a terminal program holds.
type screenOf struct {
	master, tty *os.File
	mu          sync.Mutex
	text        bytes.Buffer
}

func openScreen(t *testing.T, columns, rows uint16) *screenOf {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skip("no pseudo terminals here:", err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Skip("no pseudo terminals here:", err)
	}
	// Neither end is ever closed: the list's read of the terminal outlives the test.
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo terminals here:", err)
	}
	s := &screenOf{master: os.NewFile(uintptr(fd), "ptmx"), tty: tty}
	s.resize(t, columns, rows)
	go func() { _, _ = io.Copy(s, s.master) }()
	return s
}

// Write takes what the list draws.
func (s *screenOf) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screenOf) resize(t *testing.T, columns, rows uint16) {
	t.Helper()
	if err := unix.IoctlSetWinsize(int(s.tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: rows}); err != nil {
		t.Fatal(err)
	}
}

func (s *screenOf) mode(t *testing.T) unix.Termios {
	t.Helper()
	m, err := unix.IoctlGetTermios(int(s.tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return *m
}

// see waits until a text was drawn, and forgets everything up to it.
func (s *screenOf) see(t *testing.T, text string) {
	t.Helper()
	if !patience.Holds(func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		at := bytes.Index(s.text.Bytes(), []byte(text))
		if at >= 0 {
			s.text.Next(at + len(text))
		}
		return at >= 0
	}) {
		t.Fatalf("%q was never drawn: %q", text, s.text.String())
	}
}

func (s *screenOf) press(t *testing.T, keys string) {
	t.Helper()
	if _, err := io.WriteString(s.master, keys); err != nil {
		t.Fatal(err)
	}
}

func startList(t *testing.T, s *screenOf, o Options) *List {
	t.Helper()
	o.In, o.Out, o.Theme = s.tty, s.tty, (&ui.Streams{UTF8: true}).Theme()
	o.Header = Header{Title: "antom dev", URL: "http://127.0.0.1:8964", Empty: "waiting for calls"}
	l, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestListOnATerminal(t *testing.T) {
	t.Parallel()
	s := openScreen(t, 80, 24)
	before := s.mode(t)
	answers := make(chan string, 2)
	l := startList(t, s, Options{
		Replay: func(_ context.Context, i Item) string { answers <- "replay " + i.Subject; return "sent again" },
		Open:   func(_ context.Context, i Item) string { answers <- "open " + i.Subject; return "opened it" },
	})
	s.see(t, "\x1b[?1049h")
	s.see(t, "waiting for calls")
	if s.mode(t) == before {
		t.Error("the mode of the terminal did not change")
	}
	l.Add(item(1))
	l.Add(rejectedItem())
	s.see(t, "▸ 21:05:07  ✗ body-whitespace")
	s.press(t, "\x1b[A")
	s.see(t, "▸ 21:05:01  ✓ verified")
	s.press(t, "r")
	s.see(t, "sent again")
	s.press(t, "o")
	s.see(t, "opened it")
	if a, b := <-answers, <-answers; a != "replay ORDER1" || b != "open ORDER1" {
		t.Errorf("got %q and %q", a, b)
	}
	s.press(t, "\x1b[Bv")
	s.see(t, "signed compact")
	s.press(t, "\x1b")
	l.Message("warning: the store is slow")
	s.see(t, "warning: the store is slow")
	s.resize(t, 30, 10) // no signal comes here: the list looks by itself
	s.see(t, "\x1b[10;1Hq quit  ? help")

	messages := l.Close()
	s.see(t, "\x1b[?1049l")
	if s.mode(t) != before {
		t.Error("the mode of the terminal is not as it was")
	}
	if len(messages) != 1 || messages[0] != "warning: the store is slow" {
		t.Errorf("messages %q", messages)
	}
	l.Add(item(2)) // too late, but allowed
	if again := l.Close(); len(again) != 1 || !l.Ended() {
		t.Error("a second Close differs")
	}
}

func TestListWantsATerminal(t *testing.T) {
	t.Parallel()
	file, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := Start(Options{In: file, Out: file, Theme: plainTheme()}); err == nil || !strings.Contains(err.Error(), "showing the list") {
		t.Errorf("got %v", err)
	}
}
