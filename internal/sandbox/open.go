package sandbox

import (
	"context"
	"errors"
	"time"
)

const (
	// lockTry is how long one try of OpenOrDial waits for the state's lock.
	lockTry = 50 * time.Millisecond
	// lockPause is the time between two tries.
	lockPause = 100 * time.Millisecond
)

// OpenOrDial finds the process that serves the state directory, or opens the
// state in this one. Exactly one of the two results is not nil when there is no
// error. While another process holds the state without serving it, it waits for
// o.LockTimeout; meanwhile the other may begin to serve, which ends the wait too.
// The error is ErrLocked when the time was not enough, and the context's own
// when that ended first; else it is that of Open or Dial.
func OpenOrDial(ctx context.Context, o Options) (*Sandbox, *Remote, error) {
	o = o.withDefaults()
	begin := o.Now()
	limit := o.LockTimeout
	o.LockTimeout = min(limit, lockTry)
	for waited := time.Duration(0); ; waited += lockPause {
		own, remote, err := openOrDial(ctx, &o)
		// Pauses are counted as well as timed, so that a clock that stands still
		// cannot make the wait endless.
		if !errors.Is(err, ErrLocked) || max(waited, o.Now().Sub(begin)) >= limit {
			return own, remote, err
		}
		if err := o.Sleep(ctx, lockPause); err != nil {
			return nil, nil, err
		}
	}
}

// openOrDial is one try. It keeps the keys in o, which are read only once.
func openOrDial(ctx context.Context, o *Options) (*Sandbox, *Remote, error) {
	remote, err := Dial(ctx, o.Dir)
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	if !errors.Is(err, ErrNotRunning) {
		return nil, remote, err
	}
	if !o.Identity.complete() {
		if o.Identity, err = LoadIdentity(o.Dir, o.Rand); err != nil {
			return nil, nil, err
		}
	}
	own, err := Open(*o)
	return own, nil, err
}
