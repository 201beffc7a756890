// Package journal records what was sent from this machine, so that a command that
// is killed while it waits for a response loses nothing.
//
// The journal is a file of JSON lines, journal.ndjson in the state directory. A
// request is recorded before its first byte is sent (Begin, which returns when
// the record is on disk) and again when its outcome is known (Finish). A reader
// merges the two records by id. Each record is one append, so several commands
// can write at the same time. What the records mean for an order is the business
// of package ledger.
package journal

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"
)

// Schema is the version of the record format that this package writes, and the
// newest that it reads.
const Schema = 1

// File is the name of the journal inside its directory.
const File = "journal.ndjson"

// Limits on what is written and read.
const (
	maxSize = 16 << 20 // a journal of this size is put aside and a new one begun
	maxLine = 64 << 10 // longer lines are no records of ours
	oldKept = 2        // journals put aside that are kept
)

// Errors that a caller may tell apart.
var (
	ErrNoDirectory = errors.New("no state directory is known: set ANTOM_STATE_DIR")
	ErrNotFound    = errors.New("no such entry in the journal")
	ErrTooLarge    = fmt.Errorf("the entry is larger than %d bytes", maxLine)
)

// Journal reads and writes the journal of one directory. Its methods may be
// called from several goroutines, and several processes may share a directory.
type Journal struct {
	dir   string
	now   func() time.Time
	rand  io.Reader
	limit int64
	open  func(path string) (appendFile, error)

	mu    sync.Mutex
	begun map[string]Entry // what this value wrote, so that Finish need not search
}

// Open returns the journal of a directory. Nothing is created or read before
// the first Begin or List. An empty dir means that no directory is known: then
// Begin fails with ErrNoDirectory and List is empty.
func Open(dir string, now func() time.Time) *Journal {
	return &Journal{dir: dir, now: now, rand: rand.Reader, limit: maxSize, open: openAppend, begun: map[string]Entry{}}
}

// Path is the file that records are appended to, "" without a directory.
func (j *Journal) Path() string {
	if j.dir == "" {
		return ""
	}
	return filepath.Join(j.dir, File)
}

// Writable reports the permission of the journal and whether others than its owner may
// change it: they could make up what was sent, or take it away. It is false on Windows,
// where permission bits say nothing, and when there is no journal yet.
func (j *Journal) Writable() (mode fs.FileMode, byOthers bool) {
	info, err := os.Stat(j.Path())
	if err != nil || !info.Mode().IsRegular() {
		return 0, false
	}
	mode = info.Mode().Perm()
	return mode, runtime.GOOS != "windows" && mode&0o022 != 0
}

// Begin writes down a request that is about to be sent, and returns the
// entry's id. The record is on the disk when Begin returns without an error. ID,
// Time and State are filled in when they are empty. The id is empty after an
// error; Finish accepts that.
func (j *Journal) Begin(e Entry) (string, error) {
	if e.ID == "" {
		id, err := j.newID()
		if err != nil {
			return "", fmt.Errorf("writing the journal: %w", err)
		}
		e.ID = id
	}
	if e.Time.IsZero() {
		e.Time = j.now()
	}
	if e.State == "" {
		e.State = StateSent
	}
	if err := j.append(record{Schema: Schema, Record: recordBegin, Entry: e}); err != nil {
		return "", fmt.Errorf("writing the journal: %w", err)
	}
	j.remember(e)
	return e.ID, nil
}

// Finish changes the entry of an id by update and writes the outcome down. It
// may be called again when more is known. The record is not forced to the disk:
// if a power cut loses it, the entry reads as "sent", which asks for an inquiry
// and so errs on the safe side. An empty id, which a failed Begin returns, is
// ignored.
func (j *Journal) Finish(id string, update func(*Entry)) error {
	if id == "" {
		return nil
	}
	e, err := j.recall(id)
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	begun := e.Time
	update(&e)
	e.ID, e.Time = id, begun
	if err := j.append(record{Schema: Schema, Record: recordFinish, Entry: e}); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	j.remember(e)
	return nil
}

// remember keeps what was written under an id.
func (j *Journal) remember(e Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.begun[e.ID] = e
}

// recall finds the entry of a journal id, in memory or in the files.
func (j *Journal) recall(id string) (Entry, error) {
	j.mu.Lock()
	e, ok := j.begun[id]
	j.mu.Unlock()
	if ok {
		return e, nil
	}
	e, ok, err := first(j.search(id, func(e Entry) bool { return e.ID == id }))
	if err == nil && !ok {
		err = fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	return e, err
}

// newID makes an id that sorts by time and that a person can read out:
// 20260131-154205-3f9a1c2b07.
func (j *Journal) newID() (string, error) {
	var b [5]byte
	if _, err := io.ReadFull(j.rand, b[:]); err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	return j.now().UTC().Format("20060102-150405-") + hex.EncodeToString(b[:]), nil
}
