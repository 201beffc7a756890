package receiver

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/debuglog"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// closedAddress is an address at which nothing listens.
func closedAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

func TestProbe(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	app := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	t.Cleanup(app.Close)
	dead := closedAddress(t)
	withPassword := strings.Replace(app.URL, "http://", "http://user:secret@", 1)
	got := Probe(t.Context(), Options{Forward: []Route{
		{Pattern: "refund*", URL: withPassword + "/notify"}, {Pattern: "*", URL: "http://" + dead + "/notify"},
	}})
	if len(got) != 2 {
		t.Fatalf("%d targets", len(got))
	}
	if want := (Target{Pattern: "refund*", URL: app.URL + "/notify", Reachable: true}); got[0] != want {
		t.Errorf("got %+v, want %+v", got[0], want)
	}
	if got[1].Reachable || got[1].URL != "http://"+dead+"/notify" || !strings.Contains(got[1].Problem, "connection refused") {
		t.Errorf("nothing listens there, but: %+v", got[1])
	}
	if calls.Load() != 0 {
		t.Error("the probe sent a request")
	}
	if none := Probe(t.Context(), Options{}); len(none) != 0 {
		t.Errorf("without routes: %+v", none)
	}
}

func TestProbeBehindAProxy(t *testing.T) {
	t.Parallel()
	proxy := &url.URL{Scheme: "http", Host: closedAddress(t)}
	direct := &http.Transport{Proxy: http.ProxyURL(proxy)}
	for name, transport := range map[string]http.RoundTripper{
		"alone":  direct,
		"logged": debuglog.Transport{Base: direct, Out: io.Discard, Now: time.Now},
	} {
		client := &http.Client{Transport: transport}
		got := Probe(t.Context(), Options{Client: client, Forward: []Route{{Pattern: "*", URL: "http://app.example/notify"}}})
		if len(got) != 1 || !got[0].Proxied || got[0].Reachable || got[0].Problem != "" {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// TestForwardAgain holds that a stored notification reaches the application as it came,
// and that the attempt is stored.
func TestForwardAgain(t *testing.T) {
	t.Parallel()
	var seen atomic.Pointer[http.Request]
	var body atomic.Value
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		body.Store(string(b))
		seen.Store(r)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(antom.Acknowledgement())
	}))
	t.Cleanup(app.Close)
	g := newRig(t)
	deliver(t, New(g.Options), paid)
	rec := g.stored(t)[0]
	if len(rec.Forward) != 0 {
		t.Fatalf("it was forwarded already: %+v", rec.Forward)
	}
	if _, ok, err := Forward(t.Context(), g.Options, rec); ok || err != nil {
		t.Errorf("without a route: %v, %v", ok, err)
	}
	g.Options.Forward = []Route{{Pattern: "PAYMENT_*", URL: app.URL}}
	a, ok, err := Forward(t.Context(), g.Options, rec)
	if !ok || err != nil || !a.Acknowledged || a.URL != app.URL+"/payNotify?x=1" {
		t.Fatalf("got %+v, %v, %v", a, ok, err)
	}
	r := seen.Load()
	if r.Method != http.MethodPost || r.RequestURI != "/payNotify?x=1" || r.Header.Get("Signature") != "good" || body.Load() != paid {
		t.Errorf("the application got %s %s %v %v", r.Method, r.RequestURI, r.Header, body.Load())
	}
	stored, err := inbox.Get(g.dir, rec.ID)
	if err != nil || len(stored.Forward) != 1 || !stored.Forward[0].Acknowledged {
		t.Errorf("stored %+v, %v", stored, err)
	}
}

func TestEventTellsTheAttempts(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.ForwardRetry, g.Sleep = 2, func(context.Context, time.Duration) error { return nil }
	g.Options.Forward = []Route{{Pattern: "*", URL: "http://" + closedAddress(t)}}
	deliver(t, New(g.Options), paid)
	if e := g.last(t, 1); e.MaxAttempts != 3 || len(e.Record.Forward) != 3 {
		t.Errorf("%d of %d attempts", len(e.Record.Forward), e.MaxAttempts)
	}
}
