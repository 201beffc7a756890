package sandbox_test

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/httpserve/floodtest"
	"github.com/antom-cli/antom/internal/sandbox"
)

func TestRemoteTransportUsesNoProxy(t *testing.T) {
	t.Parallel()
	s := serve(t)
	remote, err := sandbox.Dial(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	transport, ok := remote.Transport().(*http.Transport)
	if !ok || transport.Proxy != nil {
		t.Errorf("the transport is a %T, and it asks for a proxy", remote.Transport())
	}
	client := &http.Client{Transport: remote.Transport()}
	s.server.URL = remote.URL()
	req := s.signed(payPath, payBody("pay-1"), nil)
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("signature") == "" {
		t.Errorf("HTTP %d, %v; want a signed answer", resp.StatusCode, resp.Header)
	}
}

// TestOtherAddressesOfThisMachine holds that a simulator is found and called at any
// address of this machine, which other machines may call, and never at another one.
func TestOtherAddressesOfThisMachine(t *testing.T) {
	t.Parallel()
	s := serveAt(t, t.TempDir(), floodtest.Endless(), net.JoinHostPort(reachable(t), "0"))
	remote, err := sandbox.Dial(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	if remote.URL() != "http://"+s.address || !strings.HasPrefix(remote.GatewayURL(), "http://127.0.0.1:") {
		t.Errorf("it is at %s and called at %s", remote.URL(), remote.GatewayURL())
	}
	req := s.signed(payPath, payBody("pay-1"), nil)
	if req.URL, err = req.URL.Parse(remote.GatewayURL() + payPath); err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: remote.Transport()}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if list, err := remote.List(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("%d payments, %v", len(list), err)
	}

	file := filepath.Join(t.TempDir(), "server.json")
	for _, url := range []string{"http://192.0.2.255:1", "http://localhost:1", "http://simulator.example:1", "http://[fe80::1]:1"} {
		if err := os.WriteFile(file, []byte(`{"schema":1,"session":"x","url":"`+url+`","pid":1,"token":"x"}`), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sandbox.Dial(t.Context(), filepath.Dir(file)); err == nil || !strings.Contains(err.Error(), "not on this machine") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// reachable is an address of this machine that other machines can call, or else one
// that they cannot.
func reachable(t *testing.T) string {
	t.Helper()
	own, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range own {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			return n.IP.String()
		}
	}
	return "127.0.0.1"
}
