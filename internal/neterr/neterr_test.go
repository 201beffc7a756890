package neterr_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/neterr"
)

// runtimeWords are the words of Go's own errors, which no text may have.
func runtimeWords() []string {
	return []string{
		"dial tcp", "context deadline", "context canceled", "lookup ", "no such host", "EOF", "x509", "i/o timeout", "tls: ", "net/http",
		"HTTP response to HTTPS client", "malformed HTTP", "connect: ", "read tcp", "protocol scheme", "\n",
	}
}

// say serves one text to each connection, after the request if it waits for one.
func say(t *testing.T, text string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = http.ReadRequest(bufio.NewReader(conn))
				_, _ = io.WriteString(conn, text)
				_ = conn.Close()
			}()
		}
	}()
	return l.Addr().String()
}

// closed is an address that nothing listens at.
func closed(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	return l.Addr().String()
}

// silent accepts connections and says nothing.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// secure serves HTTPS with a certificate that is its own authority, and returns the
// authorities that trust it.
func secure(t *testing.T, host string, from, until time.Time) (address string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Authority"}, NotBefore: from, NotAfter: until, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	roots = x509.NewCertPool()
	roots.AddCert(leaf)
	return server.Listener.Addr().String(), roots
}

func TestExplain(t *testing.T) {
	t.Parallel()
	now := time.Now()
	day := 24 * time.Hour
	nobody := closed(t)
	_, port, _ := net.SplitHostPort(nobody)
	expired, expiredRoots := secure(t, "127.0.0.1", now.Add(-9*day), now.Add(-2*day))
	early, earlyRoots := secure(t, "127.0.0.1", now.Add(2*day), now.Add(9*day))
	other, otherRoots := secure(t, "shop.example", now.Add(-day), now.Add(day))
	good, goodRoots := secure(t, "127.0.0.1", now.Add(-day), now.Add(day))
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	plainAddress := plain.Listener.Addr().String()
	quiet, ssh := silent(t), say(t, "SSH-2.0-x\r\n")
	for name, c := range map[string]struct {
		url   string
		roots *x509.CertPool
		cause neterr.Cause
		text  string
	}{
		"refused":              {"http://" + nobody, nil, neterr.Refused, "connection refused: nothing listens at " + nobody + " (tried 127.0.0.1 and ::1)"},
		"refused by localhost": {"http://localhost:" + port, nil, neterr.Refused, "connection refused: nothing listens at localhost:" + port + " (tried 127.0.0.1 and ::1)"},
		"no such host":         {"http://gateway.invalid", nil, neterr.Unresolved, "cannot resolve gateway.invalid"},
		"silent":               {"http://" + quiet, nil, neterr.Timeout, "the gateway did not answer within 300ms"},
		"closed":               {"http://" + say(t, ""), nil, neterr.Closed, "the gateway closed the connection without a response"},
		"cut short":            {"http://" + say(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), nil, neterr.Closed, "the response broke off"},
		"no HTTP":              {"http://" + ssh, nil, neterr.NotHTTP, ssh + ` does not speak HTTP: it answers "SSH-2.0-x"`},
		"HTTP, not HTTPS":      {"https://" + plainAddress, nil, neterr.NotHTTPS, plainAddress + " speaks HTTP, not HTTPS"},
		"HTTPS, not HTTP":      {"http://" + say(t, "\x15\x03\x01\x00\x02\x02\x16\r\n"), nil, neterr.NotHTTP, "speaks HTTPS, not HTTP"},
		"no TLS":               {"https://" + ssh, nil, neterr.NotHTTPS, ssh + " does not speak HTTPS"},
		"expired":              {"https://" + expired, expiredRoots, neterr.Expired, "the certificate of 127.0.0.1 expired on " + now.Add(-2*day).UTC().Format(time.DateOnly)},
		"not yet valid":        {"https://" + early, earlyRoots, neterr.Expired, "the certificate of 127.0.0.1 is not valid before " + now.Add(2*day).UTC().Format(time.DateOnly)},
		"another host":         {"https://" + other, otherRoots, neterr.WrongHost, "the certificate of 127.0.0.1 is for shop.example, not for 127.0.0.1"},
		"unknown authority":    {"https://" + good, nil, neterr.UnknownAuthority, "the certificate of 127.0.0.1 is from an authority that this machine does not trust (Test Authority)"},
		"trusted":              {"https://" + good, goodRoots, "", ""},
		"scheme":               {"ftp://127.0.0.1", nil, neterr.BadAddress, "it must be a complete URL with http:// or https://"},
		"no host":              {"http:///x", nil, neterr.BadAddress, "it must be a complete URL with http:// or https://"},
		"a wrong redirect":     {"http://" + say(t, "HTTP/1.1 302 Found\r\nLocation: http://a b:%%/\r\n\r\n"), nil, neterr.NotHTTP, "the gateway answered with a redirect to an address that cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target, err := url.Parse(c.url)
			if err != nil {
				t.Fatal(err)
			}
			limit := 300 * time.Millisecond
			if c.cause != neterr.Timeout {
				limit = time.Minute
			}
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			p := neterr.Peer{Name: "the gateway", URL: target, Limit: limit}
			got := call(ctx, httpclient.New(httpclient.Options{Roots: c.roots}), p)
			if c.cause == "" {
				if got != nil {
					t.Errorf("%v", got)
				}
				return
			}
			if got == nil || got.Cause != c.cause || !strings.Contains(got.Text, c.text) {
				t.Fatalf("%+v, want %s: %s", got, c.cause, c.text)
			}
			plainWords(t, got.Text)
			if !errors.Is(got, got.Err) {
				t.Error("the original error is lost")
			}
		})
	}
}

// call makes one call and reads the response; nil if it is complete.
func call(ctx context.Context, c *http.Client, p neterr.Peer) *neterr.Error {
	request := (&http.Request{Method: http.MethodGet, URL: p.URL}).WithContext(ctx)
	reply, err := c.Do(request)
	if err != nil {
		return neterr.Explain(err, p)
	}
	defer reply.Body.Close()
	if _, err = io.ReadAll(reply.Body); err != nil {
		p.Reading = true
		return neterr.Explain(err, p)
	}
	return nil
}

func plainWords(t *testing.T, text string) {
	t.Helper()
	for _, word := range runtimeWords() {
		if strings.Contains(text, word) {
			t.Errorf("%q has %q of Go's own words", text, word)
		}
	}
}

// TestConnectionLimit: a host that drops packets ends with the limit of the connection.
func TestConnectionLimit(t *testing.T) {
	t.Parallel()
	late := &neterr.DialError{Address: "192.0.2.1:443", Limit: time.Second, Err: &net.OpError{Op: "dial", Err: context.DeadlineExceeded}}
	e := neterr.Explain(&url.Error{Op: "Post", URL: "https://192.0.2.1", Err: late}, neterr.Peer{Limit: 10 * time.Second})
	if e.Cause != neterr.Timeout || e.Text != "no connection to 192.0.2.1:443 within 1s" || !e.Unconnected() {
		t.Errorf("%+v", e)
	}
}

// TestHandshakeLimit: a server that accepts and then says nothing of TLS.
func TestHandshakeLimit(t *testing.T) {
	t.Parallel()
	target := &url.URL{Scheme: "https", Host: silent(t)}
	e := call(t.Context(), httpclient.New(httpclient.Options{ConnectTimeout: 20 * time.Millisecond}), neterr.Peer{URL: target})
	if e == nil || e.Cause != neterr.Timeout || e.Text != "the server accepted the connection, but did not finish the TLS handshake in time" {
		t.Errorf("%+v", e)
	}
}

func TestProxy(t *testing.T) {
	t.Parallel()
	target := &url.URL{Scheme: "https", Host: "gateway.example"}
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	t.Cleanup(refusing.Close)
	gone := closed(t)
	for proxy, want := range map[string]string{
		refusing.URL:     "the proxy makes no connection to gateway.example:443: HTTP 502 Bad Gateway",
		"http://" + gone: "no connection to the proxy: connection refused: nothing listens at " + gone,
	} {
		at, err := url.Parse(proxy)
		if err != nil {
			t.Fatal(err)
		}
		transport := httpclient.NewTransport(httpclient.Options{})
		transport.Proxy = http.ProxyURL(at)
		e := call(t.Context(), &http.Client{Transport: transport}, neterr.Peer{URL: target})
		if e == nil || !strings.HasPrefix(e.Text, want) || !e.Unconnected() {
			t.Errorf("%+v, want %q", e, want)
		}
	}
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	inside := func(file string) neterr.Place {
		return neterr.Place{Exists: func(path string) bool { return path == file }}
	}
	for name, c := range map[string]struct {
		e     neterr.Error
		place neterr.Place
		wants []string
	}{
		"nowhere":       {neterr.Error{Cause: neterr.Refused, Address: "127.0.0.1:1"}, neterr.Place{}, nil},
		"Docker":        {neterr.Error{Cause: neterr.Refused, Address: "localhost:1"}, inside("/.dockerenv"), []string{"host.docker.internal"}},
		"Podman":        {neterr.Error{Cause: neterr.Refused, Address: "[::1]:1"}, inside("/run/.containerenv"), []string{"host.containers.internal"}},
		"another host":  {neterr.Error{Cause: neterr.Refused, Address: "192.0.2.1:1"}, inside("/.dockerenv"), nil},
		"authority":     {neterr.Error{Cause: neterr.UnknownAuthority}, neterr.Place{}, []string{"--ca-file FILE"}},
		"expired":       {neterr.Error{Cause: neterr.Expired}, neterr.Place{}, []string{"date and time"}},
		"only too late": {neterr.Error{Cause: neterr.Timeout}, neterr.Place{}, nil},
	} {
		advice := strings.Join(c.e.Advice(c.place), "\n")
		if (len(c.wants) == 0) != (advice == "") {
			t.Errorf("%s: %q", name, advice)
		}
		for _, want := range c.wants {
			if !strings.Contains(advice, want) {
				t.Errorf("%s: %q has no %q", name, advice, want)
			}
		}
	}
}

func TestListening(t *testing.T) {
	t.Parallel()
	used := silent(t)
	for address, want := range map[string]string{
		used:              "another program listens at this address",
		"127.0.0.1":       "it is not an address with a port",
		"127.0.0.1:99999": "it is not an address with a port",
		"127.0.0.1:abc":   "it is not an address with a port",
		"192.0.2.1:0":     "it is not an address of this machine",
		"nope.invalid:1":  "cannot resolve nope.invalid",
	} {
		l, err := net.Listen("tcp", address)
		if err == nil {
			_ = l.Close()
			t.Fatalf("%s can be listened on", address)
		}
		if e := neterr.Listening(err, address); !strings.HasPrefix(e.Text, want) {
			t.Errorf("%s: %q, want %q", address, e.Text, want)
		} else {
			plainWords(t, e.Text)
		}
	}
}

// TestUnknownErrorsKeepTheirText: what is not worded here has words of its own.
func TestUnknownErrorsKeepTheirText(t *testing.T) {
	t.Parallel()
	own := errors.New("the simulator closed the connection")
	e := neterr.Explain(&url.Error{Op: "Post", URL: "http://x", Err: own}, neterr.Peer{Name: "the gateway"})
	if e.Text != "no response: the simulator closed the connection" || !errors.Is(e, own) {
		t.Errorf("%+v", e)
	}
	if again := neterr.Explain(fmt.Errorf("calling: %w", e), neterr.Peer{}); again != e {
		t.Errorf("an explained error is explained again: %+v", again)
	}
	if e := neterr.Explain(context.Canceled, neterr.Peer{Name: "the application"}); e.Cause != neterr.Canceled || e.Text != "stopped before the application answered" {
		t.Errorf("%+v", e)
	}
}
