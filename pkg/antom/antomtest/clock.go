package antomtest

import (
	"context"
	"sync"
	"time"
)

// clock is a clock that stands still until it is moved. The simulator alone sees
// it move by tick at every look, so that nothing happens at the same time and
// all that it keeps has an order.
type clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the server's time. It begins with the real one and then stands still, but
// for a few microseconds.
func (s *Server) Now() time.Time {
	s.clock.mu.Lock()
	defer s.clock.mu.Unlock()
	return s.clock.at
}

const tick = time.Microsecond

func (c *clock) tick() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(tick)
	return c.at
}

// set moves the clock forward, never back.
func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.at) {
		c.at = at
	}
}

// maxStuck is how often Advance may find the same moment before it.
const maxStuck = 100

// Advance lets time pass. What it makes happen happens in order and at its own
// time: payments expire, outcomes that were asked for in advance come, and
// notifications that were not acknowledged are sent again.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	end := s.Now().Add(d)
	s.Deliver()
	for last, stuck := end, 0; ; {
		next, err := s.sandbox.Next()
		if err != nil {
			s.t.Fatalf("antomtest: %v", err)
		}
		if next.IsZero() || next.After(end) {
			break
		}
		if stuck++; next.After(last) {
			stuck = 0
		}
		if last = next; stuck > maxStuck {
			s.t.Fatalf("antomtest: what is due at %s does not get done", next)
			return
		}
		s.clock.set(next)
		s.Deliver()
	}
	s.clock.set(end)
	s.Deliver()
}

// Deliver delivers the notifications that are due. Pay, Decline and Advance do so
// by themselves; after a call by a client it may be needed.
func (s *Server) Deliver() {
	s.delivery.Lock()
	defer s.delivery.Unlock()
	s.sandbox.Flush(context.Background())
}
