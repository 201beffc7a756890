package receiver

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
)

// probeTimeout is how long Probe waits for a connection.
const probeTimeout = 2 * time.Second

// A Target is the application of a route as Probe found it.
type Target struct {
	Pattern string
	URL     string // without a password
	// Reachable tells that the application accepts connections. It is false if
	// Problem says why not, or if Proxied.
	Reachable bool
	Problem   string
	// Proxied tells that an HTTP proxy is between, so that a connection to it would
	// tell nothing of the application.
	Proxied bool
}

// Probe connects to the application of each route, all at once, and sends nothing.
// The routes were checked before.
func Probe(ctx context.Context, o Options) []Target {
	o.ForwardTimeout = probeTimeout
	o = o.withDefaults()
	ctx, cancel := context.WithTimeout(ctx, o.ForwardTimeout)
	defer cancel()
	e := &endpoint{Options: o}
	targets := make([]Target, len(o.Forward))
	var all sync.WaitGroup
	for i, r := range o.Forward {
		all.Go(func() { targets[i] = e.probe(ctx, r) })
	}
	all.Wait()
	return targets
}

// probe connects as the client that forwards does.
func (e *endpoint) probe(ctx context.Context, r Route) Target {
	t := Target{Pattern: r.Pattern, URL: ShownURL(r.URL)}
	u, err := parseTarget(r.URL)
	if err != nil {
		t.Problem = err.Error()
		return t
	}
	dial := (&net.Dialer{}).DialContext
	if transport, ok := innermost(e.Client.Transport).(*http.Transport); ok {
		if transport.Proxy != nil {
			proxy, err := transport.Proxy(&http.Request{URL: u})
			t.Proxied = err == nil && proxy != nil
		}
		if transport.DialContext != nil {
			dial = transport.DialContext
		}
	}
	if t.Proxied {
		return t
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), port(u)))
	if err != nil {
		t.Problem = e.explain(err, u, false)
		return t
	}
	_ = conn.Close() // nothing was sent
	t.Reachable = true
	return t
}

// innermost is the transport that connects, below those that only watch it.
func innermost(t http.RoundTripper) http.RoundTripper {
	for {
		w, ok := t.(interface{ Unwrap() http.RoundTripper })
		if !ok {
			return t
		}
		t = w.Unwrap()
	}
}

// port is the port of a URL with the scheme http or https.
func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// Forward sends a stored notification to its application once more, as it came, and
// notes the attempt in the store. ok is false if no route fits.
func Forward(ctx context.Context, o Options, rec *inbox.Record) (a inbox.Attempt, ok bool, err error) {
	o = o.withDefaults()
	route, ok := choose(o.Forward, rec.NotifyType, rec.Kind)
	if !ok {
		return inbox.Attempt{}, false, nil
	}
	e := &endpoint{Options: o, client: noRedirects(o.Client)}
	a = e.send(ctx, route, rec)
	return a, true, o.Store.Update(context.WithoutCancel(ctx), rec.ID, a)
}
