package receiver

import (
	"context"
	"sync"
	"time"
)

// lastWait is how long handlers whose connections were closed get to return.
const lastWait = time.Second

// stopKey is the key of the context that ends when the server begins to stop,
// in the context of all that it does.
type stopKey struct{}

// untilStop is ctx, but ends already when the server begins to stop.
func untilStop(ctx context.Context) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(ctx)
	if stop, ok := ctx.Value(stopKey{}).(context.Context); ok {
		if stop.Err() != nil {
			cancel()
		}
		release := context.AfterFunc(stop, cancel)
		return out, func() { release(); cancel() }
	}
	return out, cancel
}

// A gate counts the handlers that run.
type gate struct {
	mu    sync.Mutex
	count int
	empty chan struct{} // closed when the count is 0, if somebody waits
}

func (g *gate) enter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.count++
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.count--
	if g.count == 0 && g.empty != nil {
		close(g.empty)
		g.empty = nil
	}
}

// wait waits until no handler runs, at most for d.
func (g *gate) wait(d time.Duration) {
	g.mu.Lock()
	if g.count == 0 {
		g.mu.Unlock()
		return
	}
	empty := make(chan struct{})
	g.empty = empty
	g.mu.Unlock()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-empty:
	case <-t.C:
	}
}
