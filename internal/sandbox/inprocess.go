package sandbox

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// InProcess returns a transport that reaches h without any socket, over
// in-memory connections that speak real HTTP, so that a dropped connection or
// a late answer behaves as on a network. stop ends it.
func InProcess(h http.Handler) (transport http.RoundTripper, stop func()) {
	l := &memoryListener{accepted: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }() // ends with ErrServerClosed when stopped
	t := &http.Transport{DialContext: l.dial}
	return t, func() {
		t.CloseIdleConnections()
		_ = server.Close() // also closes the listener
	}
}

// memoryListener accepts the connections that dial makes.
type memoryListener struct {
	accepted chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

func (l *memoryListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.accepted <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.accepted:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *memoryListener) Addr() net.Addr { return memoryAddr{} }

type memoryAddr struct{}

func (memoryAddr) Network() string { return "memory" }
func (memoryAddr) String() string  { return "in-process" }
