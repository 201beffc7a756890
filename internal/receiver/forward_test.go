package receiver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/antom"
)

// TestForwardedBytes looks at what the application gets on the wire.
func TestForwardedBytes(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"/payNotify?x=1":         "/payNotify?x=1",
		"/":                      "/",
		"/a//b%2Fc/ü?q=%zz&y= z": "", // refused by net/http: there is a blank in it
		"/a//b%2Fc/%C3%BC?q=%zz": "/a//b%2Fc/%C3%BC?q=%zz",
		"//double/slash?":        "//double/slash?",
		"/%41?":                  "/%41?",
		"/a|b?c|d":               "/a|b?c|d",
	} {
		head, body, answered := wire(t, sent, "")
		if want == "" {
			if answered != 400 {
				t.Errorf("%s: answered %d", sent, answered)
			}
			continue
		}
		if answered != 200 || body != paid+"\r\n\x00" || !strings.HasPrefix(head, "POST "+want+" HTTP/1.1\r\n") {
			t.Errorf("%s: answered %d, forwarded\n%s%q", sent, answered, head, body)
			continue
		}
		for _, line := range []string{
			"Client-Id: SANDBOX_5Y0000000000000", "Request-Time: 1769874125000", "Signature: good", "X-Twice: 1", "X-Twice: 2",
			"User-Agent: Antom", "X-Forwarded-Host: shop.example", fmt.Sprintf("Content-Length: %d", len(paid)+3),
		} {
			if !strings.Contains(head, "\r\n"+line+"\r\n") {
				t.Errorf("%s: %q is missing in\n%s", sent, line, head)
			}
		}
		for _, name := range []string{"Connection:", "Keep-Alive:", "X-Hop:", "Te:", "Expect:", "Proxy-Authorization:", "Accept-Encoding:", "Host: shop"} {
			if strings.Contains(head, "\r\n"+name) {
				t.Errorf("%s: %q was forwarded in\n%s", sent, name, head)
			}
		}
	}
	if head, _, _ := wire(t, "/payNotify?x=1", "/hook"); !strings.HasPrefix(head, "POST /hook?x=1 ") {
		t.Errorf("own path: %s", head)
	}
	if head, _, _ := wire(t, "/payNotify?x=1", "/hook?y=2#z"); !strings.HasPrefix(head, "POST /hook?y=2 ") {
		t.Errorf("own path and query: %s", head)
	}
}

// wire sends a raw notification and returns what the application read.
func wire(t *testing.T, target, own string) (head, body string, answered int) {
	t.Helper()
	app, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = app.Close() }()
	got := make(chan [2]string, 1)
	go func() {
		c, err := app.Accept()
		if err != nil {
			return
		}
		defer func() { _ = c.Close() }()
		r := bufio.NewReader(c)
		var lines strings.Builder
		for {
			line, err := r.ReadString('\n')
			lines.WriteString(line)
			if err != nil || line == "\r\n" {
				break
			}
		}
		b := make([]byte, len(paid)+3)
		_, _ = io.ReadFull(r, b)
		got <- [2]string{lines.String(), string(b)}
		_, _ = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(antom.Acknowledgement()), antom.Acknowledgement())
	}()
	h := New(Options{Verify: judgeByHeader, Forward: []Route{{Pattern: "*", URL: "http://" + app.Addr().String() + own}}})
	answer := startServer(t, DefaultLimits(), h).raw(t, "POST "+target+" HTTP/1.1\r\nHost: shop.example\r\nclient-id: SANDBOX_5Y0000000000000\r\n"+
		"request-time: 1769874125000\r\nsignature: good\r\nX-Twice: 1\r\nX-Twice: 2\r\nUser-Agent: Antom\r\nX-Hop: 1\r\nTE: trailers\r\n"+
		"Keep-Alive: 5\r\nProxy-Authorization: x\r\nExpect: 100-continue\r\nConnection: close, x-hop, signature\r\n"+
		fmt.Sprintf("Content-Length: %d\r\n\r\n%s\r\n\x00", len(paid)+3, paid))
	answer = strings.TrimPrefix(answer, "HTTP/1.1 100 Continue\r\n\r\n")
	_, _ = fmt.Sscanf(answer, "HTTP/1.1 %d", &answered)
	if answered != 200 {
		return "", "", answered
	}
	both := <-got
	return both[0], both[1], answered
}

func TestApplicationDecides(t *testing.T) {
	t.Parallel()
	say := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	good := string(antom.Acknowledgement())
	for name, c := range map[string]struct {
		app    http.HandlerFunc
		status int // of the attempt
		err    string
	}{
		"acknowledges":          {say(200, good), 200, ""},
		"acknowledges, indents": {say(200, "{\n \"result\": {\"resultStatus\": \"S\", \"resultCode\": \"SUCCESS\"}\n}\n"), 200, ""},
		"500":                   {say(500, good), 500, "answered with HTTP status 500"},
		"201":                   {say(201, good), 201, "answered with HTTP status 201"},
		"404":                   {say(404, ""), 404, "answered with HTTP status 404"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, 307, "answered with HTTP status 307"},
		"empty":               {say(200, ""), 200, "empty body"},
		"OK":                  {say(200, "OK"), 200, "not JSON"},
		"another object":      {say(200, `{"ok":true}`), 200, "no result.resultStatus"},
		"failed":              {say(200, `{"result":{"resultStatus":"F"}}`), 200, `resultStatus is "F"`},
		"too long an answer":  {say(200, good+strings.Repeat(" ", maxAnswer)), 200, ""},
		"no end of an answer": {say(200, strings.Repeat("[", maxAnswer+1)), 200, "not JSON"},
		"hangs":               {hang, 0, "the application did not answer within 50ms"},
		"resets":              {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, "closed the connection without a response"},
		"resets in its answer": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, good)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, 200, "the response broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newRig(t)
			g.ForwardTimeout = patience.Limit
			if name == "hangs" {
				g.ForwardTimeout = 50 * time.Millisecond
			}
			g.Forward = []Route{{Pattern: "*", URL: strings.Replace(application(t, c.app), "http://", "http://user:secret@", 1)}}
			w := deliver(t, New(g.Options), paid)
			if c.err == "" {
				acknowledged(t, w)
			} else if w.Code != 502 || strings.Contains(w.Body.String(), "SUCCESS") {
				t.Errorf("%d %q", w.Code, w.Body)
			}
			all := g.stored(t)
			if len(all) != 1 || len(all[0].Forward) != 1 {
				t.Fatalf("%+v", all)
			}
			a := all[0].Forward[0]
			if a.Acknowledged != (c.err == "") || a.Status != c.status || !strings.Contains(a.Err, c.err) || (a.Err == "") != (c.err == "") ||
				strings.Contains(a.URL+a.Err, "secret") || !strings.HasSuffix(a.URL, "/payNotify?x=1") || a.At.IsZero() {
				t.Errorf("%+v", a)
			}
			if e := g.last(t, 1); (e.Problem == ProblemForward) == (c.err == "") || len(e.Record.Forward) != 1 {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	g := newRig(t)
	g.Forward = []Route{{Pattern: "*", URL: "http://" + ln.Addr().String()}}
	g.Place.Exists = func(path string) bool { return path == "/.dockerenv" }
	w := deliver(t, New(g.Options), paid)
	a, _ := g.last(t, 1).Forwarded()
	if w.Code != 502 || !strings.Contains(a.Err, "connection refused: nothing listens at "+ln.Addr().String()) || !strings.Contains(a.Err, "host.docker.internal") {
		t.Errorf("%d %+v", w.Code, a)
	}
	g.Forward = []Route{{Pattern: "*", URL: "localhost:3000"}}
	w = deliver(t, New(g.Options), paid+" ")
	if a, _ := g.last(t, 2).Forwarded(); w.Code != 502 || !strings.Contains(a.Err, "http://localhost:3000") {
		t.Errorf("%d %+v", w.Code, a)
	}
}

func TestRetry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answers []int
		retry   int
		pauses  string
		status  int
	}{
		"none":         {[]int{500}, 0, "[]", 502},
		"second works": {[]int{500, 200}, 3, "[250ms]", 200},
		"all fail":     {[]int{500, 503, 429, 408}, 3, "[250ms 500ms 1s]", 502},
		"long":         {[]int{500, 500, 500, 500, 500, 500, 500, 200}, 8, "[250ms 500ms 1s 2s 4s 8s 8s]", 200},
		"no use":       {[]int{404}, 3, "[]", 502},
		"other body":   {[]int{299}, 3, "[]", 502},
	} {
		g := newRig(t)
		var n atomic.Int32
		g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, r *http.Request) {
			status := c.answers[n.Add(1)-1]
			if status == 200 {
				accept(w, r)
				return
			}
			w.WriteHeader(status)
		})}}
		g.ForwardRetry = c.retry
		var pauses []time.Duration
		g.Sleep = func(_ context.Context, d time.Duration) error { pauses = append(pauses, d); return nil }
		w := deliver(t, New(g.Options), paid)
		if w.Code != c.status || fmt.Sprint(pauses) != c.pauses || int(n.Load()) != len(c.answers) || len(g.stored(t)[0].Forward) != len(c.answers) {
			t.Errorf("%s: %d after %v, %d tries", name, w.Code, pauses, n.Load())
		}
	}
	g := newRig(t)
	g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })}}
	g.ForwardRetry = 5
	g.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
	if w := deliver(t, New(g.Options), paid); w.Code != 502 || len(g.stored(t)[0].Forward) != 1 {
		t.Errorf("stopped while waiting: %d", w.Code)
	}
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	var n atomic.Int32
	g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			w.WriteHeader(500)
			return
		}
		accept(w, r)
	})}}
	h := New(g.Options)
	for k, want := range []struct {
		status    int
		forwarded int32
	}{{502, 1}, {200, 2}, {200, 2}, {200, 2}} {
		if w := deliver(t, h, paid); w.Code != want.status || n.Load() != want.forwarded {
			t.Errorf("delivery %d: %d, forwarded %d times", k, w.Code, n.Load())
		}
	}
	all := g.stored(t)
	for k, r := range all {
		if (r.DuplicateOf == all[0].ID) != (k > 0) || len(r.Forward) != max(0, min(1, 2-k)) {
			t.Errorf("record %d: duplicate of %q, %d attempts", k, r.DuplicateOf, len(r.Forward))
		}
	}
	// Another notification, and a copy that does not verify, are no duplicates.
	if deliver(t, h, paid+" "); n.Load() != 3 {
		t.Errorf("forwarded %d times", n.Load())
	}
}

// TestDuplicatesAtOnce: two deliveries at the same time are forwarded once.
func TestDuplicatesAtOnce(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	var n atomic.Int32
	g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		accept(w, r)
	})}}
	h := New(g.Options)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { acknowledged(t, deliver(t, h, paid)) })
	}
	all.Wait()
	if n.Load() != 1 || len(g.stored(t)) != 20 {
		t.Errorf("forwarded %d times, %d stored", n.Load(), len(g.stored(t)))
	}
	if busy := len(h.(*endpoint).deliveries.busy); busy != 0 {
		t.Errorf("%d turns are left", busy)
	}
}

func TestTurns(t *testing.T) {
	t.Parallel()
	var d deliveries
	key := [32]byte{1}
	leave, err := d.enter(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	other, err := d.enter(t.Context(), [32]byte{2})
	if err != nil {
		t.Fatal(err)
	}
	other()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.enter(ended, key); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	leave()
	if len(d.busy) != 0 {
		t.Errorf("%d turns are left", len(d.busy))
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	hits := map[string]int{}
	var mu sync.Mutex
	app := func(name string) string {
		return application(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			hits[name]++
			accept(w, r)
		})
	}
	for _, text := range []string{"refund*=" + app("refunds"), "notifyPayment=" + app("payments"), "*_result=" + app("never")} {
		r, err := ParseRoute(text)
		if err != nil {
			t.Fatal(err)
		}
		g.Forward = append(g.Forward, r)
	}
	g.Verify = func(_ *http.Request, body []byte) Verdict { return genuine(body) }
	h := New(g.Options)
	for _, name := range []string{"REFUND_RESULT", "PAYMENT_RESULT", "PAYMENT_PENDING", "TOKEN_CREATED"} {
		acknowledged(t, deliver(t, h, `{"notifyType":"`+name+`"}`))
	}
	if fmt.Sprint(hits) != "map[payments:2 refunds:1]" {
		t.Errorf("%v", hits)
	}
}

func TestParseRoute(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Route{
		"http://localhost:3000":             {"*", "http://localhost:3000"},
		"http://localhost:3000/a?b=c":       {"*", "http://localhost:3000/a?b=c"},
		"refund*=http://[::1]:3000/a?b=c":   {"refund*", "http://[::1]:3000/a?b=c"},
		"PAYMENT_? = https://shop.example/": {"PAYMENT_?", "https://shop.example/"},
		"localhost:3000":                    {"*", "http://localhost:3000"},
		"3000/n?a=b":                        {"*", "http://localhost:3000/n?a=b"},
		"refund*=:3000/n":                   {"refund*", "http://localhost:3000/n"},
		"refund*=127.0.0.1:3000":            {"refund*", "http://127.0.0.1:3000"},
	} {
		if got, err := ParseRoute(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"": "not complete", "localhst": "not complete", "refund*=70000": "not complete", "=http://localhost": "no pattern", "[=http://localhost": "malformed",
		"ftp://x": "scheme ftp://", "http://localhost:99999": "port 99999", "http://localhost:0": "port 0", "http://": "not complete", "http://user:secret@[": "not shown", "x=http://user:secret@/": "not shown",
		"user:secret@localhost:3000": "not shown", "http://user:secret@h:port/": "not shown", "ftp://user:secret@x": "scheme ftp://",
	} {
		if _, err := ParseRoute(text); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestShownURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"http://localhost:3000/a?b=c": "http://localhost:3000/a?b=c", "https://user:secret@shop.example/n": "https://shop.example/n",
		"https://secret@shop.example": "https://shop.example", "": "", "user:secret@host": "",
	} {
		if got := ShownURL(text); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

func TestEitherFamily(t *testing.T) {
	t.Parallel()
	six, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 here")
	}
	s := &http.Server{Handler: http.HandlerFunc(accept), ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(six) }()
	t.Cleanup(func() { _ = s.Close() })
	_, port, _ := net.SplitHostPort(six.Addr().String())
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]"} {
		h := New(Options{Verify: judgeByHeader, Forward: []Route{{Pattern: "*", URL: "http://" + host + ":" + port}}})
		acknowledged(t, deliver(t, h, paid))
	}
}
