package inbox

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/antom-cli/antom/internal/durable"
)

// maxReported bounds what Recovery lists.
const maxReported = 100

// recover reads the newest segments: for the index, and to see whether the
// newest can be written on.
func (i *Inbox) recover() error {
	numbers, err := segments(i.dir)
	if err != nil || len(numbers) == 0 {
		return err
	}
	newest := numbers[len(numbers)-1]
	i.writer.segment = newest
	var found [][]sighting // of the newest segment first
	distinct := map[[32]byte]bool{}
	for n := len(numbers) - 1; n >= 0 && len(distinct) < i.index.limit; n-- {
		s, err := i.survey(numbers[n])
		if err != nil {
			return err
		}
		if numbers[n] == newest {
			if err := i.resume(newest, s); err != nil {
				return err
			}
		}
		found = append(found, s.sightings)
		for _, one := range s.sightings {
			distinct[one.key] = true
		}
		if !s.latest.IsZero() && i.now().Sub(s.latest) > indexAge {
			break
		}
	}
	i.remember(found)
	return nil
}

// remember fills the index, oldest first.
func (i *Inbox) remember(found [][]sighting) {
	for n := len(found) - 1; n >= 0; n-- {
		for _, s := range found[n] {
			i.index.add(s.key, s.at, s.place)
			if s.acknowledged {
				i.index.acknowledge(s.place)
			}
		}
	}
	i.recovery.Remembered = len(i.index.slots)
}

// resume goes on with a segment that is whole and has room.
func (i *Inbox) resume(n uint32, s survey) error {
	path := segmentPath(i.dir, n)
	if s.torn {
		i.recovery.Torn = path
	}
	f, err := openSegment(path, false)
	if err != nil {
		return err
	}
	// The last writer may have been killed between writing and fsync. A
	// duplicate of such a record leans on it, so it must be on the disk.
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	if !s.clean || s.size >= i.writer.limit {
		return f.Close()
	}
	if err := i.writer.adopt(f, s.size); err != nil {
		return errors.Join(err, f.Close())
	}
	return nil
}

// A sighting is what the index needs of a record.
type sighting struct {
	key          [32]byte
	at           time.Time
	place        place
	acknowledged bool
}

// A survey is what one segment holds.
type survey struct {
	sightings []sighting
	latest    time.Time // when its newest record was received
	size      int64
	torn      bool // it ends in the middle of a line
	clean     bool // it ends with a record, or is empty
}

// survey reads a segment whole.
func (i *Inbox) survey(n uint32) (survey, error) {
	s := survey{clean: true}
	f, err := durable.OpenState(segmentPath(i.dir, n), os.O_RDONLY, 0)
	if err != nil {
		return s, err
	}
	defer func() { _ = f.Close() }()
	attempts, err := readAttempts(i.dir, n, false)
	if err != nil {
		return s, err
	}
	lines := newLineReader(f, 0)
	for {
		line, at, err := lines.next()
		s.size = lines.offset
		switch {
		case errors.Is(err, io.EOF):
			return s, nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			s.torn, s.clean = true, false
			return s, nil
		case err != nil && !errors.Is(err, errLongLine):
			return s, err
		}
		var r *Record
		if err == nil {
			r, err = decode(line)
		}
		s.clean = err == nil
		if err != nil {
			i.report(f.Name(), at, err)
			continue
		}
		s.take(r, attempts)
	}
}

// take notes one record.
func (s *survey) take(r *Record, attempts map[string][]Attempt) {
	if r.ReceivedAt.After(s.latest) {
		s.latest = r.ReceivedAt
	}
	p, ok := parseID(r.ID)
	if !ok || !r.Verified {
		return
	}
	r.Forward = attempts[r.ID]
	s.sightings = append(s.sightings, sighting{key: Key(r), at: r.ReceivedAt, place: p, acknowledged: r.Acknowledged()})
}

func (i *Inbox) report(path string, at int64, err error) {
	if len(i.recovery.Damaged) < maxReported {
		i.recovery.Damaged = append(i.recovery.Damaged, &Damage{File: path, Offset: at, Err: err})
	}
}
