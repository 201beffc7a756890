package inbox

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/poll"
)

// Sent is an attempt to deliver a stored notification that was made by another process
// than the one that received it.
type Sent struct {
	ID      string // of the record
	Attempt Attempt
}

const (
	sentLockName = "sent.lock"
	// sentLockTries and sentLockPause say how long another process that notes attempts
	// is waited for. It takes milliseconds.
	sentLockTries = 100
	sentLockPause = 20 * time.Millisecond
)

// NoteSent adds attempts to their records, whether or not a process writes to the inbox:
// they have files of their own, which one process at a time appends to. A process that
// writes to the inbox counts them when it opens it next.
func NoteSent(ctx context.Context, dir string, sent []Sent) (err error) {
	if len(sent) == 0 {
		return nil
	}
	lock, err := acquireSent(ctx, filepath.Join(dir, sentLockName))
	if err != nil {
		return fmt.Errorf("noting the attempts: %w", err)
	}
	w := &attemptWriter{dir: dir, path: sentPath}
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

// acquireSent waits for the files of attempts that were sent.
func acquireSent(ctx context.Context, path string) (*flock.Flock, error) {
	for range sentLockTries {
		lock, held, err := durable.TryLock(path)
		if err != nil || held {
			return lock, err
		}
		if err := poll.Sleep(ctx, sentLockPause); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("another process is noting attempts, and does not end")
}
