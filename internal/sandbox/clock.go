package sandbox

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
)

const (
	// clockKey is where the store keeps how far the clock is ahead, in nanoseconds.
	clockKey = "clock-ahead"
	// maxAhead is how far the clock can be from the real time.
	maxAhead = 10 * 365 * 24 * time.Hour
	// maxClockSteps is how many moments a move of the clock stops at, and clockPatience
	// for how long in all: less than Remote waits. What is due after that happens in
	// one go.
	maxClockSteps = 1000
	clockPatience = 10 * time.Second
	// clockEvents is how many events a Clock lists.
	clockEvents = 10
	// deliveryLook is the time between two looks at the notifications on their way.
	deliveryLook = 5 * time.Millisecond
)

// Event is something that the clock makes happen.
type Event = engine.Event

// Clock is what time it is in the simulator. Payments, expiries and the times in
// responses and notifications follow it. What is compared with other clocks does
// not: request-time, response-time and certificates have the real time.
type Clock struct {
	Now  time.Time `json:"now"`
	Real time.Time `json:"real"`
	// Ahead is how far Now is ahead of Real, in seconds; negative when it is behind.
	Ahead float64 `json:"aheadSeconds"`
	// TimeScale is how many times faster the simulator's timers run.
	TimeScale float64 `json:"timeScale"`
	// Next are the events to come, the earliest first; at most ten.
	Next []Event `json:"next"`
	// Passed are the events that a move of the clock made happen, the earliest first;
	// at most ten of them, out of PassedCount.
	Passed      []Event `json:"passed,omitempty"`
	PassedCount int     `json:"passedCount,omitempty"`
}

// Moved reports whether the clock was moved away from the real time.
func (c Clock) Moved() bool { return c.Ahead != 0 }

// ClockError says why the clock cannot be moved like that.
type ClockError struct {
	Detail string
	// NothingDue says that there is no next event.
	NothingDue bool
}

func (e *ClockError) Error() string { return e.Detail }

// ClockControl moves the simulator's time.
type ClockControl interface {
	// Clock tells the time, and what is due next.
	Clock(ctx context.Context) (Clock, error)
	// AdvanceClock lets so much time pass for the simulator's timers: with a time
	// scale the clock moves by less. What becomes due on the way happens in order
	// and at its own time, deliveries included. The error is a *ClockError when the
	// duration is not positive or too long.
	AdvanceClock(ctx context.Context, by time.Duration) (Clock, error)
	// AdvanceClockToNext moves the clock to the next event. The error is a
	// *ClockError when there is none.
	AdvanceClockToNext(ctx context.Context) (Clock, error)
	// ResetClock goes back to the real time. What has happened stays.
	ResetClock(ctx context.Context) (Clock, error)
}

// clock is the simulator's time: the real one and what it was moved by.
type clock struct {
	real   func() time.Time
	ahead  atomic.Int64 // nanoseconds
	moving sync.Mutex   // one move at a time
}

// Now is the simulator's time.
func (c *clock) Now() time.Time { return c.real().Add(time.Duration(c.ahead.Load())) }

// toReal is when it will be a moment of the simulator's; zero stays zero.
func (c *clock) toReal(t time.Time) time.Time { return shifted(t, -time.Duration(c.ahead.Load())) }

// fromReal is what time it is, or was, in the simulator at a real moment.
func (c *clock) fromReal(t time.Time) time.Time { return shifted(t, time.Duration(c.ahead.Load())) }

func shifted(t time.Time, by time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(by)
}

// reach moves the clock forward to a moment; it never goes back.
func (c *clock) reach(t time.Time) {
	if ahead := int64(t.Sub(c.real())); ahead > c.ahead.Load() {
		c.ahead.Store(ahead)
	}
}

// load reads what the clock was moved by when the store was last used. What cannot be
// read is told to warn, and the clock begins at the real time: a state must not become
// out of reach by its clock.
func (c *clock) load(s store.Store, warn func(format string, args ...any)) error {
	var text string
	err := s.View(func(tx store.Tx) error { text = string(tx.Get(store.Meta, clockKey)); return nil })
	if err != nil || text == "" {
		return err
	}
	ahead, err := strconv.ParseInt(text, 10, 64)
	if err != nil || time.Duration(ahead).Abs() > maxAhead {
		warn("the simulator's clock was set back to the real time: the state has %q for it, which is not a number of nanoseconds of at most %d days", text, maxAhead/(24*time.Hour))
		return nil
	}
	c.ahead.Store(ahead)
	return nil
}

// keepClock writes what the clock will have been moved by.
func keepClock(s store.Store, ahead time.Duration) error {
	return s.Update(func(tx store.Tx) error { return putClock(tx, ahead) })
}

func putClock(tx store.Tx, ahead time.Duration) error {
	if ahead == 0 {
		return tx.Delete(store.Meta, clockKey)
	}
	return tx.Put(store.Meta, clockKey, strconv.AppendInt(nil, int64(ahead), 10))
}

// Clock tells the time.
func (l local) Clock(context.Context) (Clock, error) {
	if _, err := l.s.engine.Sweep(); err != nil {
		return Clock{}, err
	}
	return l.readClock()
}

func (l local) readClock() (Clock, error) {
	ahead := time.Duration(l.s.clock.ahead.Load())
	now := l.s.now()
	next, err := l.s.engine.Upcoming(clockEvents)
	return Clock{
		Now: now.Add(ahead).UTC(), Real: now.UTC(), Ahead: ahead.Seconds(), TimeScale: l.s.engine.TimeScale(), Next: next,
	}, err
}

// AdvanceClock lets time pass.
func (l local) AdvanceClock(ctx context.Context, by time.Duration) (Clock, error) {
	defer l.s.changes.tell()
	if by <= 0 {
		return Clock{}, &ClockError{Detail: fmt.Sprintf("the clock cannot be advanced by %s: pass a duration that is more than 0", by)}
	}
	l.s.clock.moving.Lock()
	defer l.s.clock.moving.Unlock()
	now := l.s.clock.Now()
	return l.move(ctx, l.s.engine.After(now, by).Sub(now), l.s.now().Add(clockPatience))
}

// AdvanceClockToNext moves the clock to the next event.
func (l local) AdvanceClockToNext(ctx context.Context) (Clock, error) {
	defer l.s.changes.tell()
	l.s.clock.moving.Lock()
	defer l.s.clock.moving.Unlock()
	deadline := l.s.now().Add(clockPatience)
	l.settle(ctx, deadline)
	next, err := l.s.engine.Upcoming(1)
	if err != nil {
		return Clock{}, err
	}
	if len(next) == 0 {
		return Clock{}, &ClockError{Detail: "nothing is due: no payment is open, and no notification waits", NothingDue: true}
	}
	return l.move(ctx, max(next[0].At.Sub(l.s.clock.Now()), 0), deadline)
}

// move lets the clock pass over every event up to so much later than now. The store
// has the end of the move first: of a process that is killed on the way, the next
// one does the rest.
func (l local) move(ctx context.Context, by time.Duration, deadline time.Time) (Clock, error) {
	s := l.s
	ahead := time.Duration(s.clock.ahead.Load())
	if by > maxAhead-ahead { // the sum could be too large for a Duration
		return Clock{}, &ClockError{Detail: fmt.Sprintf("the clock can be at most %d days ahead of the real time", maxAhead/(24*time.Hour))}
	}
	end, target := ahead+by, s.clock.Now().Add(by)
	if err := keepClock(s.store, end); err != nil {
		return Clock{}, err
	}
	passed, count, err := l.passEvents(ctx, target, deadline)
	if err != nil {
		return Clock{}, err
	}
	s.clock.ahead.Store(int64(end))
	l.settle(ctx, deadline)
	c, err := l.readClock()
	c.Passed, c.PassedCount = passed, count
	return c, err
}

// passEvents stops at the events up to a moment, so that each happens at its own
// time and what comes of it is in order.
func (l local) passEvents(ctx context.Context, target, deadline time.Time) (passed []Event, count int, err error) {
	const look = 100
	for range maxClockSteps {
		if !l.s.now().Before(deadline) || ctx.Err() != nil {
			break
		}
		l.settle(ctx, deadline)
		next, err := l.s.engine.Upcoming(look)
		if err != nil {
			return passed, count, err
		}
		if len(next) == 0 || next[0].At.After(target) {
			break
		}
		l.s.clock.reach(next[0].At)
		for _, event := range next {
			if event.At.After(next[0].At) {
				break
			}
			if count++; len(passed) < clockEvents {
				passed = append(passed, event)
			}
		}
	}
	return passed, count, nil
}

// settle lets happen what is due, and waits for the deliveries that come of it.
func (l local) settle(ctx context.Context, deadline time.Time) {
	if l.s.own.Load() == nil { // it is not served
		ctx, cancel := context.WithTimeout(ctx, deadline.Sub(l.s.now()))
		defer cancel()
		l.s.Flush(ctx)
		return
	}
	if _, err := l.s.engine.Sweep(); err != nil {
		return // the notifier tells it
	}
	l.s.changed()
	ctx, cancel := context.WithTimeout(ctx, deadline.Sub(l.s.now()))
	defer cancel()
	for {
		if waits, err := l.s.engine.Overdue(); err != nil || !waits {
			return
		}
		if l.s.sleep(ctx, deliveryLook) != nil {
			return
		}
	}
}

// ResetClock goes back to the real time.
func (l local) ResetClock(ctx context.Context) (Clock, error) {
	defer l.s.changes.tell()
	l.s.clock.moving.Lock()
	defer l.s.clock.moving.Unlock()
	if err := l.s.setClock(0); err != nil {
		return Clock{}, err
	}
	return l.Clock(ctx)
}

// setClock puts the clock so far from the real time, for good.
func (s *Sandbox) setClock(ahead time.Duration) error {
	if err := keepClock(s.store, ahead); err != nil {
		return err
	}
	s.clock.ahead.Store(int64(ahead))
	s.changed()
	return nil
}

// queue gives the notifier the engine's notifications by the real clock, by which
// it waits and signs.
type queue struct {
	*engine.Engine
	clock *clock
}

// Sweep queues what the clock made due, and says when to look again.
func (q queue) Sweep() (time.Time, error) {
	next, err := q.Engine.Sweep()
	return q.clock.toReal(next), err
}

// Due returns notifications to deliver now, and the time of the earliest later one.
func (q queue) Due(limit int) ([]engine.Notification, time.Time, error) {
	due, next, err := q.Engine.Due(limit)
	return due, q.clock.toReal(next), err
}

// Attempted records a delivery.
func (q queue) Attempted(id string, a engine.Attempt) (engine.Notification, error) {
	a.At = q.clock.fromReal(a.At)
	return q.Engine.Attempted(id, a)
}
