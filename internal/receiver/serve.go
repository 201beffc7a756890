package receiver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
)

// DefaultLimits are what Serve uses. StopTimeout is more than
// DefaultForwardTimeout, or a try that is under way may be cut off.
func DefaultLimits() httpserve.Limits {
	return httpserve.Limits{
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      75 * time.Second,
		IdleTimeout:       60 * time.Second,
		StopTimeout:       DefaultForwardTimeout + 5*time.Second,
		MaxHeaderBytes:    64 << 10,
		MaxConnections:    4 * DefaultConcurrency,
	}
}

// Serve serves h on ln with DefaultLimits until ctx ends, finishes what is in
// flight, and closes ln. It returns nil after a clean stop. A try to forward
// that is under way is finished; none is begun again. What was not finished in
// time (httpserve.ErrUnfinished) was not acknowledged. m, which may be nil, counts
// the connections.
func Serve(ctx context.Context, ln net.Listener, h http.Handler, m *Metrics) error {
	return serve(ctx, ln, httpserve.Server{Handler: h, Limits: DefaultLimits(), Counts: m.counts()})
}

// ServeTLS is Serve over TLS on ln, which is not one of TLS itself. Config has
// the certificates. HTTP/1.1 is spoken, so that one connection is one request
// at a time; who speaks HTTP without TLS is told so with 400.
func ServeTLS(ctx context.Context, ln net.Listener, h http.Handler, config *tls.Config, m *Metrics) error {
	return serve(ctx, ln, httpserve.Server{Handler: h, Limits: DefaultLimits(), TLS: config, Counts: m.counts()})
}

func serve(ctx context.Context, ln net.Listener, s httpserve.Server) error {
	err := s.Serve(ctx, ln)
	if err == nil || errors.Is(err, httpserve.ErrUnfinished) {
		return err
	}
	return fmt.Errorf("serving notifications: %w", err)
}
