package inbox

import (
	"sync"
	"time"
)

// An index knows the newest notifications by their keys. It holds a fixed
// number; a new one pushes the oldest out.
type index struct {
	mu     sync.Mutex
	limit  int
	slots  []slot
	oldest int // the slot that is given away next, once all are taken
	keys   map[[32]byte]int
	places map[place]int
}

// A slot is one notification with its first and its latest delivery.
type slot struct {
	key           [32]byte
	first, latest place
	at            int64 // of the first delivery, in seconds of Unix time
	acknowledged  bool
}

func newIndex(limit int) *index {
	return &index{limit: limit, keys: map[[32]byte]int{}, places: map[place]int{}}
}

// add notes a delivery.
func (x *index) add(key [32]byte, at time.Time, p place) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if i, ok := x.keys[key]; ok {
		s := &x.slots[i]
		if s.latest != s.first {
			delete(x.places, s.latest)
		}
		s.latest = p
		x.places[p] = i
		return
	}
	i := x.free()
	x.slots[i] = slot{key: key, first: p, latest: p, at: at.Unix()}
	x.keys[key] = i
	x.places[p] = i
}

// free returns a slot that may be overwritten.
func (x *index) free() int {
	if len(x.slots) < x.limit {
		x.slots = append(x.slots, slot{})
		return len(x.slots) - 1
	}
	i := x.oldest
	x.oldest = (i + 1) % x.limit
	s := &x.slots[i]
	delete(x.keys, s.key)
	delete(x.places, s.first)
	delete(x.places, s.latest)
	return i
}

// seen returns the id of the first delivery.
func (x *index) seen(key [32]byte) (id string, ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	i, ok := x.keys[key]
	if !ok {
		return "", false
	}
	s := &x.slots[i]
	return string(appendID(nil, time.Unix(s.at, 0), s.first)), true
}

// acknowledge notes that an application acknowledged the delivery at p.
func (x *index) acknowledge(p place) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if i, ok := x.places[p]; ok {
		x.slots[i].acknowledged = true
	}
}

// acknowledged reports whether any delivery was.
func (x *index) acknowledged(key [32]byte) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	i, ok := x.keys[key]
	return ok && x.slots[i].acknowledged
}
