package inbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/antom-cli/antom/internal/durable"
)

const (
	// DefaultSegmentSize is where a new segment is begun, in bytes.
	DefaultSegmentSize = 16 << 20
	// maxSegmentSize keeps places within 32 bits, groups and all.
	maxSegmentSize = 1 << 30
	// DefaultIndexSize is how many notifications are remembered to tell
	// duplicates: about 20 MB of memory when all are taken.
	DefaultIndexSize = 1 << 16
	// indexAge is how long a notification is remembered over a restart. Antom
	// sends the last time a little over 24 hours after the first.
	indexAge = 48 * time.Hour
)

// Options say how an inbox is written. The zero value is ready for use.
type Options struct {
	// SegmentSize is where a new segment is begun, in bytes; 0 is DefaultSegmentSize.
	SegmentSize int64
	// IndexSize is how many notifications are remembered to tell duplicates;
	// 0 is DefaultIndexSize.
	IndexSize int
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	if o.SegmentSize <= 0 {
		o.SegmentSize = DefaultSegmentSize
	}
	o.SegmentSize = min(o.SegmentSize, maxSegmentSize)
	if o.IndexSize <= 0 {
		o.IndexSize = DefaultIndexSize
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// An Inbox is the writing end of an inbox. Its methods may be called from
// several goroutines.
type Inbox struct {
	dir      string
	now      func() time.Time
	lock     *dirLock
	index    *index
	writer   *writer
	commits  *committer
	attempts *attemptWriter
	recovery Recovery
}

// Recovery is what Open found of the last writer.
type Recovery struct {
	Remembered int       // notifications that duplicates are told by
	Torn       string    // path of the newest segment if its tail was cut off by a crash, or ""
	Damaged    []*Damage // the newest segments' lines that are no records, at most 100
}

// Open takes the inbox in dir for this process, and creates it if there is
// none. Another process that has it is a *LockedError.
func Open(dir string, o Options) (*Inbox, error) {
	o = o.withDefaults()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("creating the inbox: %w", err)
	}
	held, err := acquire(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the inbox: %w", err)
	}
	lock := &dirLock{dir: dir, lock: held}
	i := &Inbox{
		dir: dir, now: o.Now, lock: lock, index: newIndex(o.IndexSize),
		writer:   &writer{dir: dir, limit: o.SegmentSize, open: openSegment, syncDir: durable.SyncDir, lock: lock},
		attempts: &attemptWriter{dir: dir, path: attemptsPath},
	}
	i.commits = newCommitter(i.writer.write)
	if err := i.recover(); err != nil {
		_ = lock.close()
		return nil, fmt.Errorf("opening the inbox: %w", err)
	}
	return i, nil
}

// Recovery tells what Open found.
func (i *Inbox) Recovery() Recovery { return i.recovery }

// Append stores a record. When it returns without an error the record is on
// the disk, and only then r.ID is set. A verified record that was delivered
// before gets the DuplicateOf of its first delivery. One fsync serves all appends that wait.
// The context is looked at before the record joins a group; from then on the
// outcome is awaited, because what is being written cannot be taken back.
// If the inbox was deleted or replaced, it goes on in a new segment, provided
// that it can take the lock of what is there now.
func (i *Inbox) Append(ctx context.Context, r *Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if r.ReceivedAt.IsZero() {
		r.ReceivedAt = i.now()
	}
	if r.Verified && r.DuplicateOf == "" {
		r.DuplicateOf, _ = i.Seen(Key(r))
	}
	line, err := encode(r)
	if err != nil {
		return err
	}
	e := newEntry(line, r.ReceivedAt)
	if err := i.commits.commit(e); err != nil {
		return err
	}
	r.ID = string(appendID(nil, e.at, e.place))
	// A rejected one may be anybody's: it must not make a true one a duplicate.
	if r.Verified {
		i.index.add(Key(r), r.ReceivedAt, e.place)
	}
	return nil
}

// Update notes an attempt to forward the record of an id. It is not forced to
// the disk: if a power cut loses it, the notification counts as not forwarded,
// and its next delivery is forwarded again.
func (i *Inbox) Update(ctx context.Context, id string, a Attempt) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p, ok := parseID(id)
	if !ok {
		return fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	if err := i.attempts.append(p.segment, id, a); err != nil {
		return err
	}
	if a.Acknowledged {
		i.index.acknowledge(p)
	}
	return nil
}

// Seen returns the id of the first delivery of a verified notification with
// this Key. Only the newest notifications are remembered.
func (i *Inbox) Seen(key [32]byte) (id string, ok bool) { return i.index.seen(key) }

// Acknowledged reports whether a delivery of the notification with this Key
// was forwarded and acknowledged.
func (i *Inbox) Acknowledged(key [32]byte) bool { return i.index.acknowledged(key) }

// Close finishes what is being written and gives the inbox free.
func (i *Inbox) Close() error {
	i.commits.close()
	return errors.Join(i.writer.close(), i.attempts.close(), i.lock.close())
}
