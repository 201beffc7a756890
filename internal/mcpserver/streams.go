package mcpserver

import (
	"context"
	"io"
	"sync"
	"time"
)

// grace is how long calls may go on when the client has closed its end.
const grace = 700 * time.Millisecond

// stopLater ends the calls under way after the grace.
func stopLater(ctx context.Context, o Options, stop func()) {
	go func() {
		_ = o.Sleep(ctx, grace) // an error means that it has ended already
		stop()
	}()
}

// endReader tells when the client has closed its end.
type endReader struct {
	in   io.Reader
	once sync.Once
	end  func()
}

func (r *endReader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	if err != nil {
		r.once.Do(r.end)
	}
	return n, err
}

// Close leaves the stream to whoever opened it.
func (r *endReader) Close() error { return nil }

// keepOpen is a writer that is not closed.
type keepOpen struct{ io.Writer }

// Close does nothing.
func (keepOpen) Close() error { return nil }
