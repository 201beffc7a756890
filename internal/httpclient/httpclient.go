// Package httpclient makes the HTTP clients of the program, so that all of them
// verify certificates against the same authorities, connect with the same limits,
// speak HTTP/2 where the server does, and never follow a redirect.
package httpclient

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"syscall"
	"time"
)

// DefaultConnectTimeout is how long a connection may take, and its TLS handshake as
// long again.
const DefaultConnectTimeout = 5 * time.Second

const (
	maxIdle            = 100 // connections that are kept open
	defaultIdlePerHost = 16
	defaultIdle        = 90 * time.Second
	// maxHeader is the largest head of a response, in bytes.
	maxHeader = 64 << 10
)

// Options are the choices of a client. The zero value is fit for a gateway.
type Options struct {
	// Roots are the authorities that are trusted; nil means those of the system.
	Roots *x509.CertPool
	// ConnectTimeout bounds a connection; zero means DefaultConnectTimeout.
	ConnectTimeout time.Duration
	// Idle is how long a connection is kept open without a request; zero means 90 s.
	Idle time.Duration
	// IdlePerHost is how many connections to one host are kept open; zero means 16.
	IdlePerHost int
	// OneShot makes a connection for each request, so that none changes the next.
	OneShot bool
	// Direct uses no proxy. Without it the environment decides.
	Direct bool
	// Verbatim asks for no compression, so that the response is what was sent.
	Verbatim bool
	// Control, if not nil, sees each address before it is called and may refuse it.
	Control func(network, address string, c syscall.RawConn) error
}

// New makes a client.
func New(o Options) *http.Client {
	return &http.Client{Transport: NewTransport(o), CheckRedirect: StayHere}
}

// StayHere makes a client hand out a redirect instead of following it: a signed
// request belongs to one host and one path.
func StayHere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// NewTransport makes the transport of New.
func NewTransport(o Options) *http.Transport {
	connect := cmp.Or(o.ConnectTimeout, DefaultConnectTimeout)
	t := &http.Transport{
		DialContext:            newDialer(connect, o.Control).dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
		TLSHandshakeTimeout:    connect,
		ForceAttemptHTTP2:      true,
		DisableCompression:     o.Verbatim,
		DisableKeepAlives:      o.OneShot,
		MaxIdleConns:           max(maxIdle, o.IdlePerHost),
		MaxIdleConnsPerHost:    cmp.Or(o.IdlePerHost, defaultIdlePerHost),
		IdleConnTimeout:        cmp.Or(o.Idle, defaultIdle),
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: maxHeader,
		OnProxyConnectResponse: checkProxy,
	}
	if !o.Direct {
		t.Proxy = http.ProxyFromEnvironment
	}
	return t
}
