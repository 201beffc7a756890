package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/antom-cli/antom/internal/durable"
)

// Prune removes the segments of which every record was received before a moment,
// and returns how many records these had. The newest segment stays. With dry
// nothing is removed. An inbox that a process writes to is a *LockedError.
func Prune(dir string, before time.Time, dry bool) (removed int64, err error) {
	numbers, err := segments(dir)
	if err != nil || len(numbers) < 2 {
		return 0, err
	}
	lock, err := acquire(dir)
	if err != nil {
		return 0, fmt.Errorf("pruning the inbox: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	for _, n := range numbers[:len(numbers)-1] {
		count, old, err := age(dir, n, before)
		if err != nil {
			return removed, err
		}
		if !old {
			continue
		}
		if !dry {
			if err := removeSegment(dir, n); err != nil {
				return removed, fmt.Errorf("pruning the inbox: %w", err)
			}
		}
		removed += count
	}
	return removed, nil
}

// age counts the records of a segment, and tells whether all of them are old.
func age(dir string, n uint32, before time.Time) (count int64, old bool, err error) {
	old = true
	q := &query{dir: dir, yield: func(r *Record, e error) bool {
		if e != nil {
			err = e
			return false
		}
		count++
		old = r.ReceivedAt.Before(before)
		return old
	}, live: true}
	q.segment(n)
	return count, old, err
}

// removeSegment removes the attempts first: without its segment nothing reads them.
func removeSegment(dir string, n uint32) error {
	for _, path := range []string{attemptsPath(dir, n), sentPath(dir, n), segmentPath(dir, n)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return durable.SyncDir(dir)
}
