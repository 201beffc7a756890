package receiver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/silent"
)

// Limits bound what senders may take of time and space.
type Limits struct {
	ReadHeaderTimeout time.Duration // from the first byte of a request to the end of its headers
	ReadTimeout       time.Duration // to the end of its body
	WriteTimeout      time.Duration // to the end of the answer, forwarding included
	IdleTimeout       time.Duration // between two requests of a connection
	StopTimeout       time.Duration // for finishing what is in flight when the context ends; more than Options.ForwardTimeout, or a try may be cut off
	MaxHeaderBytes    int
	MaxConnections    int         // further ones wait to be accepted
	ErrorLog          *log.Logger // net/http's complaints about broken requests; nil drops them
}

// DefaultLimits are what Serve uses.
func DefaultLimits() Limits {
	return Limits{
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      75 * time.Second,
		IdleTimeout:       60 * time.Second,
		StopTimeout:       DefaultForwardTimeout + 5*time.Second,
		MaxHeaderBytes:    64 << 10,
		MaxConnections:    4 * DefaultConcurrency,
	}
}

// ErrUnfinished tells that StopTimeout was over before everything in flight was
// finished. What was not finished was not acknowledged.
var ErrUnfinished = errors.New("stopped before everything in flight was finished")

// Serve serves h on ln with DefaultLimits until ctx ends, finishes what is in
// flight, and closes ln. It returns nil after a clean stop. A try to forward
// that is under way is finished; none is begun again.
func Serve(ctx context.Context, ln net.Listener, h http.Handler) error {
	return DefaultLimits().Serve(ctx, ln, h)
}

// ServeTLS is Serve over TLS on ln, which is not one of TLS itself. Config has
// the certificates. HTTP/1.1 is spoken, so that one connection is one request
// at a time; who speaks HTTP without TLS is told so with 400.
func ServeTLS(ctx context.Context, ln net.Listener, h http.Handler, config *tls.Config) error {
	return DefaultLimits().ServeTLS(ctx, ln, h, config)
}

// Serve is the function of that name with these limits.
func (l Limits) Serve(ctx context.Context, ln net.Listener, h http.Handler) error {
	return l.serve(ctx, limitConns(ln, l.MaxConnections), h)
}

// ServeTLS is the function of that name with these limits.
func (l Limits) ServeTLS(ctx context.Context, ln net.Listener, h http.Handler, config *tls.Config) error {
	config = config.Clone()
	config.NextProtos = []string{"http/1.1"}
	// Outermost, because net/http knows a connection of TLS only as such.
	return l.serve(ctx, tls.NewListener(limitConns(ln, l.MaxConnections), config), h)
}

// serve serves on a listener that is limited already.
func (l Limits) serve(ctx context.Context, ln net.Listener, h http.Handler) error {
	life, end := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), stopKey{}, ctx))
	defer end()
	if l.ErrorLog == nil {
		l.ErrorLog = log.New(io.Discard, "", 0)
	}
	var quiet silent.Conns
	var running gate
	srv := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			running.enter()
			defer running.leave()
			h.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: l.ReadHeaderTimeout, ReadTimeout: l.ReadTimeout, WriteTimeout: l.WriteTimeout,
		IdleTimeout: l.IdleTimeout, MaxHeaderBytes: l.MaxHeaderBytes, ErrorLog: l.ErrorLog,
		ConnState:   quiet.Note,
		BaseContext: func(net.Listener) context.Context { return context.WithValue(life, lifeKey{}, life) },
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	select {
	case err := <-served:
		return fmt.Errorf("serving notifications: %w", err)
	case <-ctx.Done():
	}
	quiet.Close()
	bound, cancel := context.WithTimeout(life, l.StopTimeout)
	defer cancel()
	err := srv.Shutdown(bound)
	<-served
	if err == nil {
		return nil
	}
	end()
	_ = srv.Close()
	running.wait(lastWait)
	return ErrUnfinished
}
