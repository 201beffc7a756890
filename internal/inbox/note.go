package inbox

import (
	"errors"
	"fmt"
)

// Sent is an attempt to deliver a stored notification that was made by another process
// than the one that received it.
type Sent struct {
	ID      string // of the record
	Attempt Attempt
}

// NoteSent adds attempts to their records, in an inbox that no process writes to now. One
// that has a writer is a *LockedError: its writer alone appends to the files.
func NoteSent(dir string, sent []Sent) (err error) {
	if len(sent) == 0 {
		return nil
	}
	lock, err := acquire(dir)
	if err != nil {
		return fmt.Errorf("noting the attempts: %w", err)
	}
	w := &attemptWriter{dir: dir}
	defer func() { err = errors.Join(err, w.close(), lock.Close()) }()
	for _, s := range sent {
		p, ok := parseID(s.ID)
		if !ok {
			return fmt.Errorf("%w: %q", ErrNotFound, s.ID)
		}
		if err := w.append(p.segment, s.ID, s.Attempt); err != nil {
			return err
		}
	}
	return nil
}
