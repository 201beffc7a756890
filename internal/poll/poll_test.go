package poll

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

// clock is a clock that moves only when somebody sleeps or a step takes time.
type clock struct {
	now    time.Time
	slept  []time.Duration
	cancel func()
	after  int // cancel during the sleep of this number, counted from 1
}

func newClock() *clock { return &clock{now: time.Unix(1_700_000_000, 0)} }

func (c *clock) Now() time.Time { return c.now }

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.slept = append(c.slept, d)
	if c.after == len(c.slept) {
		c.cancel()
		return ctx.Err()
	}
	c.now = c.now.Add(d)
	return nil
}

const s = time.Second

func TestUntil(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	cases := []struct {
		name     string
		interval time.Duration
		timeout  time.Duration
		cost     time.Duration // what each step takes
		doneAt   int           // the step that is done; 0 is none
		failAt   int
		want     error
		steps    []time.Duration // when each step began, from the start
		end      time.Duration
	}{
		{name: "done at once", interval: 2 * s, timeout: 10 * s, doneAt: 1, steps: []time.Duration{0}},
		{name: "done at the third", interval: 2 * s, timeout: 10 * s, doneAt: 3, steps: []time.Duration{0, 2 * s, 4 * s}, end: 4 * s},
		{name: "last step at the deadline", interval: 2 * s, timeout: 5 * s, want: ErrTimeout, steps: []time.Duration{0, 2 * s, 4 * s, 5 * s}, end: 5 * s},
		{name: "deadline on an interval", interval: 2 * s, timeout: 4 * s, want: ErrTimeout, steps: []time.Duration{0, 2 * s, 4 * s}, end: 4 * s},
		{name: "done at the deadline", interval: 2 * s, timeout: 5 * s, doneAt: 4, steps: []time.Duration{0, 2 * s, 4 * s, 5 * s}, end: 5 * s},
		{name: "shorter than an interval", interval: 2 * s, timeout: s, want: ErrTimeout, steps: []time.Duration{0, s}, end: s},
		{name: "slow steps", interval: 2 * s, timeout: 7 * s, cost: 3 * s, want: ErrTimeout, steps: []time.Duration{0, 5 * s}, end: 8 * s},
		{name: "a step ends at the deadline", interval: 2 * s, timeout: 3 * s, cost: 3 * s, want: ErrTimeout, steps: []time.Duration{0}, end: 3 * s},
		{name: "no limit", interval: 60 * s, doneAt: 100, steps: every(100, 60*s), end: 99 * 60 * s},
		{name: "an error ends it", interval: s, timeout: 9 * s, failAt: 2, want: broken, steps: []time.Duration{0, s}, end: s},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			start := c.now
			var steps []time.Duration
			err := Until(context.Background(), Options{Interval: tc.interval, Timeout: tc.timeout, Now: c.Now, Sleep: c.Sleep},
				func(context.Context) (bool, error) {
					steps = append(steps, c.now.Sub(start))
					c.now = c.now.Add(tc.cost)
					if len(steps) == tc.failAt {
						return false, broken
					}
					return len(steps) == tc.doneAt, nil
				})
			if !errors.Is(err, tc.want) {
				t.Errorf("error: got %v, want %v", err, tc.want)
			}
			if !slices.Equal(steps, tc.steps) {
				t.Errorf("steps began at %v, want %v", steps, tc.steps)
			}
			if end := c.now.Sub(start); end != tc.end {
				t.Errorf("ended at %v, want %v", end, tc.end)
			}
		})
	}
}

func every(n int, d time.Duration) []time.Duration {
	out := make([]time.Duration, n)
	for i := range out {
		out[i] = time.Duration(i) * d
	}
	return out
}

func never(context.Context) (bool, error) { return false, nil }

func TestUntilCountsDown(t *testing.T) {
	t.Parallel()
	c := newClock()
	var left []time.Duration
	err := Until(context.Background(), Options{
		Interval: 2500 * time.Millisecond, Timeout: 4 * s, Now: c.Now, Sleep: c.Sleep,
		Tick: s, OnTick: func(d time.Duration) { left = append(left, d) },
	}, never)
	if !errors.Is(err, ErrTimeout) {
		t.Fatalf("got %v", err)
	}
	want := []time.Duration{4 * s, 3 * s, 2 * s, 1500 * time.Millisecond, 500 * time.Millisecond}
	if !slices.Equal(left, want) {
		t.Errorf("ticks: got %v, want %v", left, want)
	}
	sleeps := []time.Duration{s, s, s / 2, s, s / 2}
	if !slices.Equal(c.slept, sleeps) {
		t.Errorf("sleeps: got %v, want %v", c.slept, sleeps)
	}
}

func TestUntilTicksWithoutLimit(t *testing.T) {
	t.Parallel()
	c := newClock()
	var left []time.Duration
	n := 0
	err := Until(context.Background(), Options{
		Interval: 2 * s, Now: c.Now, Sleep: c.Sleep,
		Tick: s, OnTick: func(d time.Duration) { left = append(left, d) },
	}, func(context.Context) (bool, error) { n++; return n == 2, nil })
	if err != nil || !slices.Equal(left, []time.Duration{0, 0}) {
		t.Errorf("got %v, ticks %v", err, left)
	}
}

func TestUntilIsCancelled(t *testing.T) {
	t.Parallel()
	t.Run("before the first step", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		err := Until(ctx, Options{Interval: s}, func(context.Context) (bool, error) {
			t.Error("a step was taken")
			return true, nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("while sleeping", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(context.Background())
		c := newClock()
		c.cancel, c.after = cancel, 3
		err := Until(ctx, Options{Interval: s, Timeout: 60 * s, Now: c.Now, Sleep: c.Sleep}, never)
		if !errors.Is(err, context.Canceled) || len(c.slept) != 3 {
			t.Errorf("got %v after %d sleeps", err, len(c.slept))
		}
	})
	t.Run("by a step that does not notice", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(context.Background())
		c := newClock()
		n := 0
		err := Until(ctx, Options{Interval: s, Timeout: 60 * s, Now: c.Now, Sleep: c.Sleep},
			func(context.Context) (bool, error) { n++; cancel(); return false, nil })
		if !errors.Is(err, context.Canceled) || n != 1 {
			t.Errorf("got %v after %d steps", err, n)
		}
	})
}

func TestUntilAfterClockJump(t *testing.T) {
	t.Parallel()
	c := newClock()
	n := 0
	sleep := func(context.Context, time.Duration) error {
		c.now = c.now.Add(time.Hour) // the machine was asleep
		return nil
	}
	err := Until(context.Background(), Options{Interval: s, Timeout: 60 * s, Now: c.Now, Sleep: sleep},
		func(context.Context) (bool, error) { n++; return n == 2, nil })
	if err != nil {
		t.Errorf("the step after the jump was done, yet: %v", err)
	}
}

func TestUntilRefusesNoInterval(t *testing.T) {
	t.Parallel()
	if err := Until(context.Background(), Options{}, never); err == nil || errors.Is(err, ErrTimeout) {
		t.Errorf("got %v", err)
	}
}

func TestSleep(t *testing.T) {
	t.Parallel()
	if err := Sleep(context.Background(), 0); err != nil {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// What wakes a pause is asked every tick, and not before the first one is over.
func TestUntilIsWoken(t *testing.T) {
	t.Parallel()
	c := newClock()
	began, asked := c.now, 0
	var steps []time.Duration
	o := Options{Interval: 60 * s, Tick: s, Now: c.Now, Sleep: c.Sleep, Wake: func() bool { asked++; return asked == 5 }}
	err := Until(t.Context(), o, func(context.Context) (bool, error) {
		steps = append(steps, c.now.Sub(began))
		return len(steps) == 3, nil
	})
	if err != nil || !slices.Equal(steps, []time.Duration{0, 5 * s, 65 * s}) {
		t.Errorf("steps at %v, %v", steps, err)
	}
	if asked != 65 {
		t.Errorf("asked %d times", asked)
	}
}
