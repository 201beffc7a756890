package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/neterr"
)

// Network is the way to the gateway.
type Network struct {
	Gateway string   // its URL
	Proxy   *url.URL // of the environment; nil for none
	Resolve func(ctx context.Context, host string) ([]string, error)
	Dial    func(ctx context.Context, network, address string) (net.Conn, error)
	Roots   *x509.CertPool // nil: the system's
	Place   neterr.Place   // where this process runs, for what to try
	Now     func() time.Time
	Timeout time.Duration // of each step
}

// slow is how long a step of the way may take before it is reported as slow.
const slow = 2 * time.Second

// Check goes the way to the gateway, one step after the other, up to the first
// that fails. It sends nothing beyond the greeting of TLS.
func (n Network) Check(ctx context.Context) []Finding {
	target, err := url.Parse(n.Gateway)
	if err != nil || target.Hostname() == "" {
		return []Finding{failure(GroupNetwork, "gateway", KindConfig, "gateway", "the gateway is not a URL", n.Gateway, "set the region of your account (sg, us or de) or a URL: antom config set gateway sg")}
	}
	if n.Proxy != nil {
		return n.proxy(ctx, target)
	}
	found, conn := n.reach(ctx, target.Hostname(), port(target))
	if conn == nil {
		return found
	}
	defer conn.Close()
	if target.Scheme != "https" {
		return append(found, ok(GroupNetwork, "tls", "no TLS: the gateway is on this machine", target.Host))
	}
	return append(found, n.greet(ctx, conn, target.Hostname()))
}

// proxy looks at the way to a proxy; what lies behind it shows in the inquiry.
func (n Network) proxy(ctx context.Context, target *url.URL) []Finding {
	found := []Finding{ok(GroupNetwork, "proxy", "the gateway is behind the proxy "+n.Proxy.Host, "HTTPS_PROXY")}
	more, conn := n.reach(ctx, n.Proxy.Hostname(), port(n.Proxy))
	if conn != nil {
		conn.Close()
		more = append(more, skipped(GroupNetwork, "tls", "TLS to "+target.Host+" goes through the proxy; the inquiry tests it"))
	}
	return append(found, more...)
}

// reach finds and calls a host. The connection is nil when that failed.
func (n Network) reach(ctx context.Context, host, port string) ([]Finding, net.Conn) {
	var found []Finding
	if net.ParseIP(host) == nil {
		f := n.resolve(ctx, host)
		if found = append(found, f); f.Severity == Error {
			return found, nil
		}
	}
	address := net.JoinHostPort(host, port)
	began := n.Now()
	limited, cancel := context.WithTimeout(ctx, n.Timeout)
	defer cancel()
	conn, err := n.Dial(limited, "tcp", address)
	if err != nil {
		return append(found, n.failure("tcp", "connection", &neterr.DialError{Address: address, Limit: n.Timeout, Err: err}, address,
			"check the network and the firewall; behind a proxy set HTTPS_PROXY")), nil
	}
	return append(found, n.timed("tcp", "connected", address, n.Now().Sub(began))), conn
}

func (n Network) resolve(ctx context.Context, host string) Finding {
	began := n.Now()
	limited, cancel := context.WithTimeout(ctx, n.Timeout)
	defer cancel()
	addresses, err := n.Resolve(limited, host)
	if err == nil && len(addresses) == 0 {
		err = &net.DNSError{Name: host, IsNotFound: true}
	}
	if err != nil {
		return n.failure("dns", "dns", err, host, "check the network and the name: antom config get gateway; behind a proxy set HTTPS_PROXY")
	}
	return n.timed("dns", fmt.Sprintf("%s is %s", host, list(addresses)), "", n.Now().Sub(began))
}

// greet makes the TLS connection as the client of payments does.
func (n Network) greet(ctx context.Context, conn net.Conn, host string) Finding {
	began := n.Now()
	limited, cancel := context.WithTimeout(ctx, n.Timeout)
	defer cancel()
	secure := tls.Client(conn, &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: n.Roots})
	if err := secure.HandshakeContext(limited); err != nil {
		return n.failure("tls", "tls", err, host, "check that the address speaks HTTPS: antom config get gateway")
	}
	state := secure.ConnectionState()
	what := tls.VersionName(state.Version) + " with a valid certificate"
	if issuer := state.PeerCertificates[0].Issuer; len(issuer.Organization) > 0 {
		what += " of " + issuer.Organization[0]
	}
	return n.timed("tls", what, host, n.Now().Sub(began))
}

// failure is a step that failed. otherwise is what to try where the error itself
// suggests nothing.
func (n Network) failure(check, code string, err error, where, otherwise string) Finding {
	target, _ := url.Parse(n.Gateway) // it was parsed before
	e := neterr.Explain(err, neterr.Peer{Name: "the gateway", URL: target, Limit: n.Timeout})
	fix := strings.Join(e.Advice(n.Place), "; ")
	if fix == "" {
		fix = otherwise
	}
	return failure(GroupNetwork, check, KindNoAnswer, code, e.Text, where, fix)
}

// timed is a step that worked; a slow one is worth a warning.
func (n Network) timed(check, what, where string, took time.Duration) Finding {
	if took >= slow {
		return warning(GroupNetwork, check, fmt.Sprintf("%s, but it took %s", what, round(took)), where, "payments may exceed the time limit: antom config set timeout 20s")
	}
	return ok(GroupNetwork, check, fmt.Sprintf("%s in %s", what, round(took)), where)
}

func round(d time.Duration) time.Duration {
	if d < 10*time.Millisecond {
		return d.Round(100 * time.Microsecond)
	}
	return d.Round(time.Millisecond)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

// list names at most three addresses.
func list(addresses []string) string {
	if len(addresses) > 3 {
		return strings.Join(addresses[:3], ", ") + " …"
	}
	return strings.Join(addresses, ", ")
}
