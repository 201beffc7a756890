// Package poll waits for something to become final by asking again and again,
// on a clock that the caller supplies.
//
// It only keeps time. What a failed attempt means is decided by the step: it
// returns an error to end the wait, and nil to survive the failure.
package poll

import (
	"context"
	"errors"
	"time"
)

// ErrTimeout means that the step was not done when the time was up.
var ErrTimeout = errors.New("the time to wait is over")

// Options says how to wait. Now and Sleep are the clock; both are needed
// together and default to the real one.
type Options struct {
	// Interval is the pause between the end of one step and the next one. It
	// must be positive; a sensible minimum is the caller's business.
	Interval time.Duration
	// Timeout is counted from the call of Until. 0 or less waits without
	// limit, until ctx ends.
	Timeout time.Duration

	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error

	// Tick is how often OnTick is called during a pause; 0 is never. The first
	// call comes at the pause's beginning.
	Tick time.Duration
	// OnTick gets the time that is left, 0 when there is no limit.
	OnTick func(left time.Duration)
	// Wake, if not nil, is asked after each tick of a pause; true ends the pause.
	Wake func() bool
}

// Until calls step at once and then after every interval, until step is done
// (nil), returns an error (that error), ctx ends (its error), or the time is
// up (ErrTimeout).
//
// The last pause is cut so that it ends exactly at the deadline, where the step
// is called a last time. No step begins later than that, unless the clock
// jumped meanwhile (a laptop that slept): then there is one more, since the
// state may well have become final. A step that has begun is not cut off; it
// needs a limit of its own.
func Until(ctx context.Context, o Options, step func(context.Context) (done bool, err error)) error {
	if o.Interval <= 0 {
		return errors.New("the interval between two polls must be positive")
	}
	if o.Now == nil || o.Sleep == nil {
		o.Now, o.Sleep = time.Now, Sleep
	}
	limit := deadline{at: o.Now().Add(o.Timeout), none: o.Timeout <= 0}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if done, err := step(ctx); done || err != nil {
			return err
		}
		now := o.Now()
		if limit.reached(now) {
			return ErrTimeout
		}
		if err := o.pause(ctx, now.Add(o.Interval), limit); err != nil {
			return err
		}
	}
}

// pause sleeps until a moment, but not beyond the deadline, in pieces of one
// tick.
func (o Options) pause(ctx context.Context, until time.Time, limit deadline) error {
	until = limit.earlier(until)
	for {
		now := o.Now()
		left := until.Sub(now)
		if left <= 0 {
			return nil
		}
		if o.OnTick != nil && o.Tick > 0 {
			o.OnTick(limit.left(now))
		}
		if (o.OnTick != nil || o.Wake != nil) && o.Tick > 0 {
			left = min(left, o.Tick)
		}
		if err := o.Sleep(ctx, left); err != nil {
			return err
		}
		if o.Wake != nil && o.Wake() {
			return nil
		}
	}
}

// deadline is a moment, or none.
type deadline struct {
	at   time.Time
	none bool
}

func (d deadline) reached(now time.Time) bool { return !d.none && !now.Before(d.at) }

func (d deadline) earlier(t time.Time) time.Time {
	if !d.none && d.at.Before(t) {
		return d.at
	}
	return t
}

func (d deadline) left(now time.Time) time.Duration {
	if d.none {
		return 0
	}
	return max(d.at.Sub(now), 0)
}

// Sleep waits for a duration on the real clock, or until ctx ends, whose error
// it then returns.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
