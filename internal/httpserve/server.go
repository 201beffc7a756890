// Package httpserve is the HTTP server of every command that listens: the
// receiver of notifications, the simulator and the preview. Untrusted clients may
// reach such a server, so the package limits connections, time and memory. It
// knows nothing of what is served.
//
// If all connections are in use, a new connection replaces one that has brought
// no complete request: one that has sent nothing, that is still sending its
// headers, its TLS handshake or its body, that is idle between two requests, or
// that does not read its response. A connection whose request has arrived
// completely is never closed in this way, however long the handler works.
package httpserve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

const (
	// receiveGrace is how long requests that are still arriving may go on when
	// the server stops.
	receiveGrace = time.Second
	// handlerGrace is how long handlers whose connections were closed get to return.
	handlerGrace = time.Second
)

// ErrUnfinished reports that Limits.StopTimeout was over before every request was
// answered.
var ErrUnfinished = errors.New("stopped before every request was finished")

// Server is a server that has not begun yet. Handler is required.
type Server struct {
	Handler http.Handler
	Limits  Limits
	// TLS makes the server speak HTTPS. It has the certificates. Only HTTP/1.1 is
	// offered, so that a connection is one request at a time.
	TLS *tls.Config
	// PlainToo makes a server with TLS speak HTTP as well, on the same port: the
	// first byte of a connection tells which.
	PlainToo bool
	// BeforeStop is called when the context has ended. The server goes on until
	// it returns. nil is allowed.
	BeforeStop func()
	// Counts, if not nil, counts the connections.
	Counts *Counts
}

// Serve serves on ln until ctx ends, answers the requests that have arrived, and
// closes ln. It returns nil after a clean stop and ErrUnfinished when
// Limits.StopTimeout was over first. The contexts of requests outlive ctx; see
// Lifetime and UntilStop.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	limits := s.Limits.withDefaults()
	connections := newPool(limits)
	if s.Counts != nil {
		connections.counts = s.Counts
	}
	life, end := context.WithCancel(withStop(ctx))
	defer end()
	var running handlers
	server := &http.Server{
		Handler:           running.count(connections.track(s.Handler)),
		ReadHeaderTimeout: limits.ReadHeaderTimeout, ReadTimeout: limits.ReadTimeout, WriteTimeout: limits.WriteTimeout,
		IdleTimeout: limits.IdleTimeout, MaxHeaderBytes: limits.MaxHeaderBytes, ErrorLog: limits.ErrorLog,
		BaseContext: func(net.Listener) context.Context { return withLifetime(life) },
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return withConn(ctx, pooled(c)) },
		ConnState:   connections.note,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(s.listen(ln, connections, limits)) }()
	select {
	case err := <-served:
		return errors.Join(err, server.Close())
	case <-ctx.Done():
	}
	if s.BeforeStop != nil {
		s.BeforeStop()
	}
	connections.stop()
	arriving := time.AfterFunc(receiveGrace, connections.closeArriving)
	defer arriving.Stop()
	bound, cancel := context.WithTimeout(life, limits.StopTimeout)
	defer cancel()
	err := server.Shutdown(bound)
	<-served // only then the address is free in any case
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("stopping the server: %w", errors.Join(err, server.Close()))
	}
	end()
	_ = server.Close() // what is left of the connections is of no use to anybody
	running.wait(handlerGrace)
	return ErrUnfinished
}

// listen puts the limits, and TLS when it is wanted, before a listener.
func (s *Server) listen(ln net.Listener, connections *pool, limits Limits) net.Listener {
	limited := &listener{Listener: ln, pool: connections}
	if s.TLS == nil {
		return limited
	}
	config := s.TLS.Clone()
	config.NextProtos = []string{"http/1.1"}
	if s.PlainToo {
		return newMixedListener(limited, config, limits.ReadHeaderTimeout)
	}
	// Outermost, because net/http knows a connection of TLS only as such.
	return tls.NewListener(limited, config)
}
