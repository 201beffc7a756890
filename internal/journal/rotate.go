package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/antom-cli/antom/internal/durable"
)

// lockFile stands in the directory while a process rotates. It is only there
// for milliseconds; one that is older than staleLock was left by a crash.
const (
	lockFile  = "journal.lock"
	staleLock = time.Minute
)

// oldPath is the name of the n-th journal put aside; 1 is the newest of them.
func (j *Journal) oldPath(n int) string {
	return filepath.Join(j.dir, fmt.Sprintf("journal.%d.ndjson", n))
}

// rotate puts a full journal aside. A process that still has it open goes on
// writing into it under its new name, which readers read as well, so nothing is
// lost. A failure is not an error: the journal only grows beyond its limit
// until the next try.
func (j *Journal) rotate() {
	if !j.full() {
		return
	}
	unlock, ok := j.lock()
	if !ok {
		return
	}
	defer unlock()
	if !j.full() { // another process was faster
		return
	}
	for n := oldKept; n > 1; n-- {
		_ = os.Rename(j.oldPath(n-1), j.oldPath(n))
	}
	_ = os.Rename(j.Path(), j.oldPath(1))
}

// full tells whether the journal has reached its limit.
func (j *Journal) full() bool {
	info, err := os.Stat(j.Path())
	return err == nil && info.Mode().IsRegular() && info.Size() >= j.limit
}

// lock keeps other processes from rotating at the same time: two rotations in a
// row would throw away an old journal too early.
func (j *Journal) lock() (unlock func(), ok bool) {
	path := filepath.Join(j.dir, lockFile)
	if info, err := os.Stat(path); err == nil && j.now().Sub(info.ModTime()) > staleLock {
		_ = os.Remove(path)
	}
	f, err := durable.OpenState(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, false
	}
	_ = f.Close()
	return func() { _ = os.Remove(path) }, true
}
