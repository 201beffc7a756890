package inbox

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// A child process has the files of its parent until it becomes another program.
func TestClosedInboxIsFreeWhileAChildHasItsLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{})
	child, err := unix.Dup(openFile(t, filepath.Join(dir, lockName)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Close(child) })
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir, Options{})
}

// openFile is the descriptor under which this process has a file open.
func openFile(t *testing.T, path string) int {
	t.Helper()
	const open = "/proc/self/fd"
	entries, err := os.ReadDir(open)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if target, err := os.Readlink(filepath.Join(open, entry.Name())); err == nil && target == path {
			fd, err := strconv.Atoi(entry.Name())
			if err != nil {
				t.Fatal(err)
			}
			return fd
		}
	}
	t.Fatalf("%s is not open", path)
	return 0
}
