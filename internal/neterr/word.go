package neterr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
)

// word finds the cause of an error and the words for it. The order matters: an error
// of a host's name or a certificate can be a timeout, too.
func word(err error, p Peer, address string) (Cause, string) {
	if errors.Is(err, context.Canceled) {
		return Canceled, "stopped before " + p.Name + " answered"
	}
	for _, find := range []func(error, Peer, string) (Cause, string){
		wordName, wordRefused, wordCertificate, wordProtocol, wordTimeout, wordClosed, wordAddress,
	} {
		if cause, text := find(err, p, address); cause != "" {
			return cause, text
		}
	}
	return Other, otherText(err, p)
}

// wordName is about a host that has no address.
func wordName(err error, _ Peer, _ string) (Cause, string) {
	dns, ok := errors.AsType[*net.DNSError](err)
	switch {
	case !ok, dns.Err == unknownPort:
		return "", ""
	case dns.IsTimeout:
		return Unresolved, "cannot resolve " + dns.Name + ": the name server did not answer"
	case dns.IsTemporary && !dns.IsNotFound:
		return Unresolved, "cannot resolve " + dns.Name + ": the name server gave no usable answer"
	}
	return Unresolved, "cannot resolve " + dns.Name
}

// wordRefused is about an address that nobody answers at.
func wordRefused(err error, p Peer, address string) (Cause, string) {
	if address == "" {
		address = "this address"
	}
	switch {
	case IsRefused(err):
		text := "connection refused: nothing listens at " + address
		if dial, ok := errors.AsType[*DialError](err); ok && len(dial.Tried) > 1 {
			text += " (tried " + strings.Join(dial.Tried, " and ") + ")"
		}
		return Refused, text
	case isUnreachable(err):
		return Unreachable, "there is no route to " + address
	}
	if refused, ok := errors.AsType[*ProxyError](err); ok {
		return ProxyRefused, fmt.Sprintf("the proxy makes no connection to %s: HTTP %d %s", address, refused.Status, http.StatusText(refused.Status))
	}
	return "", ""
}

// wordTimeout is about what did not come in time.
func wordTimeout(err error, p Peer, address string) (Cause, string) {
	late, ok := errors.AsType[net.Error](err)
	if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, os.ErrDeadlineExceeded) && !(ok && late.Timeout()) {
		return "", ""
	}
	dial, dialing := errors.AsType[*DialError](err)
	op, isOp := errors.AsType[*net.OpError](err)
	within := " in time"
	switch {
	case dialing && dial.Limit > 0:
		within = " within " + dial.Limit.String()
	case p.Limit > 0:
		within = " within " + p.Limit.String()
	}
	switch {
	case strings.Contains(err.Error(), "TLS handshake timeout"):
		return Timeout, p.Name + " accepted the connection, but did not finish the TLS handshake in time"
	case p.Unconnected, dialing, isOp && op.Op == "dial":
		return Timeout, "no connection to " + orServer(address, p.Name) + within
	case p.Reading:
		return Timeout, p.Name + " sent no complete response" + within
	}
	return Timeout, p.Name + " did not answer" + within
}

// wordClosed is about a connection that the other side ended.
func wordClosed(err error, p Peer, _ string) (Cause, string) {
	text := err.Error()
	ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || isReset(err)
	for _, sign := range []string{"server closed idle connection", "GOAWAY", "stream error: ", "client connection lost", "connection was forcibly closed"} {
		ended = ended || strings.Contains(text, sign)
	}
	switch {
	case !ended:
		return "", ""
	case p.Reading:
		return Closed, "the response broke off"
	}
	return Closed, p.Name + " closed the connection without a response"
}

// wordAddress is about a URL that cannot be called.
func wordAddress(err error, p Peer, _ string) (Cause, string) {
	text := err.Error()
	if strings.Contains(text, "parse Location header") {
		return NotHTTP, p.Name + " answered with a redirect to an address that cannot be read"
	}
	for _, sign := range []string{"unsupported protocol scheme", "no Host in request URL", "invalid port", "missing port in address", "unknown port", "invalid URL"} {
		if strings.Contains(text, sign) {
			return BadAddress, "the address cannot be called: it must be a complete URL with http:// or https://"
		}
	}
	return "", ""
}

// otherText is what is left.
func otherText(err error, p Peer) string {
	what := "no response: "
	switch {
	case p.Unconnected:
		what = "no connection: "
	case p.Reading:
		what = "the response broke off: "
	}
	return what + rootText(err)
}

// rootText are the words of the system or of another package, without the names of
// functions before them.
func rootText(err error) string {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	text := err.Error()
	for _, prefix := range []string{"net/http: ", "http: ", "http2: ", "remote error: ", "tls: ", "x509: ", "net: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return strings.TrimSpace(text)
}

func orServer(address, name string) string {
	if address == "" {
		return name
	}
	return address
}
