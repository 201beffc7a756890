package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/antom-cli/antom/internal/patience"
)

// openTerminal returns both ends of a pseudo terminal: what a terminal program
// holds, and what antom sees.
func openTerminal(t *testing.T) (master, tty *os.File) {
	t.Helper()
	fd, tty := openLasting(t)
	master = os.NewFile(uintptr(fd), "ptmx")
	t.Cleanup(func() { tty.Close(); master.Close() })
	return master, tty
}

// openLasting is openTerminal for a test that leaves a read of the terminal
// behind. The master is never closed: a read that ended with it would put the
// terminal's mode back, on whichever terminal has its number by then.
func openLasting(t *testing.T) (master int, tty *os.File) {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skip("no pseudo terminals here:", err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Skip("no pseudo terminals here:", err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Skip("no pseudo terminals here:", err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		_ = unix.Close(fd)
		t.Skip("no pseudo terminals here:", err)
	}
	return fd, tty
}

func mode(t *testing.T, tty *os.File) unix.Termios {
	t.Helper()
	m, err := unix.IoctlGetTermios(int(tty.Fd()), ioctlGetTermios)
	if err != nil {
		t.Fatal(err)
	}
	return *m
}

// answerQuery plays the terminal: it waits for the whole question, then says
// reply.
func answerQuery(master *os.File, reply string) {
	var seen []byte
	buf := make([]byte, 256)
	for !bytes.HasSuffix(seen, []byte(backgroundQuery)) {
		n, err := master.Read(buf)
		if err != nil {
			return
		}
		seen = append(seen, buf[:n]...)
	}
	_, _ = io.WriteString(master, reply)
}

func TestQueryBackground(t *testing.T) {
	t.Parallel()
	const attributes = "\x1b[?62;22c"
	cases := []struct {
		name, reply string
		limit       time.Duration
		dark, ok    bool
	}{
		{"dark", "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\" + attributes, time.Minute, true, true},
		{"light", "\x1b]11;rgb:ffff/ffff/ffff\a" + attributes, time.Minute, false, true},
		{"colour not known", attributes, time.Minute, false, false},
		{"silent", "", 30 * time.Millisecond, false, false},
		{"half an answer", "\x1b]11;rgb:ff", 30 * time.Millisecond, false, false},
		{"endless", strings.Repeat("x", 2000), time.Minute, false, false},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			master, tty := openTerminal(t)
			before := mode(t, tty)
			go answerQuery(master, tc.reply)
			dark, ok := queryBackground(int(tty.Fd()), tc.limit)
			if dark != tc.dark || ok != tc.ok {
				t.Errorf("got %v, %v", dark, ok)
			}
			if after := mode(t, tty); after != before {
				t.Errorf("mode was %+v, is %+v", before, after)
			}
		})
	}
}

// TestQueryWithoutAttributes: of a terminal that says its colour and no more, the rest
// is waited for until the limit.
func TestQueryWithoutAttributes(t *testing.T) {
	t.Parallel()
	// On a busy machine the answer may need longer than the first limit.
	for limit := 50 * time.Millisecond; limit < patience.Limit; limit *= 2 {
		master, tty := openTerminal(t)
		go answerQuery(master, "\x1b]11;rgb:ff/ff/ff\a")
		if dark, ok := queryBackground(int(tty.Fd()), limit); ok {
			if dark {
				t.Error("white is dark")
			}
			return
		}
	}
	t.Error("the colour was not seen")
}

func TestQueryLeavesTypingAlone(t *testing.T) {
	t.Parallel()
	master, tty := openTerminal(t)
	if _, err := io.WriteString(master, "ls\n"); err != nil {
		t.Fatal(err)
	}
	if _, ok := queryBackground(int(tty.Fd()), time.Minute); ok {
		t.Error("asked although there was input")
	}
	buf := make([]byte, 16)
	if n, err := tty.Read(buf); err != nil || string(buf[:n]) != "ls\n" {
		t.Errorf("what was typed became %q, %v", buf[:n], err)
	}
}

func TestTerminalWidth(t *testing.T) {
	t.Parallel()
	_, tty := openTerminal(t)
	if err := unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: 133, Row: 40}); err != nil {
		t.Fatal(err)
	}
	if !isTerminal(tty) || columns(env(), tty) != 133 || columns(env("COLUMNS", "50"), tty) != 50 {
		t.Errorf("terminal %v, %d columns", isTerminal(tty), columns(env(), tty))
	}
	if th := newTheme(tty, false, true); !th.tty || th.width != 133 {
		t.Errorf("theme: %v, %d", th.tty, th.width)
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	master, tty := openTerminal(t)
	var errs bytes.Buffer
	s := forTest(tty, io.Discard, &errs)
	s.InTTY, s.ErrTTY = true, true
	before := mode(t, tty)
	fd, typed := int(tty.Fd()), make(chan struct{})
	go func() {
		defer close(typed)
		waitForSilence(fd)
		_, _ = io.WriteString(master, "open sesame\n")
	}()
	got, err := s.Secret(context.Background(), "Passphrase")
	<-typed
	if err != nil || string(got) != "open sesame" {
		t.Errorf("got %q, %v", got, err)
	}
	if errs.String() != "Passphrase: \n" {
		t.Errorf("shown %q", errs.String())
	}
	if mode(t, tty) != before {
		t.Error("the terminal's mode was not restored")
	}
}

func TestSecretIsCancelled(t *testing.T) {
	t.Parallel()
	_, tty := openLasting(t)
	s := forTest(tty, io.Discard, io.Discard)
	s.InTTY, s.ErrTTY = true, true
	before := mode(t, tty)
	ctx, cancel := context.WithCancel(context.Background())
	fd := int(tty.Fd())
	go func() {
		waitForSilence(fd)
		cancel()
	}()
	if _, err := s.Secret(ctx, "Passphrase"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if mode(t, tty) != before {
		t.Error("the terminal does not show typing again")
	}
}

// waitForSilence returns once the terminal fd does not show typing any more,
// or after a while.
func waitForSilence(fd int) {
	patience.Holds(func() bool {
		m, err := unix.IoctlGetTermios(fd, ioctlGetTermios)
		return err != nil || m.Lflag&unix.ECHO == 0
	})
}
