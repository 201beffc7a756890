//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package inbox

import (
	"testing"

	"golang.org/x/sys/unix"
)

// A child process has the files of its parent until it becomes another program.
func TestClosedInboxIsFreeWhileAChildHasItsLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{})
	child, err := unix.Dup(int(i.lock.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Close(child) })
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir, Options{})
}
