package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// roots trusts the simulator's authority.
func (s *served) roots() *x509.CertPool {
	s.t.Helper()
	a, err := s.Authority()
	if err != nil {
		s.t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(a.PEM())
	return pool
}

// secureClient trusts the simulator's authority at the simulator's time.
func (s *served) secureClient() *http.Client {
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: s.roots(), Time: s.clock.Now, MinVersion: tls.VersionTLS12}}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func serveNow(t *testing.T) *served {
	t.Helper()
	s := serve(t)
	s.server.URL, _ = s.announced()["url"].(string)
	s.SetBaseURL(s.server.URL)
	return s
}

func (s *served) port() string { return s.server.URL[strings.LastIndex(s.server.URL, ":")+1:] }

func TestHTTPSOnTheSamePort(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	for _, gateway := range []string{s.server.URL, "https://localhost:" + s.port(), "https://127.0.0.1:" + s.port()} {
		client := s.client()
		client.Gateway, client.HTTPClient = gateway, s.secureClient()
		for range 3 { // over one connection
			resp, err := client.Call(t.Context(), "/ams/api/v1/payments/pay", []byte(payBody("pay-1")))
			if err != nil || resp.Trust != antom.TrustVerified {
				t.Errorf("%s: %+v, %v", gateway, resp, err)
			}
		}
	}
	if list, err := s.Control().List(t.Context()); err != nil || len(list) != 1 || !strings.HasPrefix(list[0].URL, "http://") {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestPagesKeepTheScheme(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	page := s.pay("pay-1", "x", "shopapp://done")
	client := s.secureClient()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Get("https" + strings.TrimPrefix(page, "http"))
	if err != nil || resp.StatusCode != http.StatusOK || resp.Proto != "HTTP/1.1" {
		t.Fatalf("%v, %v", resp, err)
	}
	_ = resp.Body.Close()
	target := s.press(page, "pay").Header.Get("Location")
	if !strings.HasPrefix(target, s.server.URL+"/") && !strings.HasPrefix(target, "/") {
		t.Errorf("the page leads to %q", target)
	}
	if resp, err = client.Get("https://localhost:" + s.port() + strings.TrimPrefix(target, s.server.URL)); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("%v, %v", resp, err)
	} else {
		_ = resp.Body.Close()
	}
}

func TestWhoDoesNotTrustIsTold(t *testing.T) {
	t.Parallel()
	lines := make(chan string, 10)
	s, err := sandbox.Open(sandbox.Options{Identity: shared(), Log: func(line string) { lines <- line }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(t.Context(), ln, nil) }()
	for range 3 {
		if _, err := http.Get("https://" + ln.Addr().String() + "/"); err == nil || !strings.Contains(err.Error(), "unknown authority") {
			t.Errorf("a client without the authority: %v", err)
		}
	}
	if line := <-lines; !strings.Contains(line, "does not trust the simulator's certificate; antom sandbox ca") {
		t.Errorf("logged: %q", line)
	}
	if err := s.Close(); err != nil || len(lines) > 0 {
		t.Errorf("%d lines more, %v", len(lines), err)
	}
}

func TestEphemeralWithAnAuthorityOnDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := sandbox.Open(sandbox.Options{Identity: shared(), KeysDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	own, err := s.Authority()
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := sandbox.Authority(dir, nil); err != nil || kept.Fingerprint() != own.Fingerprint() {
		t.Errorf("%v, %v", kept, err)
	}
}

func TestAuthorityIsTheOneOnDisk(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	a, err := sandbox.Authority(s.dir, s.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.send(mustRequest(t, s.server.URL+"/ca.pem")); got.text != string(a.PEM()) {
		t.Errorf("served: %q", got.text)
	}
	if data, err := os.ReadFile(filepath.Join(s.dir, "tls", "authority-certificate.pem")); err != nil || string(data) != string(a.PEM()) {
		t.Errorf("on disk: %q, %v", data, err)
	}
}

func mustRequest(t *testing.T, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// TestServingMakesNoAuthority: who does not use TLS pays nothing for it.
func TestServingMakesNoAuthority(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	s.call(payPath, payBody("pay-1"))
	if _, err := os.Stat(filepath.Join(s.dir, "tls")); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
}

func TestADamagedAuthorityLeavesHTTPAlone(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	if err := os.MkdirAll(filepath.Join(s.dir, "tls"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "tls", "authority.pem"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := http.Get("https://127.0.0.1:" + s.port() + "/"); err == nil {
		t.Error("TLS works")
	}
	if a := s.call(payPath, payBody("pay-1")); a.code() != "PAYMENT_IN_PROCESS" {
		t.Errorf("%s: %s", a.code(), a.message())
	}
	if a := s.send(mustRequest(t, s.server.URL+"/ca.pem")); a.StatusCode != http.StatusInternalServerError || !strings.Contains(a.text, "move the file away") {
		t.Errorf("HTTP %d, %s", a.StatusCode, a.text)
	}
}

// TestCurl uses a client that is not ours; it needs the real time.
func TestCurl(t *testing.T) {
	t.Parallel()
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("there is no curl")
	}
	dir := t.TempDir()
	lines := make(chan string, 10)
	s, err := sandbox.Open(sandbox.Options{Dir: dir, Identity: shared(), Log: func(line string) { lines <- line }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Authority()
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(t.Context(), ln, nil) }()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	for _, host := range []string{"localhost", "127.0.0.1"} {
		out, err := exec.CommandContext(t.Context(), curl, "-sS", "--noproxy", "*", "--cacert", a.File(), "--max-time", "20",
			"-H", "Content-Type: application/json", "-d", "{}", "https://"+host+":"+port+payPath).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "CLIENT_INVALID") {
			t.Errorf("%s: %s, %v", host, out, err)
		}
	}
	if out, err := exec.CommandContext(t.Context(), curl, "-sS", "--noproxy", "*", "--max-time", "20", "https://localhost:"+port+"/").CombinedOutput(); err == nil {
		t.Errorf("it trusts a certificate that it does not know: %s", out)
	}
	if line := <-lines; !strings.Contains(line, "does not trust") {
		t.Errorf("logged: %q", line)
	}
}

// TestSlowHandshake: who begins with TLS and goes no further holds up nobody and
// does not hold up the stop.
func TestSlowHandshake(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	conn, err := net.Dial("tcp", "127.0.0.1:"+s.port())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, "\x16\x03\x01"); err != nil {
		t.Fatal(err)
	}
	if resp, err := s.secureClient().Get("https://localhost:" + s.port() + "/"); err != nil {
		t.Error(err)
	} else {
		_ = resp.Body.Close()
	}
	if err := s.stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
}
