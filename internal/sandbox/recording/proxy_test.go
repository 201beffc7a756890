package recording

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/patience"
)

// proxied is a Recorder before a gateway.
type proxied struct {
	*httptest.Server
	dir  string
	mu   sync.Mutex
	told []Passed
}

func record(t *testing.T, gateway http.HandlerFunc, change func(*Options)) *proxied {
	t.Helper()
	upstream := httptest.NewServer(gateway)
	t.Cleanup(upstream.Close)
	address, err := url.Parse(upstream.URL)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxied{dir: t.TempDir()}
	dir, err := OpenDir(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{
		Gateway: address, Transport: httpclient.NewTransport(httpclient.Options{Verbatim: true}), Dir: dir, Timeout: patience.Limit, Now: time.Now,
		Tell: func(passed Passed) { p.mu.Lock(); defer p.mu.Unlock(); p.told = append(p.told, passed) },
	}
	if change != nil {
		change(&o)
	}
	p.Server = httptest.NewServer(NewRecorder(o))
	t.Cleanup(p.Close)
	return p
}

// post makes a call and returns the status and the body.
func (p *proxied) post(t *testing.T, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, p.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	data, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply, string(data)
}

func TestCallsPassAsTheyAre(t *testing.T) {
	t.Parallel()
	const path, sent, answer = "/ams/api//v1/payments/pay?a=%7e&b", "{ \"a\" :1,\"email\":\"a@b.example\"}\n", "{\n \"result\":{\"resultStatus\":\"S\"}, \"email\":\"a@b.example\"}"
	p := record(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.RequestURI != path || string(body) != sent || r.Header.Get("signature") != "algorithm=RSA256,keyVersion=1,signature=QUJD" ||
			r.Header.Get("X-Own") != "1" || r.Header.Get("User-Agent") != "test" || r.Header.Get("Accept-Encoding") != "" {
			t.Errorf("the gateway got %s %q %v", r.RequestURI, body, r.Header)
		}
		w.Header()["signature"] = []string{"algorithm=RSA256,keyVersion=1,signature=REVG"}
		w.Header().Set("X-Trace", "t")
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, answer)
	}, nil)
	reply, got := p.post(t, path, sent, "client-id", "SANDBOX_1", "signature", "algorithm=RSA256,keyVersion=1,signature=QUJD", "X-Own", "1", "User-Agent", "test",
		"Connection", "close, Signature")
	if got != answer || reply.StatusCode != http.StatusAccepted || reply.Header.Get("Signature") != "algorithm=RSA256,keyVersion=1,signature=REVG" || reply.Header.Get("X-Trace") != "t" {
		t.Errorf("got %d %q %v", reply.StatusCode, got, reply.Header)
	}
	exchanges, err := Load(context.Background(), p.dir)
	if err != nil || len(exchanges) != 1 {
		t.Fatalf("%d exchanges, %v", len(exchanges), err)
	}
	e := exchanges[0]
	if text := string(e.Encode()); strings.Contains(text, "QUJD") || strings.Contains(text, "REVG") || strings.Contains(text, "a@b") || e.Status != http.StatusAccepted {
		t.Errorf("kept:\n%s", text)
	}
}

func TestRefusedCalls(t *testing.T) {
	t.Parallel()
	const pay = "/ams/sandbox/api/v1/payments/pay"
	sandbox := []string{"client-id", "SANDBOX_1"}
	for _, test := range []struct {
		name, path, body string
		headers          []string
		status           int
		want             string
	}{
		{"another path", "/other", "{}", sandbox, http.StatusNotFound, "begin with /ams/"},
		{"a live client id", pay, "{}", []string{"client-id", "5X"}, http.StatusForbidden, `client id \"5X\" is live`},
		{"a second client id that is live", pay, "{}", []string{"client-id", "SANDBOX_1", "client-id", "5X"}, http.StatusForbidden, `client id \"5X\" is live`},
		{"no client id", pay, "{}", nil, http.StatusForbidden, "header client-id is missing"},
		{"a large body", pay, strings.Repeat(" ", MaxBody+1), sandbox, http.StatusRequestEntityTooLarge, "larger than 1 MiB"},
	} {
		p := record(t, func(http.ResponseWriter, *http.Request) { t.Errorf("%s: the gateway was called", test.name) }, nil)
		reply, body := p.post(t, test.path, test.body, test.headers...)
		if reply.StatusCode != test.status || !strings.Contains(body, test.want) || !strings.Contains(body, `"resultStatus":"F"`) {
			t.Errorf("%s: %d %s", test.name, reply.StatusCode, body)
		}
		if len(p.told) != 1 || p.told[0].Refused == "" {
			t.Errorf("%s: told %+v", test.name, p.told)
		}
	}
	full := record(t, func(http.ResponseWriter, *http.Request) { t.Error("the gateway was called") }, func(o *Options) { o.Dir.count = MaxExchanges })
	if reply, body := full.post(t, pay, "{}", sandbox...); reply.StatusCode != http.StatusInsufficientStorage || !strings.Contains(body, "is full") {
		t.Errorf("a full directory: %d %s", reply.StatusCode, body)
	}
	live := record(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }, func(o *Options) { o.Live = true })
	if reply, body := live.post(t, pay, "{}", "client-id", "5X"); reply.StatusCode != http.StatusOK || body != "{}" {
		t.Errorf("with leave: %d %s", reply.StatusCode, body)
	}
}

func TestFailuresOfTheGateway(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	for _, test := range []struct {
		name    string
		gateway http.HandlerFunc
		change  func(*Options)
		want    string
	}{
		{"nobody listens", nil, func(o *Options) { o.Gateway = &url.URL{Scheme: "http", Host: "127.0.0.1:1"} }, "nothing listens at 127.0.0.1:1"},
		{"it closes the connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, nil, "the gateway"},
		{"it takes too long", func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}, func(o *Options) { o.Timeout = 50 * time.Millisecond }, "the gateway"},
		{"its response is large", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat(" ", MaxBody+1)) }, nil, "larger than 1 MiB"},
		{"its response breaks off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
		}, nil, "the response broke off"},
	} {
		p := record(t, test.gateway, test.change)
		reply, body := p.post(t, "/ams/sandbox/api/v1/payments/pay", "{}", "client-id", "SANDBOX_1")
		if reply.StatusCode != http.StatusBadGateway || !strings.HasPrefix(body, "recorder: ") || !strings.Contains(body, test.want) {
			t.Errorf("%s: %d %s", test.name, reply.StatusCode, body)
		}
		if len(p.told) != 1 || p.told[0].Err == nil {
			t.Errorf("%s: told %+v", test.name, p.told)
		}
		if exchanges, err := Load(context.Background(), p.dir); err != nil || len(exchanges) != 0 {
			t.Errorf("%s: %d exchanges, %v", test.name, len(exchanges), err)
		}
	}
}

func TestUntrustedCertificates(t *testing.T) {
	t.Parallel()
	secure := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the gateway was called") }))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	address, _ := url.Parse(secure.URL)
	p := record(t, nil, func(o *Options) { o.Gateway = address })
	if reply, body := p.post(t, "/ams/sandbox/api/v1/payments/pay", "{}", "client-id", "SANDBOX_1"); reply.StatusCode != http.StatusBadGateway || !strings.Contains(body, "certificate") {
		t.Errorf("%d %s", reply.StatusCode, body)
	}
}
