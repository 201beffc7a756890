package journal

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/antom-cli/antom/internal/durable"
)

// lockFile is what a process locks while it rotates. The lock ends with the
// process; the file stays.
const lockFile = "journal.lock"

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
	// Two rotations in a row would throw away an old journal too early.
	lock, held, err := durable.TryLock(filepath.Join(j.dir, lockFile))
	if err != nil || !held {
		return
	}
	defer func() { _ = lock.Close() }()
	if !j.full() { // another process was faster
		return
	}
	for n := oldKept; n > 1; n-- {
		_ = os.Rename(j.oldPath(n-1), j.oldPath(n))
	}
	_ = os.Rename(j.Path(), j.oldPath(1))
}

// full reports whether the journal has reached its limit.
func (j *Journal) full() bool {
	info, err := os.Stat(j.Path())
	return err == nil && info.Mode().IsRegular() && info.Size() >= j.limit
}
