package receiver

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	dialTimeout = 5 * time.Second
	// idleConnections is kept short: many servers close an idle connection
	// after five seconds, and a POST that meets that moment is lost.
	idleConnections = 3 * time.Second
)

// NewClient returns the client that forwards. Where localhost refuses the
// connection it tries the other family, IPv6 or IPv4: many servers listen on
// one of them only. It asks for no compression of its own.
func NewClient() *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout}
	return &http.Client{Transport: &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         eitherFamily(dialer.DialContext),
		DisableCompression:  true,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: DefaultConcurrency,
		IdleConnTimeout:     idleConnections,
		TLSHandshakeTimeout: dialTimeout,
	}}
}

type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// eitherFamily dials another name of this machine if one refuses.
func eitherFamily(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err == nil || !refused(err) {
			return conn, err
		}
		host, port, splitErr := net.SplitHostPort(address)
		if splitErr != nil {
			return nil, err
		}
		for _, other := range otherFamily(host) {
			if conn, err := dial(ctx, network, net.JoinHostPort(other, port)); err == nil {
				return conn, nil
			}
		}
		return nil, err
	}
}

// otherFamily lists what else a name of this machine may mean.
func otherFamily(host string) []string {
	switch {
	case strings.EqualFold(host, "localhost"):
		return []string{"127.0.0.1", "::1"}
	case host == "127.0.0.1":
		return []string{"::1"}
	case host == "::1":
		return []string{"127.0.0.1"}
	}
	return nil
}
