package store

import "slices"

// maxRun is the length of a run of keys that is split in two. Longer runs make
// an insertion dearer, shorter ones the list of runs.
const maxRun = 512

// sortedKeys is an ordered set of keys: runs of sorted keys, one after the other.
// No run is empty.
type sortedKeys struct {
	runs [][]string
}

// find returns the place where a key is, or where it belongs.
func (s *sortedKeys) find(key string) (run, at int, found bool) {
	// The run is the last one that does not begin after the key.
	run, found = slices.BinarySearchFunc(s.runs, key, func(r []string, k string) int { return compare(r[0], k) })
	if found {
		return run, 0, true
	}
	if run > 0 {
		run--
	}
	if run == len(s.runs) {
		return run, 0, false
	}
	at, found = slices.BinarySearch(s.runs[run], key)
	return run, at, found
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (s *sortedKeys) add(key string) {
	run, at, found := s.find(key)
	switch {
	case found:
		return
	case run == len(s.runs):
		s.runs = append(s.runs, []string{key})
		return
	}
	s.runs[run] = slices.Insert(s.runs[run], at, key)
	if r := s.runs[run]; len(r) > maxRun {
		half := len(r) / 2
		if at == len(r)-1 {
			half = len(r) - 1 // keys that grow leave full runs behind
		}
		s.runs = slices.Insert(s.runs, run+1, slices.Clone(r[half:]))
		clear(r[half:])
		s.runs[run] = r[:half]
	}
}

func (s *sortedKeys) remove(key string) {
	run, at, found := s.find(key)
	if !found {
		return
	}
	s.runs[run] = slices.Delete(s.runs[run], at, at+1)
	if len(s.runs[run]) == 0 {
		s.runs = slices.Delete(s.runs, run, run+1)
	}
}

// ascend calls f for the keys from a key on, until f returns false.
func (s *sortedKeys) ascend(from string, f func(string) bool) {
	run, at, _ := s.find(from)
	for ; run < len(s.runs); run, at = run+1, 0 {
		for _, key := range s.runs[run][at:] {
			if !f(key) {
				return
			}
		}
	}
}

// descend calls f for the keys before a key, the last first, until f returns
// false. "" stands for the end.
func (s *sortedKeys) descend(before string, f func(string) bool) {
	run, at := len(s.runs), 0
	if before != "" {
		run, at, _ = s.find(before)
	}
	for {
		if at == 0 {
			if run == 0 {
				return
			}
			run--
			at = len(s.runs[run])
		}
		at--
		if !f(s.runs[run][at]) {
			return
		}
	}
}
