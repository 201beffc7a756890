// Package silent closes, when a server stops, the connections that have brought
// no request. Browsers open some in advance, and net/http gives each of them
// several seconds to begin.
package silent

import (
	"net"
	"net/http"
	"sync"
)

// Conns are the connections of a server whose first request has not arrived yet.
// The zero value is ready.
type Conns struct {
	mu      sync.Mutex
	conns   map[net.Conn]struct{}
	stopped bool
}

// Note is the ConnState of the server.
func (c *Conns) Note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(c.conns, conn)
	case c.stopped:
		_ = conn.Close() // nobody uses it
	default:
		if c.conns == nil {
			c.conns = map[net.Conn]struct{}{}
		}
		c.conns[conn] = struct{}{}
	}
}

// Close ends these connections, and those that come from now on.
func (c *Conns) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	for conn := range c.conns {
		_ = conn.Close() // nobody uses it
	}
}
