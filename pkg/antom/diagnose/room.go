package diagnose

// A room is the memory of a search, which the next search can use again.
type room struct {
	levels  []level
	fewest  map[uint64]int
	visited map[uint64]bool
}

func newRoom() *room {
	return &room{levels: make([]level, maxEdits+1), fewest: map[uint64]int{}, visited: map[uint64]bool{}}
}

// Bounds of what is kept for the next search.
const (
	maxKeptBytes  = 256 << 10 // in the buffer of a level
	maxKeptBodies = 4096
)

// keep makes the room ready for the next search. It reports false if it has grown
// so large that it is better given up.
func (r *room) keep() bool {
	for i := range r.levels {
		l := &r.levels[i]
		l.text.reset(nil)
		if cap(l.buf) > maxKeptBytes {
			return false
		}
	}
	if len(r.fewest) > maxKeptBodies {
		return false
	}
	clear(r.fewest)
	clear(r.visited)
	return true
}
