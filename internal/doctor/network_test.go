package doctor_test

import (
	"context"
	"crypto/x509"
	"net"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/doctor"
)

// ticking is a clock that goes on by a step at each look.
func ticking(step time.Duration) func() time.Time {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time { now = now.Add(step); return now }
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(nil)
	t.Cleanup(server.Close)
	trusted := x509.NewCertPool()
	trusted.AddCert(server.Certificate())
	there := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	refused := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
	found := func(context.Context, string) ([]string, error) { return []string{"192.0.2.1"}, nil }
	unknown := func(context.Context, string) ([]string, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "example.com"}
	}
	const gateway = "https://example.com"
	proxy := &url.URL{Scheme: "http", Host: "proxy.example:3128", User: url.UserPassword("ann", "hunter22")}
	for _, c := range []struct {
		name     string
		network  doctor.Network
		check    string
		severity doctor.Severity
		what     string
		steps    int
	}{
		{"well", doctor.Network{Gateway: gateway, Resolve: found, Dial: there, Roots: trusted}, "tls", doctor.OK, "TLS 1.3 with a valid certificate", 3},
		{"address", doctor.Network{Gateway: gateway, Resolve: found, Dial: there, Roots: trusted}, "dns", doctor.OK, "192.0.2.1 in 1ms", 3},
		{"no name", doctor.Network{Gateway: gateway, Resolve: unknown, Dial: there}, "dns", doctor.Error, "cannot resolve example.com", 1},
		{"refused", doctor.Network{Gateway: gateway, Resolve: found, Dial: refused}, "tcp", doctor.Error, "connection refused", 2},
		{"unknown authority", doctor.Network{Gateway: gateway, Resolve: found, Dial: there, Roots: x509.NewCertPool()}, "tls", doctor.Error, "from an authority that this machine does not trust", 3},
		{"another host", doctor.Network{Gateway: "https://other.invalid", Resolve: found, Dial: there, Roots: trusted}, "tls", doctor.Error, "the certificate of other.invalid is for example.com, ", 3},
		{"no URL", doctor.Network{Gateway: "://"}, "gateway", doctor.Error, "not a URL", 1},
		{"this machine", doctor.Network{Gateway: "http://127.0.0.1:1", Dial: there}, "tls", doctor.OK, "no TLS", 2},
		{"proxy", doctor.Network{Gateway: gateway, Proxy: proxy, Resolve: found, Dial: there}, "proxy", doctor.OK, "proxy.example:3128", 4},
		{"proxy is gone", doctor.Network{Gateway: gateway, Proxy: proxy, Resolve: found, Dial: refused}, "tcp", doctor.Error, "connection refused: nothing listens at proxy.example:3128", 3},
	} {
		c.network.Now, c.network.Timeout = ticking(time.Millisecond), 10*time.Second
		list := c.network.Check(context.Background())
		wellFormed(t, list)
		if f := find(t, list, c.check); f.Severity != c.severity || !strings.Contains(f.What, c.what) {
			t.Errorf("%s: %+v", c.name, f)
		}
		if len(list) != c.steps {
			t.Errorf("%s: %d steps: %+v", c.name, len(list), list)
		}
		for _, f := range list {
			if strings.Contains(f.What+f.Where, "hunter22") {
				t.Errorf("%s: the proxy's password is told", c.name)
			}
			if f.Severity == doctor.Error && f.Kind != doctor.KindNoAnswer && c.name != "no URL" {
				t.Errorf("%s: kind %s", c.name, f.Kind)
			}
		}
	}
	slow := doctor.Network{Gateway: gateway, Resolve: found, Dial: there, Roots: trusted, Now: ticking(3 * time.Second), Timeout: 10 * time.Second}
	if f := find(t, slow.Check(context.Background()), "tls"); f.Severity != doctor.Warning || !strings.Contains(f.What, "took 3s") {
		t.Errorf("slow: %+v", f)
	}
}

// A host that does not answer ends with the time limit, not never.
func TestNetworkTimeout(t *testing.T) {
	t.Parallel()
	silent := func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	n := doctor.Network{Gateway: "https://192.0.2.1", Dial: silent, Now: time.Now, Timeout: time.Millisecond}
	if f := find(t, n.Check(context.Background()), "tcp"); f.Severity != doctor.Error || !strings.Contains(f.What, "no connection to 192.0.2.1:443 within 1ms") {
		t.Errorf("%+v", f)
	}
}
