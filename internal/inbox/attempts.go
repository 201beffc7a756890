package inbox

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/ordered"
)

// An attemptWriter appends to the attempts files. The attempts of a record are
// in the file of its segment, whenever they are made, so that a reader needs
// only one segment's attempts at a time.
type attemptWriter struct {
	dir  string
	path func(dir string, segment uint32) string // attemptsPath or sentPath

	mu      sync.Mutex
	closed  bool
	segment uint32
	current *os.File // of segment, or nil
}

func (w *attemptWriter) append(segment uint32, id string, a Attempt) error {
	line, err := encodeAttempt(id, a)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return ErrClosed
	}
	if err := w.use(segment); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: %q", ErrNotFound, id)
		}
		return fmt.Errorf("noting the attempt: %w", err)
	}
	if _, err := w.current.Write(line); err != nil {
		// The next attempt opens the file anew and closes off what is torn.
		_ = w.current.Close()
		w.current = nil
		return fmt.Errorf("noting the attempt: %w", err)
	}
	return nil
}

// use makes the segment's file the current one.
func (w *attemptWriter) use(segment uint32) error {
	if w.current != nil && w.segment == segment {
		return nil
	}
	if _, err := os.Stat(segmentPath(w.dir, segment)); err != nil {
		return err
	}
	f, err := durable.OpenState(w.path(w.dir, segment), os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := closeOff(f); err != nil {
		return errors.Join(err, f.Close())
	}
	if w.current != nil {
		_ = w.current.Close()
	}
	w.segment, w.current = segment, f
	return nil
}

// closeOff ends a line that a crash left torn, so that the next is whole.
func closeOff(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	var last [1]byte
	if _, err := f.ReadAt(last[:], info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = f.Write([]byte{'\n'})
	return err
}

func (w *attemptWriter) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.current == nil {
		return nil
	}
	f := w.current
	w.current = nil
	return f.Close()
}

// readAttempts reads the attempts of a segment by the ids of its records, oldest
// first. Damaged lines are passed over: attempts are an account, not the goods.
// With brief, nothing else is read of those that were acknowledged.
func readAttempts(dir string, segment uint32, brief bool) (map[string][]Attempt, error) {
	all, sent := map[string][]Attempt{}, map[string][]Attempt{}
	err := readAttemptsFile(attemptsPath(dir, segment), all, brief)
	if err == nil {
		err = readAttemptsFile(sentPath(dir, segment), sent, brief)
	}
	for id, list := range sent {
		all[id] = append(all[id], list...)
		ordered.Sort(all[id], func(a, b Attempt) int { return a.At.Compare(b.At) })
	}
	return all, err
}

// readAttemptsFile adds the attempts of one file to those that are known.
func readAttemptsFile(path string, all map[string][]Attempt, brief bool) error {
	f, err := durable.OpenState(path, os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	acknowledgedOnly := []Attempt{{Acknowledged: true}}
	lines := newLineReader(f, 0)
	for {
		line, _, err := lines.next()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case errors.Is(err, errLongLine):
			continue
		case err != nil:
			return fmt.Errorf("reading %s: %w", f.Name(), err)
		}
		if id, ok := acknowledgedAttempt(line); brief && ok {
			all[id] = acknowledgedOnly
			continue
		}
		if id, a, err := decodeAttempt(line); err == nil {
			all[id] = append(all[id], a)
		}
	}
}
