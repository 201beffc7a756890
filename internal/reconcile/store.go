package reconcile

import (
	"encoding/json"
	"os"
	"slices"
)

// heldFindings is how many findings stay in memory.
const heldFindings = 20_000

// findings keeps what was found: in memory as long as it is little, then in a temporary
// file, of which only the places are in memory.
type findings struct {
	dir   string
	held  []Finding
	file  *os.File
	at    int64
	index []place
}

// place is where a finding is in the file.
type place struct {
	order  uint64
	offset int64
	size   int32
}

func (s *findings) add(f Finding) error {
	if s.file == nil && len(s.held) < heldFindings {
		s.held = append(s.held, f)
		return nil
	}
	if s.file == nil {
		var err error
		if s.file, err = tempFile(s.dir); err != nil {
			return err
		}
	}
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	if _, err := s.file.WriteAt(data, s.at); err != nil {
		return err
	}
	s.index = append(s.index, place{f.order, s.at, int32(len(data))})
	s.at += int64(len(data))
	return nil
}

func (s *findings) count() int { return len(s.held) + len(s.index) }

// each gives the findings in the order of the files and their lines.
func (s *findings) each(use func(*Finding) error) error {
	slices.SortStableFunc(s.held, func(a, b Finding) int { return compare(a.order, b.order) })
	slices.SortStableFunc(s.index, func(a, b place) int { return compare(a.order, b.order) })
	held, index := s.held, s.index
	for len(held) > 0 || len(index) > 0 {
		if len(index) == 0 || len(held) > 0 && held[0].order <= index[0].order {
			if err := use(&held[0]); err != nil {
				return err
			}
			held = held[1:]
			continue
		}
		f, err := s.read(index[0])
		if err != nil {
			return err
		}
		if err := use(f); err != nil {
			return err
		}
		index = index[1:]
	}
	return nil
}

func (s *findings) read(p place) (*Finding, error) {
	data := make([]byte, p.size)
	if _, err := s.file.ReadAt(data, p.offset); err != nil {
		return nil, err
	}
	f := &Finding{}
	return f, json.Unmarshal(data, f)
}

func compare(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (s *findings) close() error { return removeTemp(s.file) }
