package cmd

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/antom-cli/antom/internal/patience"
)

// terminalMain runs a command on a terminal of its own and plays the user, for
// stories:
//
//	terminal [exits=CODE] STEPS COMMAND...
//
// Each line of the file STEPS is one step: "see TEXT" waits until TEXT appears
// after what was seen before, "type TEXT" types it and Enter, "paste FILE"
// pastes a file's lines as terminals do, "press KEY" is a key of pressed or a
// character, "resize COLUMNS ROWS" changes the terminal, and "run COMMAND" runs
// a shell command elsewhere. At the end it prints what was on the screen. It fails if
// a step is not possible, or if the command does not exit with the code, which is 0
// unless it is given.
func terminalMain() {
	args, want := os.Args[1:], 0
	if text, ok := strings.CutPrefix(args[0], "exits="); ok {
		var err error
		if want, err = strconv.Atoi(text); err != nil {
			panic(err)
		}
		args = args[1:]
	}
	steps, err := os.ReadFile(args[0])
	if err != nil {
		panic(err)
	}
	master, tty, err := openPty()
	if err != nil {
		panic(err)
	}
	child := exec.Command(args[1], args[2:]...)
	child.Stdin, child.Stdout, child.Stderr = tty, tty, tty
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := child.Start(); err != nil {
		panic(err)
	}
	tty.Close()
	u := &user{terminal: master}
	read := make(chan struct{})
	go func() { _, _ = io.Copy(u, master); close(read) }()
	failed := u.play(string(steps))
	if failed != nil {
		_ = child.Process.Kill()
	}
	code := 0
	var exit *exec.ExitError
	if err := child.Wait(); errors.As(err, &exit) {
		code = exit.ExitCode()
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			code = 128 + int(status.Signal()) // as shells say it
		}
	}
	<-read
	_, _ = os.Stdout.Write(u.screen.Bytes())
	if failed == nil && code != want {
		failed = fmt.Errorf("the command exited with %d, not %d", code, want)
	}
	if failed != nil {
		fmt.Fprintln(os.Stderr, failed)
		os.Exit(1)
	}
}

func openPty() (master, tty *os.File, err error) {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return nil, nil, err
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		return nil, nil, err
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 100}); err != nil {
		return nil, nil, err
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	return os.NewFile(uintptr(fd), "ptmx"), tty, err
}

// user looks at a screen and types.
type user struct {
	terminal *os.File
	mu       sync.Mutex
	screen   bytes.Buffer
	seen     int // how much of the screen was looked at
}

// Write takes what the command shows.
func (u *user) Write(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.screen.Write(p)
}

func (u *user) play(steps string) error {
	for _, line := range strings.Split(strings.TrimSpace(steps), "\n") {
		if line == "" {
			continue
		}
		verb, text, _ := strings.Cut(line, " ")
		var err error
		switch verb {
		case "see":
			err = u.see(text)
		case "type":
			_, err = io.WriteString(u.terminal, text+"\r")
		case "paste":
			err = u.paste(text)
		case "press":
			_, err = io.WriteString(u.terminal, cmp.Or(pressed()[text], text))
		case "resize":
			err = u.resize(text)
		case "run":
			var out []byte
			if out, err = exec.Command("sh", "-c", text).CombinedOutput(); err != nil {
				err = fmt.Errorf("%w: %s", err, out)
			}
		default:
			err = fmt.Errorf("no such step")
		}
		if err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
	}
	return nil
}

// pressed are the keys with a name.
func pressed() map[string]string {
	return map[string]string{
		"enter": "\r", "ctrl-c": "\x03", "ctrl-d": "\x04", "ctrl-z": "\x1a", "up": "\x1b[A", "down": "\x1b[B", "escape": "\x1b",
	}
}

// resize gives the terminal another size: columns and rows.
func (u *user) resize(text string) error {
	var size unix.Winsize
	if _, err := fmt.Sscan(text, &size.Col, &size.Row); err != nil {
		return err
	}
	return unix.IoctlSetWinsize(int(u.terminal.Fd()), unix.TIOCSWINSZ, &size)
}

// see waits for a text, and goes on behind it.
func (u *user) see(text string) error {
	if !patience.Holds(func() bool {
		u.mu.Lock()
		defer u.mu.Unlock()
		at := bytes.Index(u.screen.Bytes()[u.seen:], []byte(text))
		if at >= 0 {
			u.seen += at + len(text)
		}
		return at >= 0
	}) {
		return errors.New("it never appeared")
	}
	return nil
}

// paste types the lines of a file at once.
func (u *user) paste(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(u.terminal, strings.ReplaceAll(string(data), "\n", "\r"))
	return err
}
