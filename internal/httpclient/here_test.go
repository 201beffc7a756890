package httpclient

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestOnlyHere(t *testing.T) {
	t.Parallel()
	for address, here := range map[string]bool{
		"127.0.0.1:80": true, "127.9.9.9:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"0.0.0.0:80": false, "[::]:80": false, "192.0.2.7:80": false, "[fe80::1%eth0]:80": false, "169.254.169.254:80": false, "/run/socket": false, "": false,
	} {
		if err := OnlyHere("tcp", address, nil); (err == nil) != here {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestOnlyHereHoldsForNames holds that an address is judged when it is called.
func TestOnlyHereHoldsForNames(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c := New(Options{Direct: true, Control: OnlyHere})
	if _, err := get(t, c, "http://localhost:"+port); err != nil {
		t.Errorf("this machine is not called: %v", err)
	}
	if _, err := get(t, c, "http://0.0.0.0:"+port); err == nil || !strings.Contains(err.Error(), "not an address of this machine") {
		t.Errorf("another address is called: %v", err)
	}
}
