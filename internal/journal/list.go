package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/ordered"
)

// Report is what a reading of the journal found.
type Report struct {
	Entries []Entry // newest first: in the order in which they were begun, backwards
	Damaged int     // lines that are no records; the torn last line of a crash is not counted
}

// List returns the filter's entries, newest first. A journal that does not
// exist is empty. It reads no more of the files than it needs for f.Limit.
func (j *Journal) List(f Filter) ([]Entry, error) {
	report, err := j.Scan(f)
	return report.Entries, err
}

// FindRequest returns the newest entry of a request id. It is quick also in a
// large journal, so that every request can be checked for an id that was used
// before with another body.
func (j *Journal) FindRequest(requestID string) (Entry, bool, error) {
	if requestID == "" {
		return Entry{}, false, nil
	}
	return first(j.search(requestID, func(e Entry) bool { return e.RequestID == requestID }))
}

// Scan is List with an account of what could not be read. With an operation or
// an id, lines that do not have it are passed over unread and so not in the
// account.
func (j *Journal) Scan(f Filter) (Report, error) {
	s := scan{match: f.match, limit: f.Limit, tail: f.Tail, since: f.Since}
	var err error
	switch {
	case f.ID != "":
		s.needles, err = needles(f.ID)
	case f.IDs != nil:
		s.needles, err = needles(f.IDs...)
	case f.Operation != "":
		// Both records of an entry have its operation.
		s.needles, err = needles(f.Operation)
	}
	if err != nil {
		return Report{}, err
	}
	return j.run(&s)
}

// needles are texts as JSON strings, which is how they are in a line.
func needles(texts ...string) ([][]byte, error) {
	list := make([][]byte, len(texts))
	for i, text := range texts {
		var err error
		if list[i], err = json.Marshal(text); err != nil {
			return nil, apperr.New(apperr.Config, "reading the journal", err)
		}
	}
	return list, nil
}

// search returns the newest entry that match accepts. Only lines that hold text
// as a JSON string are looked at.
func (j *Journal) search(text string, match func(Entry) bool) (Report, error) {
	wanted, err := needles(text)
	if err != nil {
		return Report{}, err
	}
	s := scan{match: match, limit: 1, needles: wanted}
	return j.run(&s)
}

// first takes the one entry out of a report.
func first(r Report, err error) (Entry, bool, error) {
	if err != nil || len(r.Entries) == 0 {
		return Entry{}, false, err
	}
	return r.Entries[0], true, nil
}

// run reads the files from the newest to the oldest until the scan has enough.
func (j *Journal) run(s *scan) (Report, error) {
	files, err := j.files()
	defer func() {
		for _, f := range files {
			_ = f.Close()
		}
	}()
	if err != nil {
		return Report{}, apperr.New(apperr.Config, "reading the journal", err)
	}
	for i := 0; i < len(files) && !s.full() && !s.spent(); i++ {
		if err := s.file(files[i]); err != nil {
			return Report{}, readingError(files[i].Name(), err)
		}
	}
	return s.report(), nil
}

// files opens the journal and the ones put aside, newest first. All are opened
// before any is read, and one that was renamed in between is taken once.
func (j *Journal) files() ([]*os.File, error) {
	if j.dir == "" {
		return nil, nil
	}
	paths := []string{j.Path()}
	for n := 1; n <= oldKept; n++ {
		paths = append(paths, j.oldPath(n))
	}
	var files []*os.File
	for _, path := range paths {
		f, err := durable.OpenState(path, os.O_RDONLY, 0)
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			continue
		}
		if err != nil {
			return files, err
		}
		if slices.ContainsFunc(files, func(g *os.File) bool { return sameFile(f, g) }) {
			_ = f.Close()
			continue
		}
		files = append(files, f)
	}
	return files, nil
}

// sameFile reports whether two open files are one.
func sameFile(a, b *os.File) bool {
	x, errX := a.Stat()
	y, errY := b.Stat()
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// scan collects entries from records that come newest first.
type scan struct {
	match   func(Entry) bool
	limit   int       // 0: no limit
	tail    int64     // about so many bytes are read at most; 0: no limit
	read    int64     // the size of the files that were read
	since   time.Time // nothing older is wanted; zero: no limit
	past    bool      // records are older than that by so much that no younger one can follow
	needles [][]byte  // when not nil, lines without any of them are passed over unparsed

	entries []Entry
	damaged int
	ended   map[string]Entry    // the outcome of entries whose begin is still to come
	seen    map[string]struct{} // entries whose begin was met
}

// full reports whether the scan has as many entries as it may have.
func (s *scan) full() bool { return s.limit > 0 && len(s.entries) >= s.limit }

// spent reports whether the scan has read as much as it may, or needs.
func (s *scan) spent() bool { return s.past || s.tail > 0 && s.read >= s.tail }

// clockSlack is how far the times of neighbouring entries can be out of order: several
// processes write, and clocks are corrected.
const clockSlack = 24 * time.Hour

// file takes the records of one file.
func (s *scan) file(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	all := newLines(f, info.Size())
	all.want = s.needles
	if s.tail > 0 {
		all.least = max(0, info.Size()-(s.tail-s.read))
	}
	s.read += info.Size()
	for !s.full() && !s.past {
		l, err := all.prev()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.line(l); err != nil {
			return err
		}
	}
	return nil
}

// line takes one line.
func (s *scan) line(l line) error {
	text := bytes.TrimSpace(l.text)
	if len(text) == 0 && !l.long {
		return nil
	}
	if s.needles != nil && !containsAny(text, s.needles) {
		return nil
	}
	r, whole, err := decode(text)
	if err != nil {
		return err
	}
	if !whole && !l.torn {
		s.damaged++
	}
	if r != nil {
		s.take(*r)
	}
	return nil
}

// take merges one record with what was found behind it in the file. Entries
// count in the order of their begin, whenever they ended.
func (s *scan) take(r record) {
	if _, ok := s.seen[r.ID]; ok {
		return
	}
	end, ended := s.ended[r.ID]
	if r.Record == recordFinish {
		if !ended {
			s.keep(r.Entry)
		}
		return
	}
	e := r.Entry
	if ended {
		e = end
		delete(s.ended, r.ID)
	}
	if s.seen == nil {
		s.seen = map[string]struct{}{}
	}
	s.seen[r.ID] = struct{}{}
	if s.match(e) {
		s.entries = append(s.entries, e)
	}
	s.past = !s.since.IsZero() && e.Time.Before(s.since.Add(-clockSlack))
}

// keep remembers the outcome of an entry until its begin is met.
func (s *scan) keep(e Entry) {
	if s.ended == nil {
		s.ended = map[string]Entry{}
	}
	s.ended[e.ID] = e
}

// report ends the scan. Outcomes whose begin is in no file any more are older
// than everything else.
func (s *scan) report() Report {
	if !s.full() {
		var rest []Entry
		for _, e := range s.ended {
			if s.match(e) {
				rest = append(rest, e)
			}
		}
		ordered.Sort(rest, func(a, b Entry) int { return b.Time.Compare(a.Time) })
		s.entries = append(s.entries, rest...)
	}
	if s.limit > 0 && len(s.entries) > s.limit {
		s.entries = s.entries[:s.limit]
	}
	return Report{Entries: s.entries, Damaged: s.damaged}
}
