package inbox

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/antom-cli/antom/internal/durable"
)

// file is what the writer needs of a segment.
type file interface {
	io.Writer
	io.Closer
	Sync() error
	Truncate(size int64) error
	Stat() (os.FileInfo, error)
}

// openSegment opens a segment for appending; create makes a new one.
func openSegment(path string, create bool) (file, error) {
	flags := os.O_WRONLY | os.O_APPEND
	if create {
		flags |= os.O_CREATE | os.O_EXCL
	}
	return durable.OpenState(path, flags, 0o600)
}

// A writer appends groups to the newest segment. Only the leader of the
// committer uses it, so it needs no lock.
type writer struct {
	dir     string
	limit   int64 // a segment of this size is left and a new one begun
	open    func(path string, create bool) (file, error)
	syncDir func(dir string) error
	lock    *dirLock

	segment uint32      // number of the newest segment, 0: none yet
	current file        // nil: a new segment is begun with the next group
	info    os.FileInfo // tells whether current is still what stands at its path
	durable int64       // its size, all of it on the disk
	buf     []byte
}

// write appends a group with one write and one fsync. After an error none of
// the group counts as written and the segment is left: what an fsync that
// failed has put on the disk cannot be known, not even by another fsync.
func (w *writer) write(group []*entry) error {
	if err := w.ready(); err != nil {
		return fmt.Errorf("storing the notification: %w", err)
	}
	w.buf = w.buf[:0]
	for _, e := range group {
		e.place = place{w.segment, uint32(w.durable) + uint32(len(w.buf))}
		w.buf = sealID(append(w.buf, e.line...), e.sum, e.at, e.place)
	}
	if err := writeAll(w.current, w.buf); err != nil {
		w.abandon()
		return fmt.Errorf("storing the notification: %w", err)
	}
	w.durable += int64(len(w.buf))
	if cap(w.buf) > 2*maxGroup {
		w.buf = nil
	}
	return nil
}

func writeAll(f file, b []byte) error {
	n, err := f.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return err
	}
	return f.Sync()
}

// ready makes sure that there is a segment to append to.
func (w *writer) ready() error {
	if w.current != nil && w.durable < w.limit && w.inPlace() {
		return nil
	}
	if w.current != nil {
		f := w.current
		w.current = nil
		// Everything in it is on the disk already.
		_ = f.Close()
	}
	return w.begin()
}

// inPlace reports whether the current segment is still the file at its path.
// What is written to a file that was deleted or replaced is stored nowhere.
func (w *writer) inPlace() bool {
	info, err := os.Stat(segmentPath(w.dir, w.segment))
	return err == nil && os.SameFile(info, w.info)
}

// begin makes the next segment, in a directory that is this process's own.
func (w *writer) begin() error {
	anew, err := w.lock.renew()
	if err != nil {
		return err
	}
	if anew {
		// Another directory may have segments of its own.
		numbers, err := segments(w.dir)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			w.segment = max(w.segment, n)
		}
	}
	n := w.segment + 1
	path := segmentPath(w.dir, n)
	f, err := w.open(path, true)
	if err != nil {
		return err
	}
	w.segment = n
	if err := w.syncDir(w.dir); err != nil {
		return errors.Join(err, f.Close(), os.Remove(path))
	}
	if err := w.adopt(f, 0); err != nil {
		return errors.Join(err, f.Close(), os.Remove(path))
	}
	return nil
}

// adopt makes f the current segment, of which so many bytes are on the disk.
func (w *writer) adopt(f file, durable int64) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	w.current, w.info, w.durable = f, info, durable
	return nil
}

// abandon leaves the segment after an error. What is not durable is cut off
// where that is possible; where it is not, readers find a torn tail.
func (w *writer) abandon() {
	f := w.current
	w.current = nil
	_ = f.Truncate(w.durable)
	_ = f.Close()
	if w.durable == 0 && w.inPlace() {
		// On a full disk every try would otherwise leave an empty file.
		_ = os.Remove(segmentPath(w.dir, w.segment))
	}
}

func (w *writer) close() error {
	if w.current == nil {
		return nil
	}
	f := w.current
	w.current = nil
	return f.Close()
}
