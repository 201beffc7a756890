package cmd

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/antom-cli/antom/internal/patience"
)

// needShell finds a shell. A missing one skips the test and says so, or fails
// it where ANTOM_SHELLS=required.
func needShell(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, "the shell "+name+" is not on this machine, so its completion is not tested")
	}
	return path
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("ANTOM_SHELLS") == "required" {
		t.Fatal(what + "; ANTOM_SHELLS says that it is required")
	}
	t.Skip(what)
}

// shell is an interactive shell on a terminal of its own.
type shell struct {
	t      *testing.T
	master *os.File

	mu   sync.Mutex
	more *sync.Cond
	out  strings.Builder
	done bool
	read int // how much of out was taken
}

// startShell starts a shell and makes it ready with the lines of setup.
func startShell(t *testing.T, env []string, setup []string, command ...string) *shell {
	t.Helper()
	master, tty := pseudoTerminal(t)
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	s := &shell{t: t, master: master}
	s.more = sync.NewCond(&s.mu)
	go s.collect()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		master.Close()
	})
	for _, line := range setup {
		s.send(line + "\n")
	}
	s.send("printf 'REA''DY>'\n") // in two parts, so that the echo of the command is not taken for it
	s.waitFor("READY>")
	return s
}

func (s *shell) collect() {
	buf := make([]byte, 4096)
	for {
		n, err := s.master.Read(buf)
		s.mu.Lock()
		s.out.Write(buf[:n])
		s.done = err != nil
		s.more.Broadcast()
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *shell) send(text string) {
	s.t.Helper()
	if _, err := s.master.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// waitFor waits until the shell has written text and returns what came before it.
func (s *shell) waitFor(text string) string {
	s.t.Helper()
	late := time.AfterFunc(patience.Limit, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.done = true
		s.more.Broadcast()
	})
	defer late.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		rest := s.out.String()[s.read:]
		if i := strings.Index(rest, text); i >= 0 {
			s.read += i + len(text)
			return rest[:i]
		}
		if s.done {
			s.t.Fatalf("the shell never wrote %q; it wrote %q", text, rest)
		}
		s.more.Wait()
	}
}

// complete types a line and Tab, and returns what the line is then. The shell
// has a key, Control-X Control-P, that prints its line and empties it.
func (s *shell) complete(line string) string {
	s.t.Helper()
	s.send(line + "\t\x18\x10")
	s.waitFor("LINE<")
	return s.waitFor(">ENDLINE")
}

// pseudoTerminal opens a terminal that is wide enough for every line.
func pseudoTerminal(t *testing.T) (master, tty *os.File) {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		missing(t, fmt.Sprintf("there are no pseudo terminals here: %v", err))
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: 500}); err != nil {
		t.Fatal(err)
	}
	master = os.NewFile(uintptr(fd), "ptmx")
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return master, tty
}
