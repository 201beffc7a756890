package diagnose

import "time"

// Bounds of a search. The work is counted, so that a search ends at the same
// place on every machine unless the clock ends it before.
const (
	defaultLimit = time.Second
	// maxWork is what hashing costs in bytes; making a body costs makeCost
	// times its size.
	maxWork  = 1 << 30
	makeCost = 3
	// perTry is what a try costs however short the content is.
	perTry = 128
	// maxTries keeps the time with short bodies low.
	maxTries = 24000
	// clockEvery is the work between two looks at the clock.
	clockEvery = 256 << 10
)

// budget bounds what a search may do.
type budget struct {
	tries, maxTries int
	work, maxWork   int
	nextLook        int
	now             func() time.Time
	deadline        time.Time
	late            bool
}

func newBudget(in Input) *budget {
	b := &budget{maxTries: maxTries, maxWork: maxWork, now: in.Now}
	if b.now == nil {
		b.now = time.Now
	}
	limit := in.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	b.deadline = b.now().Add(limit)
	return b
}

// try allows the hashing of a content of some size, or refuses it.
func (b *budget) try(size int) bool {
	if b.spend(size+perTry) && b.tries < b.maxTries {
		b.tries++
		return true
	}
	return false
}

// allow gives the next part of a search its own number of tries.
func (b *budget) allow(tries int) { b.maxTries = b.tries + tries }

// make counts the making of a body from one of some size, or the finding that
// an edit has nothing to do in it.
func (b *budget) make(size int, made bool) {
	if made {
		size *= makeCost
	}
	b.spend(size)
}

func (b *budget) spend(work int) bool {
	if b.late || b.work > b.maxWork {
		return false
	}
	b.work += work
	if b.work >= b.nextLook {
		b.nextLook = b.work + clockEvery
		b.late = b.now().After(b.deadline)
	}
	return !b.late
}

// spent reports whether there is nothing left.
func (b *budget) spent() bool {
	return b.late || b.work > b.maxWork || b.tries >= b.maxTries
}
