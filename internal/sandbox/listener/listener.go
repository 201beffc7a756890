// Package listener lets one port speak plain HTTP and TLS: the first byte of a
// connection tells which. Connections that say nothing hold up nobody, and there
// is a limit to all of them.
package listener

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// DefaultFirstByte is how long a connection may take to begin.
	DefaultFirstByte = 10 * time.Second
	// DefaultMax is the number of connections at a time.
	DefaultMax = 1024
	// handshake is the first byte of a connection that begins with TLS.
	handshake = 0x16
)

// Options are the choices of New. TLS is needed.
type Options struct {
	// TLS has the certificate.
	TLS *tls.Config
	// FirstByte is how long a connection may take to begin; DefaultFirstByte when 0.
	FirstByte time.Duration
	// Max is the number of connections at a time; DefaultMax when 0. A further one
	// takes the place of the oldest that has said nothing yet, or waits.
	Max int
}

// New takes connections of a listener and gives out a *tls.Conn for each that
// begins with TLS, as net/http wants it, and a plain one for each other.
func New(ln net.Listener, o Options) net.Listener {
	if o.FirstByte <= 0 {
		o.FirstByte = DefaultFirstByte
	}
	if o.Max <= 0 {
		o.Max = DefaultMax
	}
	l := &listener{Listener: ln, options: o, accepted: make(chan accepted), done: make(chan struct{})}
	l.changed.L = &l.mu
	go l.run()
	return l
}

type listener struct {
	net.Listener
	options  Options
	accepted chan accepted
	done     chan struct{} // closed by Close

	mu      sync.Mutex
	changed sync.Cond // open is less, or closed is set
	open    int
	silent  []*conn // connections that have not begun, oldest first
	closed  bool
}

// accepted is what Accept returns.
type accepted struct {
	conn net.Conn
	err  error
}

// Accept returns the next connection that has begun.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case <-l.done:
		return nil, net.ErrClosed
	default:
	}
	select {
	case a := <-l.accepted:
		return a.conn, a.err
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close ends the listener, and the connections that it has not given out.
func (l *listener) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	close(l.done)
	silent := l.silent
	l.silent = nil
	l.changed.Broadcast()
	l.mu.Unlock()
	for _, c := range silent {
		_ = c.Close() // it has brought nothing
	}
	return l.Listener.Close()
}

// run takes connections until the listener is closed. An error is handed on;
// the receiver decides whether to go on, as it does with any listener.
func (l *listener) run() {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			if !l.give(nil, err) || errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		c := &conn{Conn: raw, owner: l}
		if !l.admit(c) {
			_ = raw.Close() // nobody will serve it
			return
		}
		go l.begin(c)
	}
}

// admit waits until there is room for one more connection, and counts it. It
// reports false when the listener was closed.
func (l *listener) admit(c *conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.open >= l.options.Max && !l.closed {
		if len(l.silent) > 0 {
			oldest := l.silent[0]
			l.silent = l.silent[1:]
			oldest.end() // its place is given back here, not by Close
			l.open--
			break
		}
		l.changed.Wait()
	}
	if l.closed {
		return false
	}
	l.open++
	l.silent = append(l.silent, c)
	return true
}

// begin waits for the first byte and hands the connection on.
func (l *listener) begin(c *conn) {
	err := c.SetReadDeadline(time.Now().Add(l.options.FirstByte))
	if err == nil {
		_, err = c.Conn.Read(c.first[:])
	}
	if err == nil {
		err = c.SetReadDeadline(time.Time{})
	}
	l.spoke(c)
	if err != nil {
		_ = c.Close() // it has brought nothing
		return
	}
	c.unread = true
	var begun net.Conn = c
	if c.first[0] == handshake {
		begun = tls.Server(c, l.options.TLS)
	}
	if !l.give(begun, nil) {
		_ = c.Close() // nobody will serve it
	}
}

// give hands a connection or an error to Accept, and reports false when nobody
// asks any more.
func (l *listener) give(c net.Conn, err error) bool {
	select {
	case l.accepted <- accepted{c, err}:
		return true
	case <-l.done:
		return false
	}
}

// spoke takes a connection from the silent ones.
func (l *listener) spoke(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, s := range l.silent {
		if s == c {
			l.silent = append(l.silent[:i], l.silent[i+1:]...)
			return
		}
	}
}

// leave gives a place back.
func (l *listener) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	l.changed.Signal()
}

// conn is a connection whose first byte was read.
type conn struct {
	net.Conn
	owner  *listener
	first  [1]byte
	unread bool // first was not given out yet
	once   sync.Once
}

// Read gives the first byte back before the rest.
func (c *conn) Read(b []byte) (int, error) {
	if c.unread && len(b) > 0 {
		c.unread = false
		b[0] = c.first[0]
		return 1, nil
	}
	return c.Conn.Read(b)
}

// Close ends the connection and makes room for another.
func (c *conn) Close() error {
	err := c.Conn.Close()
	c.once.Do(c.owner.leave)
	return err
}

// end closes a connection whose place is taken over.
func (c *conn) end() {
	c.once.Do(func() {})
	_ = c.Conn.Close() // it has brought nothing
}

// NetConn is the connection of the operating system.
func (c *conn) NetConn() net.Conn { return c.Conn }
