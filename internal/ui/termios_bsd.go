//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package ui

import "golang.org/x/sys/unix"

// The requests that get a terminal's mode, set it at once, and set it while
// dropping input that nobody has read.
const (
	ioctlGetTermios   = unix.TIOCGETA
	ioctlSetTermios   = unix.TIOCSETA
	ioctlFlushTermios = unix.TIOCSETAF
)
