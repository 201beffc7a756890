package inbox

import (
	"hash/crc32"
	"runtime"
	"sync"
	"time"
)

// maxGroup bounds the bytes of one group, so that one write stays small.
const maxGroup = 4 << 20

// An entry is a line that waits to be written, and afterwards its outcome.
type entry struct {
	line  []byte
	sum   uint32
	at    time.Time
	place place
	err   error
	turn  chan bool // true: lead the next group; false: your outcome is there
}

func newEntry(line []byte, at time.Time) *entry {
	return &entry{line: line, sum: crc32.Checksum(line, castagnoli()), at: at, turn: make(chan bool, 1)}
}

// A committer makes one fsync serve all entries that wait for it. Whoever
// comes first leads: it writes everything that waits, tells the others, and
// hands the lead to the first of those that came meanwhile. So nobody waits
// longer than for the group that is under way and its own.
type committer struct {
	write func(group []*entry) error // makes the group durable and sets the places

	mu      sync.Mutex
	idle    sync.Cond // nobody leads
	queue   []*entry
	leading bool
	closed  bool
}

func newCommitter(write func([]*entry) error) *committer {
	c := &committer{write: write}
	c.idle.L = &c.mu
	return c
}

// commit returns when the entry is durable, or with the error of its group.
func (c *committer) commit(e *entry) error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return ErrClosed
	}
	c.queue = append(c.queue, e)
	follow := c.leading
	c.leading = true
	c.mu.Unlock()
	if follow && !<-e.turn {
		return e.err
	}
	c.lead(e)
	return e.err
}

// lead writes one group, of which the leader is the first.
func (c *committer) lead(self *entry) {
	c.gather()
	group := c.take()
	err := c.write(group)
	for _, e := range group {
		e.err = err
		if e != self {
			e.turn <- false
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) > 0 {
		c.queue[0].turn <- true
		return
	}
	c.leading = false
	c.idle.Broadcast()
}

// gather lets those join whom the last group has just served: it gives way as
// long as that brings in others.
func (c *committer) gather() {
	for before, now := -1, 0; now > before; {
		runtime.Gosched()
		c.mu.Lock()
		before, now = now, len(c.queue)
		c.mu.Unlock()
	}
}

// take takes the next group from the queue: at least one entry, and further
// ones as long as they are small together.
func (c *committer) take() []*entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, size := 0, 0
	for n < len(c.queue) && (n == 0 || size+len(c.queue[n].line) <= maxGroup) {
		size += len(c.queue[n].line)
		n++
	}
	group := c.queue[:n:n]
	c.queue = c.queue[n:]
	return group
}

// close refuses new entries and waits for those that are under way.
func (c *committer) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for c.leading {
		c.idle.Wait()
	}
}
