package receiver

import (
	"context"
	"sync"

	"github.com/antom-cli/antom/internal/httpserve"
)

// deliveries lets the deliveries of one notification through one at a time, so
// that the second knows what became of the first.
type deliveries struct {
	mu   sync.Mutex
	busy map[[32]byte]*turn
}

// A turn is a notification that is being worked on.
type turn struct {
	free    chan struct{} // holds one token while nobody works on it
	waiting int           // who holds or wants it
}

// enter waits for the turn, but not longer than until the server begins to
// stop. The function that it returns gives it on.
func (d *deliveries) enter(ctx context.Context, key [32]byte) (leave func(), err error) {
	d.mu.Lock()
	if d.busy == nil {
		d.busy = map[[32]byte]*turn{}
	}
	t := d.busy[key]
	if t == nil {
		t = &turn{free: make(chan struct{}, 1)}
		t.free <- struct{}{}
		d.busy[key] = t
	}
	t.waiting++
	d.mu.Unlock()
	leave = func() { t.free <- struct{}{}; d.leave(key, t) }
	select {
	case <-t.free:
		return leave, nil
	default:
	}
	ctx, cancel := httpserve.UntilStop(ctx)
	defer cancel()
	select {
	case <-t.free:
		return leave, nil
	case <-ctx.Done():
		d.leave(key, t)
		return nil, ctx.Err()
	}
}

func (d *deliveries) leave(key [32]byte, t *turn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t.waiting--; t.waiting == 0 {
		delete(d.busy, key)
	}
}
