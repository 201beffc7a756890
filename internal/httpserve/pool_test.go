package httpserve

import (
	"net"
	"testing"
	"time"
)

// quietConn is a connection from an address that only knows whether it was closed.
type quietConn struct {
	net.Conn
	from   net.Addr
	closed bool
}

func (c *quietConn) RemoteAddr() net.Addr { return c.from }
func (c *quietConn) Close() error         { c.closed = true; return nil }

func from(ip string) *quietConn {
	return &quietConn{from: &net.TCPAddr{IP: net.ParseIP(ip), Port: 1}}
}

// crowd is a full pool of connections from these addresses, the first being the
// oldest.
func crowd(t *testing.T, ips ...string) (*pool, []*conn) {
	t.Helper()
	p := newPool(Limits{MaxConnections: len(ips), MaxBodyBytes: 100, StallTimeout: time.Second})
	p.begin = p.begin.Add(-time.Hour)
	var conns []*conn
	for n, ip := range ips {
		c := p.admit(from(ip))
		c.since = time.Duration(n) * time.Second
		conns = append(conns, c)
	}
	return p, conns
}

func TestWhoMakesWay(t *testing.T) {
	t.Parallel()
	const a, b, six, sixToo = "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"
	for _, test := range []struct {
		name  string
		ips   []string
		state func(p *pool, conns []*conn)
		want  int // the one that makes way; -1 for none
	}{
		{"the oldest", []string{a, a, a}, nil, 0},
		{"of the address with most", []string{b, a, a}, nil, 1},
		{"an IPv6 network is one address", []string{b, six, sixToo}, nil, 1},
		{"the oldest of equals", []string{b, a}, nil, 0},
		{"not one that is worked on", []string{a, a, a}, func(p *pool, c []*conn) { p.beginRequest(c[0], false) }, 1},
		{"nor do these count", []string{a, a, a, b, b}, func(p *pool, c []*conn) { p.beginRequest(c[0], false); p.beginRequest(c[1], false) }, 3},
		{"one whose body is waited for", []string{a, a}, func(p *pool, c []*conn) {
			p.beginRequest(c[0], true)
			c[0].reading.Store(true)
			p.beginRequest(c[1], false)
			c[1].reading.Store(true) // as net/http does while a handler works
			c[0].since = 0
		}, 0},
		{"not one whose body has arrived", []string{a}, func(p *pool, c []*conn) {
			p.beginRequest(c[0], true)
			p.received(c[0], 5, true)
			c[0].reading.Store(true)
		}, -1},
		{"one that does not read its answer", []string{a}, func(p *pool, c []*conn) {
			p.beginRequest(c[0], false)
			c[0].writing.Store(int64(p.now() - 2*time.Second))
			c[0].since = 0
		}, 0},
		{"not one that is being written to", []string{a}, func(p *pool, c []*conn) {
			p.beginRequest(c[0], false)
			c[0].writing.Store(int64(p.now()))
			c[0].since = 0
		}, -1},
		{"one that is idle", []string{a, a}, func(p *pool, c []*conn) {
			p.beginRequest(c[0], false)
			p.rest(c[0])
			p.beginRequest(c[1], false)
			c[0].since = 0
		}, 0},
		{"not a new one", []string{a}, func(p *pool, c []*conn) { c[0].since = p.now() }, -1},
		{"not a new one while most are used", []string{a, a, a}, func(p *pool, c []*conn) {
			p.beginRequest(c[0], false)
			p.beginRequest(c[1], false)
			c[2].since = p.now() - longGrace/2
		}, -1},
		{"one whose answered request has a rest", []string{a}, func(p *pool, c []*conn) {
			p.beginRequest(c[0], true)
			p.releaseBody(c[0])
			c[0].since = 0
		}, 0},
	} {
		p, conns := crowd(t, test.ips...)
		if test.state != nil {
			test.state(p, conns)
		}
		got := -1
		if p.makeRoom() {
			for n, c := range conns {
				if c.evicted {
					got = n
				}
			}
		}
		if got != test.want {
			t.Errorf("%s: got %d, want %d", test.name, got, test.want)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	const max = 4
	p, conns := crowd(t, "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2")
	for range max {
		conns = append(conns, p.admit(from("192.0.2.3")))
	}
	if len(p.conns) != max || p.ending != max {
		t.Fatalf("%d are open and %d are ending", len(p.conns), p.ending)
	}
	// No more goroutines than that: the next one waits until one has ended.
	admitted := make(chan *conn)
	go func() { admitted <- p.admit(from("192.0.2.4")) }()
	select {
	case <-admitted:
		t.Error("admitted")
	case <-time.After(5 * poll):
	}
	_ = conns[0].Close()
	_ = conns[0].Close() // a second time changes nothing
	conns = append(conns, <-admitted)
	p.stop()
	if p.admit(from("192.0.2.5")) != nil {
		t.Error("admitted after the stop")
	}
	for _, c := range conns {
		_ = c.Close()
		if !c.Conn.(*quietConn).closed {
			t.Error("a connection is left open")
		}
	}
	if len(p.conns) != 0 || p.ending != 0 || len(p.peers) != 0 || p.bodies != 0 {
		t.Errorf("%d are open, %d are ending, %d addresses, %d bytes", len(p.conns), p.ending, len(p.peers), p.bodies)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	p, conns := crowd(t, "192.0.2.1", "192.0.2.1", "192.0.2.2")
	for _, c := range conns {
		p.beginRequest(c, true)
	}
	for n, bytes := range []int{60, 20, 15} {
		if !p.received(conns[n], bytes, false) {
			t.Errorf("%d: given up", n)
		}
	}
	if !p.received(conns[1], 20, false) || !conns[0].evicted || p.bodies != 55 {
		t.Errorf("the largest is there: %t; %d bytes", !conns[0].evicted, p.bodies)
	}
	if p.received(conns[1], 100, false) || p.bodies != 15 {
		t.Errorf("more than all: %d bytes", p.bodies)
	}
	if !p.received(conns[2], 99, true) || p.bodies != 0 {
		t.Errorf("a body that is complete is counted: %d bytes", p.bodies)
	}
}

func TestWithinFiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		connections, files, want uint64
	}{{512, 0, 512}, {512, 1 << 20, 512}, {1024, 1024, 384}, {512, 1024, 384}, {512, 256, 96}, {512, 1, 1}, {10, ^uint64(0), 10}} {
		if got := withinFiles(int(test.connections), test.files); uint64(got) != test.want {
			t.Errorf("%d connections with %d files: %d, want %d", test.connections, test.files, got, test.want)
		}
	}
}
