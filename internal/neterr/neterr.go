// Package neterr words the errors of connections for people: what went wrong, at
// which address, and what to try. Go's own words ("dial tcp", "context deadline
// exceeded") name functions of the standard library, which nobody can act on. The
// package makes no connection and prints nothing.
package neterr

import (
	"errors"
	"net"
	"net/url"
	"time"
)

// Cause says what went wrong with a connection.
type Cause string

// The causes.
const (
	Refused          Cause = "refused"           // nothing listens at the address
	Unresolved       Cause = "unresolved"        // the host has no address
	Unreachable      Cause = "unreachable"       // there is no way to the address
	Timeout          Cause = "timeout"           // no connection, or no complete response, in time
	Closed           Cause = "closed"            // the other side ended the connection
	Canceled         Cause = "canceled"          // this side gave up
	UnknownAuthority Cause = "unknown-authority" // the certificate is from an authority that is not trusted
	Expired          Cause = "expired"           // the certificate is expired, or not yet valid
	WrongHost        Cause = "wrong-host"        // the certificate is for another host
	Certificate      Cause = "certificate"       // the certificate cannot be verified for another reason
	NotHTTPS         Cause = "not-https"         // the server speaks HTTP where HTTPS was called
	NotHTTP          Cause = "not-http"          // the server does not speak HTTP
	TLS              Cause = "tls"               // the two sides agree on no TLS connection
	ProxyRefused     Cause = "proxy-refused"     // the proxy makes no connection
	BadAddress       Cause = "bad-address"       // the URL cannot be called
	Other            Cause = "other"
)

// Peer is who was called. Its zero value is a server that nothing is known of.
type Peer struct {
	Name        string        // with its article, "the gateway"; empty is "the server"
	URL         *url.URL      // that was called; nil if it is not known
	Limit       time.Duration // of the call; 0 if it is not known
	Unconnected bool          // the caller knows that no connection came about
	Reading     bool          // the response had begun
}

// Error is an error of a connection in words for people.
type Error struct {
	Cause   Cause
	Text    string // one clause in lower case, without credentials
	Address string // host and port that were called; "" if they are not known
	Proxy   bool   // it is the connection to the proxy that failed
	Err     error  // the original error, for errors.Is and errors.As

	target *url.URL
}

// Error is the text.
func (e *Error) Error() string { return e.Text }

// Unwrap gives the original error to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// Certificate reports whether the certificate of the server was not accepted.
func (e *Error) Certificate() bool {
	switch e.Cause {
	case UnknownAuthority, Expired, WrongHost, Certificate:
		return true
	}
	return false
}

// Unconnected reports whether no connection came about, so that nothing was sent.
func (e *Error) Unconnected() bool {
	if _, ok := errors.AsType[*DialError](e.Err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](e.Err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect") || e.Cause == ProxyRefused || e.Cause == BadAddress
}

// DialError is an error of connecting that says which addresses were tried.
type DialError struct {
	Address string        // host and port, as the caller named them
	Tried   []string      // the IP addresses, where there were several
	Limit   time.Duration // for the connection; 0 for none
	Err     error
}

func (e *DialError) Error() string { return e.Err.Error() }

// Unwrap gives the error of the first address to errors.Is and errors.As.
func (e *DialError) Unwrap() error { return e.Err }

// ProxyError is the response of a proxy that makes no connection.
type ProxyError struct{ Status int }

func (e *ProxyError) Error() string { return "the proxy refused the connection" }

// Explain words an error of package net or net/http. An error that is worded already
// is returned as it is. err must not be nil.
func Explain(err error, p Peer) *Error {
	if worded, ok := errors.AsType[*Error](err); ok {
		return worded
	}
	e := &Error{Err: err, Address: address(p.URL), target: p.URL}
	if dial, ok := errors.AsType[*DialError](err); ok {
		e.Address = dial.Address
	} else if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" && op.Addr != nil {
		e.Address = op.Addr.String()
	}
	if p.Name == "" {
		p.Name = "the server"
	}
	e.Cause, e.Text = word(err, p, e.Address)
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "proxyconnect" {
		e.Proxy, e.Text = true, "no connection to the proxy: "+e.Text
	}
	return e
}

// address is the host and port of a URL.
func address(u *url.URL) string {
	if u == nil || u.Hostname() == "" {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = "443"
		if u.Scheme == "http" {
			port = "80"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}
