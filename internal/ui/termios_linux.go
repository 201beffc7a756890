package ui

import "golang.org/x/sys/unix"

// The requests that get a terminal's mode, set it at once, and set it while
// dropping input that nobody has read.
const (
	ioctlGetTermios   = unix.TCGETS
	ioctlSetTermios   = unix.TCSETS
	ioctlFlushTermios = unix.TCSETSF
)
