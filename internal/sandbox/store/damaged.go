package store

import (
	"fmt"
	"os"
	"time"
)

// DamagedError says that the database file cannot be read. The file is never
// deleted: it was moved aside, so that the next start begins with an empty one.
type DamagedError struct {
	// Path is where the database was.
	Path string
	// MovedTo is where the damaged file is now; empty when it could not be moved.
	MovedTo string
	// Err is what is wrong with it.
	Err error
}

func (e *DamagedError) Error() string {
	if e.MovedTo == "" {
		return fmt.Sprintf("the simulator's database %s is damaged and could not be moved aside: %v; move it away and start again", e.Path, e.Err)
	}
	return fmt.Sprintf("the simulator's database is damaged: %v; it was kept as %s: start again to begin with an empty one", e.Err, e.MovedTo)
}

// Unwrap returns what is wrong with the file.
func (e *DamagedError) Unwrap() error { return e.Err }

// moveAside renames the file that was found damaged. Another process may have
// done the same and begun a new file meanwhile; then seen is not what lies at
// path any more, and nothing is moved.
func moveAside(path string, seen os.FileInfo, now time.Time, cause error) *DamagedError {
	damaged := &DamagedError{Path: path, Err: cause}
	current, err := os.Stat(path)
	if err != nil || !os.SameFile(seen, current) {
		return damaged
	}
	target := path + ".damaged-" + now.UTC().Format("20060102T150405Z")
	for n := 2; exists(target); n++ {
		target = fmt.Sprintf("%s.damaged-%s-%d", path, now.UTC().Format("20060102T150405Z"), n)
	}
	if err := os.Rename(path, target); err != nil {
		damaged.Err = fmt.Errorf("%w (and moving it failed: %w)", cause, err)
		return damaged
	}
	damaged.MovedTo = target
	return damaged
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
