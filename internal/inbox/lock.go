package inbox

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"

	"github.com/antom-cli/antom/internal/durable"
)

const (
	lockName = "lock"
	// holderName is the file with the process id of the lock's holder. It is not
	// the lock itself, which Windows lets nobody else read.
	holderName = "lock.pid"
	maxHolder  = 64 // bytes
)

// acquire takes the inbox for this process. The lock ends with the process,
// however that ends, so a file that is left behind means nothing.
func acquire(dir string) (*flock.Flock, error) {
	lock, held, err := durable.TryLock(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	if !held {
		return nil, &LockedError{Dir: dir, PID: holder(dir)}
	}
	writeHolder(dir)
	return lock, nil
}

// writeHolder notes the process id. It is for messages only: on a full disk the
// lock holds without it.
func writeHolder(dir string) {
	f, err := durable.OpenState(filepath.Join(dir, holderName), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return
	}
	_, _ = f.WriteString(strconv.Itoa(os.Getpid()) + "\n")
	_ = f.Close()
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
	text, err := durable.ReadState(filepath.Join(dir, holderName), maxHolder)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}
