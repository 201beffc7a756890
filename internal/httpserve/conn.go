package httpserve

import (
	"crypto/tls"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// conn is a connection of a pool.
type conn struct {
	net.Conn
	pool   *pool
	peer   *peer
	closed sync.Once

	// These are guarded by the pool's mutex.
	index   int           // in pool.conns
	since   time.Duration // its last step: accepted, headers complete, or request answered
	evicted bool          // another has its place
	busy    bool          // the headers of a request have arrived, and it is not answered yet
	body    int64         // how much of its body is in memory

	arriving atomic.Bool  // its body is not complete
	reading  atomic.Bool  // somebody waits for its bytes
	writing  atomic.Int64 // since when (a time.Duration) somebody waits for it to take bytes; 0 for nobody

	first [1]byte // its first byte, when that was looked at
	ahead bool    // first is still to be read
}

// pooled is the conn that net/http serves, by itself or in TLS.
func pooled(c net.Conn) *conn {
	if secure, ok := c.(*tls.Conn); ok {
		c = secure.NetConn()
	}
	own, _ := c.(*conn)
	return own
}

// peek waits for the first byte. It is called once, before anything is read.
func (c *conn) peek() (byte, error) {
	if _, err := c.Conn.Read(c.first[:]); err != nil {
		return 0, err
	}
	c.ahead = true
	return c.first[0], nil
}

func (c *conn) Read(b []byte) (int, error) {
	if c.ahead && len(b) > 0 {
		c.ahead = false
		b[0] = c.first[0]
		return 1, nil
	}
	c.reading.Store(true)
	defer c.reading.Store(false)
	return c.Conn.Read(b)
}

func (c *conn) Write(b []byte) (int, error) {
	c.writing.Store(int64(c.pool.now()))
	defer c.writing.Store(0)
	return c.Conn.Write(b)
}

// Close ends the connection and makes room for another.
func (c *conn) Close() error {
	err := c.Conn.Close()
	c.closed.Do(func() { c.pool.leave(c) })
	return err
}

// NetConn is the connection of the operating system.
func (c *conn) NetConn() net.Conn { return c.Conn }

// candidate reports whether the connection may be given up for another one.
// The pool's mutex is held.
func (c *conn) candidate() bool {
	switch {
	case !c.busy:
		return true
	case c.arriving.Load() && c.reading.Load():
		return true
	default:
		since := time.Duration(c.writing.Load())
		return since != 0 && c.pool.now()-since > c.pool.stall
	}
}

// before reports whether c is to be given up rather than other.
func (c *conn) before(other *conn) bool {
	if more := c.peer.candidates - other.peer.candidates; more != 0 {
		return more > 0
	}
	return c.since < other.since
}
