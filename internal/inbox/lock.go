package inbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

const (
	lockName = "lock"
	// holderName is the file with the process id of the lock's holder. It is not
	// the lock itself, which Windows lets nobody else read.
	holderName = "lock.pid"
)

// acquire takes the inbox for this process. The lock ends with the process,
// however that ends, so a file that is left behind means nothing.
func acquire(dir string) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", lock.Path(), err)
	}
	if !held {
		return nil, &LockedError{Dir: dir, PID: holder(dir)}
	}
	// The process id is for messages only: on a full disk the lock holds without it.
	_ = os.WriteFile(filepath.Join(dir, holderName), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
	return lock, nil
}

// A dirLock is the lock of a directory that may be deleted or replaced while
// it is held.
type dirLock struct {
	dir  string
	lock *flock.Flock
}

// renew makes sure that the lock is that of the directory that is at the path
// now. If it is not, it takes the lock anew, in a new directory if there is
// none, and anew is true.
func (l *dirLock) renew() (anew bool, err error) {
	held, err := l.lock.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(l.lock.Path())
	if err == nil && os.SameFile(held, there) {
		return false, nil
	}
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return false, err
	}
	lock, err := acquire(l.dir)
	if err != nil {
		return false, err
	}
	_ = l.lock.Close()
	l.lock = lock
	return true, nil
}

func (l *dirLock) close() error { return l.lock.Close() }

// holder reads the process id of the holder of a directory's lock, 0 if it is not
// known.
func holder(dir string) int {
	text, err := os.ReadFile(filepath.Join(dir, holderName))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}
