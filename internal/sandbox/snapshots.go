package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
)

const (
	// maxSnapshots is how many snapshots a state has.
	maxSnapshots = 100
	// maxSnapshotName is the longest name of one, in bytes.
	maxSnapshotName = 64
	// maxSnapshotSize is the size of the largest snapshot, in bytes; one of 100,000
	// payments has about 10 MB.
	maxSnapshotSize = 256 << 20
)

// Snapshot is a copy of the simulator's state: payments with all that belongs to
// them, notifications, and the time of the clock. Keys, merchants and faults are not
// part of it.
type Snapshot struct {
	Name string `json:"name"`
	// Saved is the real time when it was made, Clock what time it was in the simulator.
	Saved    time.Time `json:"saved"`
	Clock    time.Time `json:"clock"`
	Payments int       `json:"payments"`
	Size     int64     `json:"size"` // in bytes
	// Damaged says why the snapshot cannot be loaded; empty for one that looks sound.
	Damaged string `json:"damaged,omitempty"`
}

// The reasons of a SnapshotError.
const (
	SnapshotName    = "name"
	SnapshotExists  = "exists"
	SnapshotMissing = "missing"
	SnapshotLimit   = "limit"
	SnapshotDamaged = "damaged"
)

// SnapshotError says why a snapshot cannot be saved, loaded or removed.
type SnapshotError struct {
	Name   string
	Reason string // one of the constants above
	Detail string
}

func (e *SnapshotError) Error() string { return e.Detail }

// SnapshotControl keeps copies of the state. The errors are *SnapshotError where it
// applies.
type SnapshotControl interface {
	// Snapshots lists the snapshots by name.
	Snapshots(ctx context.Context) ([]Snapshot, error)
	// SaveSnapshot copies the state. replace allows replacing a snapshot.
	SaveSnapshot(ctx context.Context, name string, replace bool) (Snapshot, error)
	// LoadSnapshot replaces the state by a copy, all of it or nothing, and sets the
	// clock to what it was.
	LoadSnapshot(ctx context.Context, name string) (Snapshot, error)
	// RemoveSnapshot removes one.
	RemoveSnapshot(ctx context.Context, name string) error
}

// snapshotHead is what a snapshot says of itself.
type snapshotHead struct {
	Store    int       `json:"store"` // the version of the store
	Saved    time.Time `json:"saved"`
	Clock    time.Time `json:"clock"`
	Payments int       `json:"payments"`
}

// snapshots are those of a simulator.
type snapshots struct {
	shelf shelf
	mu    sync.Mutex // one change at a time
}

// checkSnapshotName allows what is a file name everywhere.
func checkSnapshotName(name string) error {
	ok := name != "" && len(name) <= maxSnapshotName
	for i, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		ok = ok && (letter || i > 0 && (c == '-' || c == '_' || c == '.'))
	}
	if !ok {
		return &SnapshotError{Name: name, Reason: SnapshotName, Detail: fmt.Sprintf(
			"%q cannot be the name of a snapshot: use at most %d letters, digits, hyphens, underscores and dots, and begin with a letter or a digit", name, maxSnapshotName)}
	}
	return nil
}

// Snapshots lists the snapshots by name.
func (l local) Snapshots(context.Context) ([]Snapshot, error) {
	names, err := l.s.snapshots.shelf.names()
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	list := []Snapshot{}
	for _, name := range names {
		if snapshot, err := l.describe(name); err == nil {
			list = append(list, snapshot)
		}
	}
	return list, nil
}

// describe reads the head of a snapshot.
func (l local) describe(name string) (Snapshot, error) {
	file, size, err := l.s.openSnapshot(name)
	if err != nil {
		return Snapshot{}, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	snapshot := Snapshot{Name: name, Size: size}
	head, err := readHead(file)
	if err != nil {
		snapshot.Damaged = err.Error()
		return snapshot, nil
	}
	snapshot.Saved, snapshot.Clock, snapshot.Payments = head.Saved, head.Clock, head.Payments
	return snapshot, nil
}

func readHead(r io.Reader) (head snapshotHead, err error) {
	data, err := store.DumpHead(r)
	if err != nil {
		return head, err
	}
	if json.Unmarshal(data, &head) != nil || head.Clock.IsZero() {
		return head, store.ErrDump
	}
	if head.Store > store.Version {
		return head, fmt.Errorf("a newer program made it (version %d of the state, this program knows %d)", head.Store, store.Version)
	}
	return head, nil
}

// SaveSnapshot copies the state.
func (l local) SaveSnapshot(_ context.Context, name string, replace bool) (Snapshot, error) {
	defer l.s.changes.tell()
	if err := checkSnapshotName(name); err != nil {
		return Snapshot{}, err
	}
	l.s.snapshots.mu.Lock()
	defer l.s.snapshots.mu.Unlock()
	names, err := l.s.snapshots.shelf.names()
	if err != nil {
		return Snapshot{}, err
	}
	switch exists := slices.Contains(names, name); {
	case exists && !replace:
		return Snapshot{}, &SnapshotError{Name: name, Reason: SnapshotExists, Detail: "there is a snapshot with the name " + name + " already"}
	case !exists && len(names) >= maxSnapshots:
		return Snapshot{}, &SnapshotError{Name: name, Reason: SnapshotLimit, Detail: fmt.Sprintf("there are %d snapshots already, and more are not kept", maxSnapshots)}
	}
	if err := l.s.snapshots.shelf.put(name, replace, l.s.dump); err != nil {
		if errors.Is(err, store.ErrDumpSize) {
			err = fmt.Errorf("the state is too large for a snapshot: %w", err)
			err = &SnapshotError{Name: name, Reason: SnapshotLimit, Detail: err.Error()}
		}
		if errors.Is(err, errSnapshotSize) {
			err = &SnapshotError{Name: name, Reason: SnapshotLimit, Detail: err.Error()}
		}
		return Snapshot{}, err
	}
	return l.describe(name)
}

// dump writes one consistent state.
func (s *Sandbox) dump(w io.Writer) error {
	return s.store.View(func(tx store.Tx) error {
		head, err := json.Marshal(snapshotHead{
			Store: store.Version, Saved: s.now().UTC(), Clock: s.clock.Now().UTC(), Payments: engine.Count(tx),
		})
		if err != nil {
			return err
		}
		return store.Dump(tx, &limitedWriter{w: w, room: maxSnapshotSize}, head, inSnapshot)
	})
}

// inSnapshot leaves out what belongs to the place and not to the state: the layout of
// the store, the clock, which the head has, and the secret of the pages.
func inSnapshot(b store.Bucket, key string) bool {
	return b != store.Meta || key != store.VersionKey && key != clockKey && key != formSecretKey
}

// LoadSnapshot replaces the state by a copy.
func (l local) LoadSnapshot(_ context.Context, name string) (Snapshot, error) {
	defer l.s.changes.tell()
	if err := checkSnapshotName(name); err != nil {
		return Snapshot{}, err
	}
	l.s.snapshots.mu.Lock()
	defer l.s.snapshots.mu.Unlock()
	l.s.clock.moving.Lock()
	defer l.s.clock.moving.Unlock()
	file, size, err := l.s.openSnapshot(name)
	if err != nil {
		return Snapshot{}, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	if size > maxSnapshotSize {
		return Snapshot{}, damagedSnapshot(name, fmt.Errorf("its file has %d bytes, and no snapshot has more than %d", size, maxSnapshotSize))
	}
	head, err := readHead(file)
	if err != nil {
		return Snapshot{}, damagedSnapshot(name, err)
	}
	ahead := head.Clock.Sub(l.s.now())
	if ahead.Abs() > maxAhead {
		return Snapshot{}, damagedSnapshot(name, fmt.Errorf("its time, %s, is too far from the real time", head.Clock.Format(time.RFC3339)))
	}
	if ahead.Abs() < time.Second { // as good as the real time
		ahead = 0
	}
	// Neither state may meet a clock that is ahead of its own: nothing may expire by
	// that. So a clock that goes back does so first, and another one last.
	current := l.s.clock.ahead.Load()
	l.s.clock.ahead.Store(min(current, int64(ahead)))
	err = l.s.engine.Replace(l.s.now().Add(ahead), func(tx store.Tx) error {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := replaceRecords(tx, file); err != nil {
			return damagedSnapshot(name, err)
		}
		return putClock(tx, ahead)
	})
	if err != nil { // nothing was replaced
		l.s.clock.ahead.Store(current)
		return Snapshot{}, err
	}
	l.s.clock.ahead.Store(int64(ahead))
	l.s.changed()
	return l.describe(name)
}

// replaceRecords puts the records of a dump in the place of all others.
func replaceRecords(tx store.Tx, dump io.Reader) error {
	for _, b := range store.Buckets() {
		if b != store.Meta {
			if err := tx.Clear(b); err != nil {
				return err
			}
			continue
		}
		var gone []string
		for key := range tx.Ascend(b, "", "") {
			if inSnapshot(b, key) {
				gone = append(gone, key)
			}
		}
		for _, key := range gone {
			if err := tx.Delete(b, key); err != nil {
				return err
			}
		}
	}
	return store.Undump(dump, func(b store.Bucket, key string, value []byte) error {
		if !inSnapshot(b, key) {
			return nil
		}
		if err := engine.CheckRecord(b, key, value); err != nil {
			return err
		}
		return tx.Put(b, key, value)
	})
}

// RemoveSnapshot removes one.
func (l local) RemoveSnapshot(_ context.Context, name string) error {
	defer l.s.changes.tell()
	if err := checkSnapshotName(name); err != nil {
		return err
	}
	l.s.snapshots.mu.Lock()
	defer l.s.snapshots.mu.Unlock()
	return missingSnapshot(name, l.s.snapshots.shelf.remove(name))
}

func (s *Sandbox) openSnapshot(name string) (io.ReadSeekCloser, int64, error) {
	file, size, err := s.snapshots.shelf.open(name)
	return file, size, missingSnapshot(name, err)
}

func damagedSnapshot(name string, err error) error {
	return &SnapshotError{Name: name, Reason: SnapshotDamaged, Detail: "the snapshot " + name + " cannot be loaded: " + err.Error()}
}

// errSnapshotSize says that a state is too large for a snapshot.
var errSnapshotSize = fmt.Errorf("the state is too large for a snapshot: more than %d MB", maxSnapshotSize>>20)

// limitedWriter refuses what does not fit.
type limitedWriter struct {
	w    io.Writer
	room int64
}

func (l *limitedWriter) Write(p []byte) (int, error) {
	if int64(len(p)) > l.room {
		return 0, errSnapshotSize
	}
	l.room -= int64(len(p))
	return l.w.Write(p)
}
