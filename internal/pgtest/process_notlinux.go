//go:build unix && !linux

package pgtest

import "syscall"

// endWithParent does nothing: only Linux tells a process of the death of its parent.
func endWithParent(*syscall.SysProcAttr) {}
