package sandbox

import (
	"context"
	"net/http"
	"time"
)

// advance is the body of an advance of the clock: how much time passes, as Go writes
// a duration, such as "10m0s".
type advance struct {
	By string `json:"by"`
}

// clockRoutes adds what moves the clock.
func clockRoutes(mux *http.ServeMux, c Control) {
	post(mux, "clock/advance", func(ctx context.Context, _ string, a advance) (any, error) {
		by, err := time.ParseDuration(a.By)
		if err != nil {
			return nil, &ClockError{Detail: "by must be a duration, such as 10m: " + err.Error()}
		}
		return c.AdvanceClock(ctx, by)
	})
	post(mux, "clock/next", func(ctx context.Context, _ string, _ nothing) (any, error) { return c.AdvanceClockToNext(ctx) })
	post(mux, "clock/reset", func(ctx context.Context, _ string, _ nothing) (any, error) { return c.ResetClock(ctx) })
}

// Clock tells the time.
func (r *Remote) Clock(ctx context.Context) (c Clock, err error) {
	err = r.do(ctx, http.MethodGet, "clock", nil, &c)
	return c, err
}

// AdvanceClock lets time pass.
func (r *Remote) AdvanceClock(ctx context.Context, by time.Duration) (c Clock, err error) {
	err = r.do(ctx, http.MethodPost, "clock/advance", advance{By: by.String()}, &c)
	return c, err
}

// AdvanceClockToNext moves the clock to the next event.
func (r *Remote) AdvanceClockToNext(ctx context.Context) (c Clock, err error) {
	err = r.do(ctx, http.MethodPost, "clock/next", nothing{}, &c)
	return c, err
}

// ResetClock goes back to the real time.
func (r *Remote) ResetClock(ctx context.Context) (c Clock, err error) {
	err = r.do(ctx, http.MethodPost, "clock/reset", nothing{}, &c)
	return c, err
}
