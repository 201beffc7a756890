package receiver

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/pkg/antom"
)

// secure serves over TLS with a certificate of package httptest, which the
// returned client trusts.
func secure(t *testing.T, l httpserve.Limits, h http.Handler) (*server, *http.Client) {
	t.Helper()
	pattern := httptest.NewTLSServer(http.NotFoundHandler())
	config := &tls.Config{Certificates: pattern.TLS.Certificates, MinVersion: tls.VersionTLS12}
	roots := x509.NewCertPool()
	roots.AddCert(pattern.Certificate())
	pattern.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &server{address: ln.Addr().String(), stop: stop, ended: make(chan error, 1)}
	go func() { s.ended <- serve(ctx, ln, httpserve.Server{Handler: h, Limits: l, TLS: config}) }()
	t.Cleanup(stop)
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	return s, &http.Client{Transport: transport}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	l := DefaultLimits()
	l.MaxConnections = 1
	s, client := secure(t, l, New(g.Options))
	// Each of these gives the only connection back.
	for range 3 {
		answer := s.raw(t, wireRequest(paid, ""))
		if !strings.HasPrefix(answer, "HTTP/1.0 400") || !strings.Contains(answer, "HTTPS server") {
			t.Errorf("without TLS: %q", answer)
		}
	}
	resp, err := client.Do(request(t, "https://"+s.address+"/payNotify", paid))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode != 200 || string(body) != string(antom.Acknowledgement()) || resp.ProtoMajor != 1 {
		t.Errorf("%s %d %q %v", resp.Proto, resp.StatusCode, body, err)
	}
	if err := s.end(t); err != nil {
		t.Error(err)
	}
	if n := len(g.stored(t)); n != 1 {
		t.Errorf("%d stored", n)
	}
}

// TestTLSStop: who has connected and says nothing does not hold the stop up.
func TestTLSStop(t *testing.T) {
	t.Parallel()
	s, client := secure(t, DefaultLimits(), New(Options{Verify: judgeByHeader}))
	silent := s.dial(t)
	resp, err := client.Do(request(t, "https://"+s.address+"/", paid))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if err := s.end(t); err != nil {
		t.Error(err)
	}
	if rest, _ := io.ReadAll(silent); len(rest) != 0 {
		t.Errorf("%q", rest)
	}
}
