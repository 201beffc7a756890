package antom

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
)

func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }

func TestNewHTTPClient(t *testing.T) {
	t.Parallel()
	client := NewHTTPClient(nil)
	transport, ok := client.Transport.(*http.Transport)
	if !ok {
		t.Fatalf("transport %T", client.Transport)
	}
	if transport.TLSClientConfig.InsecureSkipVerify || transport.TLSClientConfig.MinVersion != tls.VersionTLS12 {
		t.Error("TLS is not what it should be")
	}
	if transport.Proxy == nil || !transport.ForceAttemptHTTP2 || transport.DisableKeepAlives {
		t.Error("no proxy of the environment, HTTP/2 or kept connections")
	}
	if client.CheckRedirect == nil || client.CheckRedirect(nil, nil) != http.ErrUseLastResponse {
		t.Error("redirects are followed")
	}
}

func TestHTTPClientWithOwnAuthority(t *testing.T) {
	t.Parallel()
	var protocol string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protocol = r.Proto
		reply{body: bodySuccess}.write(t, w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())

	client := testClient(server.URL)
	client.HTTPClient = NewHTTPClient(roots)
	t.Cleanup(client.HTTPClient.CloseIdleConnections)
	if _, err := client.Call(context.Background(), testPath, nil); err != nil {
		t.Fatal(err)
	}
	if protocol != "HTTP/2.0" {
		t.Errorf("protocol %s", protocol)
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{MaxVersion: tls.VersionTLS11} //nolint:gosec // the point of the test
	server.Config.ErrorLog = quietLog()
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())

	client := testClient(server.URL)
	client.HTTPClient = NewHTTPClient(roots)
	_, err := client.Call(context.Background(), testPath, nil)
	refused(t, err, ReasonConnection)
}
