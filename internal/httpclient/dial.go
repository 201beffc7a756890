package httpclient

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/antom-cli/antom/internal/neterr"
)

// keepAlive is how often an idle connection is probed.
const keepAlive = 30 * time.Second

// dialFunc is net.Dialer.DialContext.
type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// dialer connects. Where an address of this machine refuses, it tries the other
// family, IPv6 or IPv4: many servers listen on one of them only.
type dialer struct {
	timeout time.Duration
	connect dialFunc
}

func newDialer(timeout time.Duration, control func(string, string, syscall.RawConn) error) *dialer {
	d := &net.Dialer{Timeout: timeout, KeepAlive: keepAlive, Control: control}
	return &dialer{timeout: timeout, connect: d.DialContext}
}

// dial connects to host:port. The error is a *neterr.DialError.
func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := d.connect(ctx, network, address)
	if err == nil {
		return conn, nil
	}
	failed := &neterr.DialError{Address: address, Limit: d.timeout, Err: err}
	host, port, splitErr := net.SplitHostPort(address)
	if splitErr != nil || !neterr.IsRefused(err) {
		return nil, failed
	}
	for _, other := range otherFamily(host) {
		if conn, err := d.connect(ctx, network, net.JoinHostPort(other, port)); err == nil {
			return conn, nil
		}
	}
	failed.Tried = tried(host)
	return nil, failed
}

// otherFamily lists what else an address of this machine may mean.
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

// tried lists the addresses that were called for a host; nil for one address only.
func tried(host string) []string {
	if otherFamily(host) == nil {
		return nil
	}
	return []string{"127.0.0.1", "::1"}
}

// checkProxy refuses what a proxy says when it makes no connection.
func checkProxy(_ context.Context, _ *url.URL, _ *http.Request, reply *http.Response) error {
	if reply.StatusCode == http.StatusOK {
		return nil
	}
	return &neterr.ProxyError{Status: reply.StatusCode}
}
