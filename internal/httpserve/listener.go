package httpserve

import (
	"errors"
	"net"
	"syscall"
)

// listener takes connections into a pool.
type listener struct {
	net.Listener
	pool *pool
}

// Accept returns the next connection when there is room for it.
func (l *listener) Accept() (net.Conn, error) { return l.accept() }

func (l *listener) accept() (*conn, error) {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			// The process may have used up its files elsewhere.
			if outOfFiles(err) && l.pool.makeRoom() {
				continue
			}
			return nil, err
		}
		c := l.pool.admit(raw)
		if c == nil {
			_ = raw.Close() // nobody will serve it
			return nil, net.ErrClosed
		}
		return c, nil
	}
}

// Close ends the listener, and an Accept that waits for room.
func (l *listener) Close() error {
	l.pool.stop()
	return l.Listener.Close()
}

func outOfFiles(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
