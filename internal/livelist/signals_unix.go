//go:build unix

package livelist

import (
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
)

// resizePoll is how often the list looks for a terminal that has another size, or
// that it may use again. A signal usually tells sooner.
const resizePoll = time.Second

// listSignals are the signals that concern a list on a terminal. SIGTSTP is none of
// them: once it is relayed to a Go program, it cannot be made to stop the process
// again. In raw mode the suspend key is read like any other.
func listSignals() []os.Signal { return []os.Signal{unix.SIGWINCH, unix.SIGCONT} }

func wasContinued(s os.Signal) bool { return s == unix.SIGCONT }

func canSuspend() bool { return true }

// ignoreBackground lets a process in the background go on, where reading keys or
// drawing would stop it.
func ignoreBackground() { signal.Ignore(unix.SIGTTIN, unix.SIGTTOU) }

// suspend stops the process and its group, as the suspend key does. It returns when
// the process is continued, or at once if no shell could continue it.
func suspend() {
	_ = unix.Kill(0, unix.SIGTSTP)
	time.Sleep(suspendDelay)
}

// suspendDelay is how long a signal to the process itself may take to arrive.
const suspendDelay = 50 * time.Millisecond

// interrupt sends the signal of the interrupt key: to the group of the process, as
// the terminal does, or to the process alone.
func interrupt(group bool) {
	pid := unix.Getpid()
	if group {
		pid = 0
	}
	_ = unix.Kill(pid, unix.SIGINT)
}

// foreground reports whether the process may use the terminal. One in the background
// that changed the mode of the terminal would be stopped.
func foreground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}
