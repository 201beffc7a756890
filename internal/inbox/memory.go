package inbox

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Memory stands in for an Inbox where nothing shall be kept: it stores no
// record, but gives ids and tells duplicates. Its methods may be called from
// several goroutines.
type Memory struct {
	now   func() time.Time
	index *index

	mu    sync.Mutex
	count uint32
}

// NewMemory returns an empty one. SegmentSize does not matter.
func NewMemory(o Options) *Memory {
	o = o.withDefaults()
	return &Memory{now: o.Now, index: newIndex(o.IndexSize)}
}

// Append sets the record's id, and DuplicateOf as an Inbox does, and remembers a
// verified record's Key.
func (m *Memory) Append(ctx context.Context, r *Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if r.ReceivedAt.IsZero() {
		r.ReceivedAt = m.now()
	}
	if r.Verified && r.DuplicateOf == "" {
		r.DuplicateOf, _ = m.Seen(Key(r))
	}
	m.mu.Lock()
	m.count++
	p := place{offset: m.count}
	m.mu.Unlock()
	r.ID = string(appendID(nil, r.ReceivedAt, p))
	if r.Verified {
		m.index.add(Key(r), r.ReceivedAt, p)
	}
	return nil
}

// Update notes whether the record was acknowledged.
func (m *Memory) Update(ctx context.Context, id string, a Attempt) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p, ok := parseID(id)
	if !ok {
		return fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	if a.Acknowledged {
		m.index.acknowledge(p)
	}
	return nil
}

// Seen returns the id of the first delivery of a verified notification with this Key.
func (m *Memory) Seen(key [32]byte) (id string, ok bool) { return m.index.seen(key) }

// Acknowledged reports whether a delivery of the notification with this Key
// was forwarded and acknowledged.
func (m *Memory) Acknowledged(key [32]byte) bool { return m.index.acknowledged(key) }
