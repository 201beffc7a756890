package httpserve

import (
	"cmp"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

const (
	// poll is how often an admission that found no candidate looks again: a body
	// or an answer that stalls does not announce it.
	poll = 5 * time.Millisecond
	// quickGrace is how long a connection has for its next step: many clients with
	// requests must not displace each other before these are read.
	quickGrace = 10 * time.Millisecond
	// longGrace is the same while most connections are used, so that nobody
	// floods the server.
	longGrace = 500 * time.Millisecond
)

// pool has the connections of a server.
type pool struct {
	max       int
	maxBodies int64
	stall     time.Duration
	grace     time.Duration
	counts    *Counts
	begin     time.Time // what the times of a conn count from

	mu      sync.Mutex
	changed sync.Cond // there may be room or a candidate
	conns   []*conn   // in no order
	peers   map[netip.Prefix]*peer
	ending  int   // evicted ones that their goroutine has not let go of
	bodies  int64 // the sum of conn.body
	crowded bool  // a connection waits for room
	stopped bool  // no more connections
}

func newPool(l Limits) *pool {
	p := &pool{max: l.MaxConnections, maxBodies: l.MaxBodyBytes, stall: l.StallTimeout, grace: cmp.Or(l.grace, quickGrace), begin: time.Now(), counts: new(Counts), peers: map[netip.Prefix]*peer{}}
	p.changed.L = &p.mu
	return p
}

// admit waits until there is room for one more connection, and counts it. It
// returns nil when the server stops.
func (p *pool) admit(raw net.Conn) *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.conns) >= p.max && !p.stopped {
		// Evicted connections have goroutines until they notice; without a bound
		// to their number they would take memory without one.
		if p.ending >= p.max || !p.evictOne() {
			p.crowded = true
			p.wait()
		}
	}
	p.crowded = false
	if p.stopped {
		return nil
	}
	c := &conn{Conn: raw, pool: p, peer: p.peer(networkOf(raw.RemoteAddr())), index: len(p.conns), since: p.now()}
	c.peer.open++
	p.conns = append(p.conns, c)
	p.counts.Open.Add(1)
	p.counts.Accepted.Add(1)
	return c
}

// now is the time since the pool's begin.
func (p *pool) now() time.Duration { return time.Since(p.begin) }

// wait waits until something has changed, or a little. The mutex is held.
func (p *pool) wait() {
	t := time.AfterFunc(poll, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.changed.Broadcast()
	})
	defer t.Stop()
	p.changed.Wait()
}

func (p *pool) peer(network netip.Prefix) *peer {
	if p.peers[network] == nil {
		p.peers[network] = &peer{network: network}
	}
	return p.peers[network]
}

// makeRoom gives a connection up, where one can be.
func (p *pool) makeRoom() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.evictOne()
}

// evictOne is makeRoom with the mutex held.
func (p *pool) evictOne() bool {
	v := p.victim()
	if v != nil {
		p.evict(v)
	}
	return v != nil
}

// victim is the candidate whose last step is the longest time ago, of the peer
// with most candidates. It is nil when there is none.
func (p *pool) victim() *conn {
	for _, c := range p.conns {
		c.peer.candidates = 0
	}
	all := 0
	for _, c := range p.conns {
		if c.candidate() {
			c.peer.candidates++
			all++
		}
	}
	grace := p.grace
	if 2*all < p.max {
		grace = longGrace
	}
	latest := p.now() - grace
	var v *conn
	for _, c := range p.conns {
		if c.candidate() && c.since <= latest && (v == nil || c.before(v)) {
			v = c
		}
	}
	return v
}

// evict ends a connection and gives its place away. The mutex is held.
func (p *pool) evict(c *conn) {
	p.remove(c)
	p.counts.Displaced.Add(1)
	c.evicted = true
	p.ending++
	_ = c.Conn.Close() // its goroutine notices and calls conn.Close
}

// remove takes a connection out. The mutex is held.
func (p *pool) remove(c *conn) {
	p.counts.Open.Add(-1)
	last := p.conns[len(p.conns)-1]
	p.conns[c.index], last.index = last, c.index
	p.conns[len(p.conns)-1] = nil
	p.conns = p.conns[:len(p.conns)-1]
	if c.peer.open--; c.peer.open == 0 {
		delete(p.peers, c.peer.network)
	}
	p.dropBody(c)
}

// leave is told of the end of a connection.
func (p *pool) leave(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.evicted {
		p.ending--
	} else {
		p.remove(c)
	}
	p.changed.Signal()
}

// note is the ConnState of the server.
func (p *pool) note(nc net.Conn, state http.ConnState) {
	if c := pooled(nc); c != nil && state == http.StateIdle {
		p.rest(c)
	}
}

// rest is told that a request is answered. A connection that waits for room does
// not wait for another request over this one.
func (p *pool) rest(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c.busy, c.since = false, p.now()
	c.arriving.Store(false)
	if p.crowded && !c.evicted {
		p.evict(c)
	}
	p.changed.Signal()
}

// beginRequest is told that the headers of a request have arrived. It reports
// whether the connection is still there, and whether others wait for its place.
func (p *pool) beginRequest(c *conn, body bool) (open, crowded bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c.busy, c.since = true, p.now()
	c.arriving.Store(body)
	return !c.evicted, p.crowded
}

// stop ends the connections that have brought no request, and admits no more.
// Browsers open some in advance, and net/http gives each of them several seconds.
func (p *pool) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	p.changed.Broadcast()
	p.evictAll(func(c *conn) bool { return !c.busy })
}

// closeArriving ends the connections whose request is still arriving, or that do
// not read their answer.
func (p *pool) closeArriving() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.evictAll((*conn).candidate)
}

// evictAll evicts every connection that fits. The mutex is held.
func (p *pool) evictAll(fits func(*conn) bool) {
	for i := len(p.conns) - 1; i >= 0; i-- { // from behind, because evict moves the last one
		if fits(p.conns[i]) {
			p.evict(p.conns[i])
		}
	}
}
