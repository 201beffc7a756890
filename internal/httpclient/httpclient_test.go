package httpclient

import (
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/neterr"
)

// secure is an HTTPS server, and its certificate as PEM.
func secure(t *testing.T) (url string, certificate []byte) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto)
	}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
}

func get(t *testing.T, c *http.Client, url string) (string, error) {
	t.Helper()
	reply, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	return string(body), err
}

func TestRootsAreTrustedAndHTTP2IsSpoken(t *testing.T) {
	t.Parallel()
	url, certificate := secure(t)
	if _, err := get(t, New(Options{}), url); err == nil || !neterr.Explain(err, neterr.Peer{}).Certificate() {
		t.Errorf("without the certificate: %v", err)
	}
	roots, err := Roots(append([]byte("# our own authority\n"), certificate...))
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]Options{"kept": {}, "one shot": {OneShot: true}, "direct": {Direct: true, Verbatim: true}} {
		o.Roots = roots
		if proto, err := get(t, New(o), url); err != nil || proto != "HTTP/2.0" {
			t.Errorf("%s: %q, %v", name, proto, err)
		}
	}
}

func TestRootsRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, says string }{
		"empty":       {"", "no certificate in PEM form"},
		"text":        {"hello", "no certificate in PEM form"},
		"private key": {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "a private key and no certificate"},
		"trusted":     {"-----BEGIN TRUSTED CERTIFICATE-----\nAAAA\n-----END TRUSTED CERTIFICATE-----\n", "the form TRUSTED CERTIFICATE"},
		"damaged":     {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate 1 cannot be read"},
	} {
		if _, err := Roots([]byte(c.file)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEitherFamily(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ listens, called string }{
		{"127.0.0.1:0", "127.0.0.1"}, {"127.0.0.1:0", "localhost"}, {"127.0.0.1:0", "::1"},
		{"[::1]:0", "127.0.0.1"}, {"[::1]:0", "localhost"}, {"[::1]:0", "::1"},
	} {
		l, err := net.Listen("tcp", c.listens)
		if err != nil {
			t.Logf("no %s here: %v", c.listens, err)
			continue
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		conn, err := newDialer(time.Second, nil).dial(t.Context(), "tcp", net.JoinHostPort(c.called, port))
		if err != nil {
			t.Errorf("%s called as %s: %v", c.listens, c.called, err)
		} else {
			_ = conn.Close()
		}
		_ = l.Close()
	}
	if otherFamily("192.0.2.1") != nil || otherFamily("shop.example") != nil {
		t.Error("another machine is taken for this one")
	}
}

func TestRefusedSaysWhatWasTried(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_, err = get(t, New(Options{}), "http://localhost:"+port)
	failed, ok := errors.AsType[*neterr.DialError](err)
	if !ok || failed.Address != "localhost:"+port || strings.Join(failed.Tried, " ") != "127.0.0.1 ::1" {
		t.Errorf("%#v", failed)
	}
}

func TestControlRefuses(t *testing.T) {
	t.Parallel()
	url, _ := secure(t)
	no := errors.New("not this address")
	c := New(Options{Control: func(string, string, syscall.RawConn) error { return no }})
	if _, err := get(t, c, url); !errors.Is(err, no) {
		t.Errorf("%v", err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.RedirectHandler("/elsewhere", http.StatusFound))
	t.Cleanup(server.Close)
	reply, err := New(Options{}).Get(server.URL)
	if err != nil || reply.StatusCode != http.StatusFound {
		t.Fatalf("%v, %v", reply, err)
	}
	_ = reply.Body.Close()
}
