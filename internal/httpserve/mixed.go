package httpserve

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

// tlsHandshake is the first byte of a connection that begins with TLS.
const tlsHandshake = 0x16

// mixedListener provides a *tls.Conn for each connection that begins with TLS,
// as net/http wants it, and a plain one for each other.
type mixedListener struct {
	*listener
	config    *tls.Config
	firstByte time.Duration // how long a connection may take to begin
	accepted  chan accepted
	closing   sync.Once
	done      chan struct{} // closed by Close
}

// accepted is what Accept returns.
type accepted struct {
	conn net.Conn
	err  error
}

func newMixedListener(ln *listener, config *tls.Config, firstByte time.Duration) *mixedListener {
	l := &mixedListener{listener: ln, config: config, firstByte: firstByte, accepted: make(chan accepted), done: make(chan struct{})}
	go l.run()
	return l
}

// Accept returns the next connection that has begun.
func (l *mixedListener) Accept() (net.Conn, error) {
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
func (l *mixedListener) Close() (err error) {
	l.closing.Do(func() {
		close(l.done)
		err = l.listener.Close()
	})
	return err
}

// run takes connections until the listener is closed. An error is handed on;
// the receiver decides whether to go on, as it does with any listener.
func (l *mixedListener) run() {
	for {
		c, err := l.accept()
		if err == nil {
			go l.begin(c)
			continue
		}
		if !l.offer(nil, err) || errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// begin waits for the first byte and hands the connection on.
func (l *mixedListener) begin(c *conn) {
	var first byte
	err := c.SetReadDeadline(time.Now().Add(l.firstByte))
	if err == nil {
		first, err = c.peek()
	}
	if err == nil {
		err = c.SetReadDeadline(time.Time{})
	}
	if err != nil {
		_ = c.Close() // it has brought nothing
		return
	}
	var begun net.Conn = c
	if first == tlsHandshake {
		begun = tls.Server(c, l.config)
	}
	if !l.offer(begun, nil) {
		_ = c.Close() // nobody will serve it
	}
}

// offer hands a connection or an error to Accept, and reports false when nobody
// asks any more.
func (l *mixedListener) offer(c net.Conn, err error) bool {
	select {
	case l.accepted <- accepted{c, err}:
		return true
	case <-l.done:
		return false
	}
}
