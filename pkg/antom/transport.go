package antom

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"
)

// NewHTTPClient returns an HTTP client fit for payments: TLS 1.2 or newer with
// certificates verified (against rootCAs, or the system's if that is nil), the
// proxy of the environment, HTTP/2, connections kept open between calls, and
// redirects never followed. Its time limits are for the parts of a call, such as
// the connection; the limit of the whole call is the Client's Timeout.
func NewHTTPClient(rootCAs *x509.CertPool) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Client{
		CheckRedirect: stayHere,
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: rootCAs},
			TLSHandshakeTimeout:    5 * time.Second,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           100,
			MaxIdleConnsPerHost:    16,
			IdleConnTimeout:        90 * time.Second,
			ExpectContinueTimeout:  time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// stayHere makes an HTTP client hand out a redirect instead of following it. A
// signed request belongs to one host and one path.
func stayHere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
