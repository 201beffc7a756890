package durable

import (
	"fmt"

	"github.com/gofrs/flock"
)

// TryLock takes an exclusive lock on a state file, which it makes if there is
// none. held is false when another process has the lock. A lock ends with its
// process, however that ends, and the file stays. Close gives the lock back.
func TryLock(path string) (lock *flock.Flock, held bool, err error) {
	if err := CheckState(path); err != nil {
		return nil, false, err
	}
	lock = flock.New(path, flock.SetPermissions(0o600))
	if held, err = lock.TryLock(); err != nil {
		return nil, false, fmt.Errorf("locking %s: %w", path, err)
	}
	return lock, held, nil
}
