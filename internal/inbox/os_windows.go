package inbox

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockFile takes an exclusive lock or returns errHeld. A lock on Windows keeps
// others from reading what it covers, so it covers a byte far behind the pid.
func lockFile(f *os.File) error {
	place := &windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, place)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}

// syncDirectory does nothing: Windows cannot sync a directory, and its file
// systems keep a new name together with the flushed file.
func syncDirectory(string) error { return nil }
