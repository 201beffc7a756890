package mcpserver

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// defaultGrace is the value of Options.Grace.
const defaultGrace = 10 * time.Second

// streams is the transport over a pair of streams. When the client closes its end, the
// calls that it made before still get their responses, within the grace.
type streams struct {
	in    io.Reader
	out   io.Writer
	grace time.Duration
}

// Connect begins to read.
func (s streams) Connect(ctx context.Context) (mcp.Connection, error) {
	inner := &mcp.IOTransport{Reader: io.NopCloser(s.in), Writer: keepOpen{s.out}, MaxLineLength: maxMessage}
	c, err := inner.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{Connection: c, grace: s.grace, answered: make(chan struct{}, 1)}, nil
}

// connection counts the calls that have no response yet.
type connection struct {
	mcp.Connection
	grace time.Duration

	mu       sync.Mutex
	open     int
	answered chan struct{} // a response was written
}

// Read reads the next message.
func (c *connection) Read(ctx context.Context) (jsonrpc.Message, error) {
	m, err := c.Connection.Read(ctx)
	if err != nil {
		c.finish(ctx)
		return m, err
	}
	if r, ok := m.(*jsonrpc.Request); ok && r.IsCall() {
		c.count(1)
	}
	return m, nil
}

// Write writes a message.
func (c *connection) Write(ctx context.Context, m jsonrpc.Message) error {
	err := c.Connection.Write(ctx, m)
	if _, ok := m.(*jsonrpc.Response); ok {
		c.count(-1)
		select {
		case c.answered <- struct{}{}:
		default:
		}
	}
	return err
}

func (c *connection) count(by int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open += by
	return c.open
}

// finish waits until all calls have their responses, or the grace is over.
func (c *connection) finish(ctx context.Context) {
	over := time.NewTimer(c.grace)
	defer over.Stop()
	for c.count(0) > 0 {
		select {
		case <-c.answered:
		case <-over.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// keepOpen is a writer that is not closed.
type keepOpen struct{ io.Writer }

// Close does nothing.
func (keepOpen) Close() error { return nil }
