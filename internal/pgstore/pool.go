package pgstore

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// defaultConnections is how many connections a process uses at most.
	defaultConnections = 4
	// idleLimit is how long a connection may have been unused and yet be believed
	// to be alive. After it the connection is tried before it is used.
	idleLimit = 30 * time.Second
	// connectMost bounds a connection to all hosts of a URL.
	connectMost = 15 * time.Second
)

// A conn is a connection of the pool.
type conn struct {
	*pgconn.PgConn
	// warned tells that the server warned of the statement that is under way.
	warned     atomic.Bool
	host       int // number of its host in the URL
	used       time.Time
	generation uint64
}

// A pool has a fixed number of slots, each with a connection or none.
type pool struct {
	config *Config
	slots  chan *conn // nil: a slot without a connection
	// generation counts the losses of connections. After one, none of the older
	// connections is believed to be alive.
	generation atomic.Uint64
	last       atomic.Int64 // number of the host that accepted last
	// connecting lets one connection be made at a time: a server that comes back is
	// not met by a crowd, and what one learned of the hosts serves the next.
	connecting sync.Mutex
}

func newPool(c *Config, size int) *pool {
	p := &pool{config: c, slots: make(chan *conn, size)}
	for range size {
		p.slots <- nil
	}
	return p
}

// take waits for a slot and connects it if it has no connection.
func (p *pool) take(ctx context.Context) (*conn, error) {
	var c *conn
	select {
	case c = <-p.slots:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c != nil && (c.IsClosed() || c.generation != p.generation.Load() || time.Since(c.used) > idleLimit && c.Ping(ctx) != nil) {
		c.close()
		c = nil
	}
	if c == nil {
		var err error
		if c, err = p.open(ctx); err != nil {
			return nil, err
		}
	}
	c.warned.Store(false)
	return c, nil
}

// give gives a connection back. One whose state is not known is closed.
func (p *pool) give(c *conn) {
	if c.IsClosed() || c.TxStatus() != 'I' {
		c.close()
		c = nil
	} else {
		c.used = time.Now()
	}
	p.slots <- c
}

// open connects, but waits no longer than ctx. The connection that comes later
// fills the slot, so that a slow one is not begun again and again.
func (p *pool) open(ctx context.Context) (*conn, error) {
	type result struct {
		conn *conn
		err  error
	}
	done := make(chan result, 1)
	go func() {
		p.connecting.Lock()
		defer p.connecting.Unlock()
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectMost)
		defer cancel()
		c, err := p.connect(within)
		done <- result{c, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			p.slots <- nil
		}
		return r.conn, r.err
	case <-ctx.Done():
		go func() { p.slots <- (<-done).conn }()
		return nil, ctx.Err()
	}
}

// close ends a connection without waiting for a server that may be away.
func (c *conn) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = c.Close(ctx)
}

// closeAll ends all connections once they are given back, or ctx ends.
func (p *pool) closeAll(ctx context.Context) {
	for range cap(p.slots) {
		select {
		case c := <-p.slots:
			if c != nil {
				c.close()
			}
		case <-ctx.Done():
			return
		}
	}
}

// query runs a statement and gives its rows. The bytes of a row are valid until
// the next one.
func (c *conn) query(ctx context.Context, sql string, a *args, each func(row) error) error {
	if a == nil {
		a = &args{}
	}
	r := c.ExecParams(ctx, sql, a.values, nil, a.formats, []int16{1})
	var failed error
	for r.NextRow() {
		if failed == nil && each != nil {
			failed = each(row(r.Values()))
		}
	}
	if _, err := r.Close(); err != nil {
		return err
	}
	return failed
}
