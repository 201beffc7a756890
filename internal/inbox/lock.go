package inbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/durable"
)

const lockName = "lock"

// errHeld is what lockFile returns when another process holds the lock.
var errHeld = errors.New("the lock is held")

// acquire takes the inbox for this process. The lock ends with the process,
// however that ends, so a file that is left behind means nothing.
func acquire(dir string) (*os.File, error) {
	f, err := durable.OpenState(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f); err != nil {
		pid := holder(f)
		_ = f.Close()
		if errors.Is(err, errHeld) {
			return nil, &LockedError{Dir: dir, PID: pid}
		}
		return nil, fmt.Errorf("locking %s: %w", f.Name(), err)
	}
	// The pid is for messages only: on a full disk the lock holds without it.
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return f, nil
}

// A dirLock is the lock of a directory that may be deleted or replaced while
// it is held.
type dirLock struct {
	dir  string
	file *os.File
}

// renew makes sure that the lock is that of the directory that is at the path
// now. If it is not, it takes the lock anew, in a new directory if there is
// none, and anew is true.
func (l *dirLock) renew() (anew bool, err error) {
	held, err := l.file.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(l.file.Name())
	if err == nil && os.SameFile(held, there) {
		return false, nil
	}
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return false, err
	}
	f, err := acquire(l.dir)
	if err != nil {
		return false, err
	}
	_ = release(l.file)
	l.file = f
	return true, nil
}

func (l *dirLock) close() error { return release(l.file) }

// release gives the lock back. Closing the file alone would not do while a child
// process that is about to start another program still has it open too.
func release(f *os.File) error {
	return errors.Join(unlockFile(f), f.Close())
}

// holder reads the pid that the holder of the lock wrote, 0 if there is none.
func holder(f *os.File) int {
	var b [32]byte
	n, _ := f.ReadAt(b[:], 0)
	pid, err := strconv.Atoi(strings.TrimSpace(string(b[:n])))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}
