package inbox

import (
	"cmp"
	"iter"
)

// failed are the records that a filter for those that failed chooses, without the
// deliveries of a notification that was acknowledged when it came again, or was sent
// again. Only what failed is in memory.
func failed(dir string, f Filter) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		left, err := unacknowledged(dir, f)
		if err != nil {
			yield(nil, err)
			return
		}
		most, given := f.Limit, 0
		f.Limit = 0
		for r, err := range records(dir, f, decode, false) {
			if err == nil && !left[first(r)] {
				continue
			}
			given++
			if !yield(r, err) || given == most {
				return
			}
		}
	}
}

// unacknowledged are the notifications, by their first deliveries, of which the filter
// chooses a delivery that failed and no delivery was acknowledged.
func unacknowledged(dir string, f Filter) (map[string]bool, error) {
	left := map[string]bool{}
	f.Limit, f.Reverse, f.OnDamage = 0, false, nil
	for r, err := range records(dir, f, decode, false) {
		if err != nil {
			return nil, err
		}
		left[first(r)] = true
	}
	if len(left) == 0 {
		return left, nil
	}
	for r, err := range Briefs(dir, Filter{}) {
		if err != nil {
			return nil, err
		}
		if r.Acknowledged() {
			delete(left, first(r))
		}
	}
	return left, nil
}

// first is the id of the first delivery of a notification.
func first(r *Record) string { return cmp.Or(r.DuplicateOf, r.ID) }
