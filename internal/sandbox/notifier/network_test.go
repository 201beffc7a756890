package notifier_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/notifier"
	"github.com/antom-cli/antom/pkg/antom"
)

// flush delivers one notification over the network of this machine.
func flush(t *testing.T, url string, change func(*notifier.Options)) engine.Attempt {
	t.Helper()
	q := &queue{}
	q.add("1", "P1", url)
	newNotifier(q, nil, change).Flush(t.Context())
	n := q.get("1")
	if len(n.Attempts) != 1 {
		t.Fatalf("%s: %d attempts", url, len(n.Attempts))
	}
	return n.Attempts[0]
}

func serve(t *testing.T, f http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return server.URL
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	good := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(antom.Acknowledgement()) })
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	for name, test := range map[string]struct{ url, says string }{
		"acknowledges":   {good, ""},
		"by name":        {strings.Replace(good, "127.0.0.1", "localhost", 1), ""},
		"closed port":    {"http://" + closed.Addr().String() + "/n", "connection refused: nothing listens at " + closed.Addr().String()},
		"other machine":  {"http://192.0.2.1/n", "192.0.2.1 is not an address of this machine"},
		"other, IPv6":    {"http://[2001:db8::1]:80/n", "2001:db8::1 is not an address"},
		"mapped":         {"http://[::ffff:192.0.2.1]/n", "192.0.2.1 is not an address"},
		"no certificate": {secure.URL, "the certificate of 127.0.0.1 is from an authority"},
		"too large": {serve(t, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat(" ", notifier.MaxAnswer+1))
		}), "more than 64 KiB"},
		"closes": {serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), "closed the connection without a response"},
		"redirects": {serve(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, good, http.StatusTemporaryRedirect)
		}), "redirect to"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := flush(t, test.url, nil)
			if a.Acknowledged != (test.says == "") || !strings.Contains(a.Error, test.says) {
				t.Errorf("got %+v, want %q", a, test.says)
			}
		})
	}
}

func TestRefusesTheSimulatorItself(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(antom.Acknowledgement()) })
	own := netip.MustParseAddrPort(strings.TrimPrefix(url, "http://"))
	for _, host := range []string{"127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"} {
		for _, remote := range []bool{false, true} {
			a := flush(t, fmt.Sprintf("http://%s:%d/n", host, own.Port()), func(o *notifier.Options) {
				o.AllowRemote = remote
				o.Own = func(at netip.AddrPort) bool { return at == own }
			})
			if a.Acknowledged || !strings.Contains(a.Error, "the simulator itself") {
				t.Errorf("%s: got %+v", host, a)
			}
		}
	}
}

// TestSlowDrip is a server that begins its answer and never ends it.
func TestSlowDrip(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{}, 16)
	var called atomic.Bool
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		called.Store(true)
		defer func() { gone <- struct{}{} }()
		_, _ = io.Copy(io.Discard, r.Body) // only then the server notices that the client has gone
		_, _ = io.WriteString(w, `{"result":`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	// A busy machine may need longer than the first limit to send the request at all.
	for limit := 50 * time.Millisecond; !called.Load(); limit *= 2 {
		a := flush(t, url, func(o *notifier.Options) { o.Timeout = limit })
		if want := fmt.Sprintf(" within %v", limit); a.Acknowledged || !strings.HasPrefix(a.Error, "the application ") || !strings.HasSuffix(a.Error, want) {
			t.Fatalf("got %+v, want %q", a, want)
		}
	}
	<-gone // the connection was closed
}
