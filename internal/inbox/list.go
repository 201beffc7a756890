package inbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"

	"github.com/antom-cli/antom/internal/durable"
)

// List reads the records of the inbox in dir that the filter chooses, oldest
// first, with their attempts. A directory that does not exist is an empty
// inbox. No lock is needed; what is appended meanwhile may or may not be seen.
// An error ends the list.
func List(dir string, f Filter) iter.Seq2[*Record, error] {
	if f.Failed {
		return failed(dir, f)
	}
	return records(dir, f, decode, false)
}

func records(dir string, f Filter, decode func([]byte) (*Record, error), brief bool) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		numbers, err := segments(dir)
		if err != nil {
			yield(nil, err)
			return
		}
		if f.Reverse {
			slices.Reverse(numbers)
		}
		q := &query{dir: dir, Filter: f, decode: decode, brief: brief, yield: yield}
		for _, n := range numbers {
			if !q.segment(n) {
				return
			}
		}
	}
}

// Get reads one record with its attempts. It needs no search: the id tells the
// place. What is not there, or no longer readable, is ErrNotFound.
func Get(dir, id string) (*Record, error) {
	r, _, segment, err := get(dir, id)
	if err != nil {
		return nil, err
	}
	attempts, err := readAttempts(dir, segment, false)
	if err != nil {
		return nil, err
	}
	r.Forward = attempts[id]
	return r, nil
}

// Line returns the line of a record, which is a capture object. Its error is that
// of Get.
func Line(dir, id string) ([]byte, error) {
	_, line, _, err := get(dir, id)
	return line, err
}

// get reads the line of a record without its attempts.
func get(dir, id string) (r *Record, line []byte, segment uint32, err error) {
	missing := fmt.Errorf("%w: %q", ErrNotFound, id)
	p, ok := parseID(id)
	if !ok {
		return nil, nil, 0, missing
	}
	f, err := durable.OpenState(segmentPath(dir, p.segment), os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, 0, missing
	}
	if err != nil {
		return nil, nil, 0, fmt.Errorf("reading the inbox: %w", err)
	}
	defer func() { _ = f.Close() }()
	lines := newLineReader(io.NewSectionReader(f, int64(p.offset), MaxLine), int64(p.offset))
	line, _, err = lines.next()
	if err != nil {
		return nil, nil, 0, missing
	}
	r, err = decode(line)
	if err != nil || r.ID != id {
		return nil, nil, 0, errors.Join(missing, err)
	}
	return r, line, p.segment, nil
}

// A query is a list under way.
type query struct {
	Filter
	dir    string
	decode func(line []byte) (*Record, error)
	yield  func(*Record, error) bool
	given  int

	file     string
	number   uint32
	attempts map[string][]Attempt
	brief    bool   // of attempts that were acknowledged nothing else is wanted
	whole    []byte // the segment, for backwardAtOnce
	loaded   bool   // attempts are those of number
	live     bool   // attempts are not wanted: there are none yet
}

// segment gives the records of one segment and reports whether to go on.
func (q *query) segment(n uint32) bool {
	f, err := q.open(n)
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if err != nil {
		return q.fail(err)
	}
	defer func() { _ = f.Close() }()
	if q.Reverse {
		return q.backward(f)
	}
	_, more := q.forward(f, 0)
	return more
}

func (q *query) open(n uint32) (*os.File, error) {
	q.number, q.file, q.loaded = n, segmentPath(q.dir, n), false
	return durable.OpenState(q.file, os.O_RDONLY, 0)
}

// forward gives the records from an offset on. It returns where the last whole
// line ends.
func (q *query) forward(f io.ReaderAt, from int64) (end int64, more bool) {
	lines := newLineReader(io.NewSectionReader(f, from, 1<<62), from)
	for {
		end = lines.offset
		line, at, err := lines.next()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return end, true
		case errors.Is(err, errLongLine):
			q.damaged(at, err)
		case err != nil:
			return end, q.fail(err)
		default:
			if !q.line(line, at) {
				return lines.offset, false
			}
		}
	}
}

// backward gives the records of a segment from its end. It keeps the places of
// the lines, not the lines.
func (q *query) backward(f *os.File) bool {
	if info, err := f.Stat(); err == nil && info.Size() <= 2*DefaultSegmentSize {
		return q.backwardAtOnce(f, info.Size())
	}
	type span struct{ at, length int64 }
	var spans []span
	lines := newLineReader(io.NewSectionReader(f, 0, 1<<62), 0)
	for {
		line, at, err := lines.next()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		switch {
		case errors.Is(err, errLongLine):
			q.damaged(at, err)
		case err != nil:
			return q.fail(err)
		default:
			spans = append(spans, span{at, int64(len(line))})
		}
	}
	var buf []byte
	for _, s := range slices.Backward(spans) {
		buf = slices.Grow(buf[:0], int(s.length))[:s.length]
		if _, err := f.ReadAt(buf, s.at); err != nil {
			return q.fail(err)
		}
		if !q.line(buf, s.at) {
			return false
		}
	}
	return true
}

// backwardAtOnce is backward for a segment of the usual size, which is read as a whole.
func (q *query) backwardAtOnce(f io.ReaderAt, size int64) bool {
	q.whole = slices.Grow(q.whole[:0], int(size))[:size]
	n, err := f.ReadAt(q.whole, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return q.fail(err)
	}
	rest := q.whole[:bytes.LastIndexByte(q.whole[:n], '\n')+1] // what follows is torn
	for len(rest) > 0 {
		rest = rest[:len(rest)-1]
		at := bytes.LastIndexByte(rest, '\n') + 1
		line := rest[at:]
		rest = rest[:at]
		if len(line) >= MaxLine {
			q.damaged(int64(at), errLongLine)
			continue
		}
		if !q.line(line, int64(at)) {
			return false
		}
	}
	return true
}

// line gives one line if it is chosen.
func (q *query) line(line []byte, at int64) bool {
	if !q.possible(line) {
		return true
	}
	r, err := q.decode(line)
	if err != nil {
		var schema *SchemaError
		if errors.As(err, &schema) {
			return q.fail(&Damage{File: q.file, Offset: at, Err: err})
		}
		q.damaged(at, err)
		return true
	}
	if !q.Match(r) {
		return true
	}
	if err := q.load(); err != nil {
		return q.fail(err)
	}
	r.Forward = q.attempts[r.ID]
	if q.Failed && (len(r.Forward) == 0 || r.Acknowledged()) {
		return true
	}
	q.given++
	return q.yield(r, nil) && q.given != q.Limit
}

// load reads the attempts of the segment when the first record wants them.
func (q *query) load() (err error) {
	if q.loaded {
		return nil
	}
	q.loaded, q.attempts = true, nil
	if !q.live {
		q.attempts, err = readAttempts(q.dir, q.number, q.brief)
	}
	return err
}

func (q *query) damaged(at int64, err error) {
	if q.OnDamage != nil {
		q.OnDamage(&Damage{File: q.file, Offset: at, Err: err})
	}
}

// fail ends the list with an error.
func (q *query) fail(err error) bool {
	q.yield(nil, fmt.Errorf("reading the inbox: %w", err))
	return false
}
