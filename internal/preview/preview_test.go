package preview_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/httpserve/floodtest"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/preview"
)

// rig is a preview on a real connection.
type rig struct {
	*preview.Server
	t      *testing.T
	url    string // of the page
	events chan preview.Event
}

func newRig(t *testing.T, page preview.Page) *rig {
	t.Helper()
	r := &rig{t: t, events: make(chan preview.Event, 2000)}
	var err error
	r.Server, err = preview.New(preview.Options{
		Now:     func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
		OnEvent: func(e preview.Event) { r.events <- e },
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Show(page)
	handler, err := r.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	r.url = server.URL + r.Path()
	return r
}

// post sends an event; change makes it wrong.
func (r *rig) post(body string, change func(*http.Request)) (status int, text string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+"events", strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", "http://"+request.URL.Host)
	if change != nil {
		change(request)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

func TestEventsOfThePageAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, preview.Page{SDKURL: "https://sdk.example/a.js"})
	for _, test := range []struct {
		name, body string
		change     func(*http.Request)
		want       int
	}{
		{"from the page", `{"event":"sdk","code":"SDK_PAYMENT_ERROR","result":{"paymentResultCode":"X"}}`, nil, 204},
		{"from elsewhere", `{"event":"sdk"}`, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		{"without an origin", `{"event":"sdk"}`, func(r *http.Request) { r.Header.Del("Origin") }, 403},
		{"as a form", `{"event":"sdk"}`, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 403},
		{"by a stranger's name", `{"event":"sdk"}`, func(r *http.Request) { r.Host = "evil.example" }, 421},
		{"to another address", `{"event":"sdk"}`, func(r *http.Request) { r.URL.Path = "/x/events" }, 404},
		{"of no kind", `{"event":"final"}`, nil, 400},
		{"no JSON", `event`, nil, 400},
		{"far too large", `{"event":"sdk","code":"` + strings.Repeat("x", 70_000) + `"}`, nil, 413},
	} {
		if status, text := r.post(test.body, test.change); status != test.want {
			t.Errorf("%s: HTTP %d %s, want %d", test.name, status, text, test.want)
		}
	}
	if n := len(r.events); n != 1 {
		t.Fatalf("%d events were told", n)
	}
	if e := <-r.events; !e.Payment() || e.ResultCode() != "X" || e.Meaning == "" || e.Next == "" || e.Time.Year() != 2026 {
		t.Errorf("the event is %+v", e)
	}
}

func TestWhatAPageSaysIsLimited(t *testing.T) {
	t.Parallel()
	r := newRig(t, preview.Page{SDKURL: "https://sdk.example/a.js"})
	long := strings.Repeat("é", 5000)
	r.post(fmt.Sprintf(`{"event":"log","code":%q,"message":%q,"meaning":"made up","next":"made up"}`, long, long), nil)
	r.post(fmt.Sprintf(`{"event":"sdk","code":"SDK_PAYMENT_FAIL","result":{"a":%q}}`, long+long), nil)
	first, second := <-r.events, <-r.events
	if len(first.Code) > 110 || len(first.Message) > 2010 || !strings.HasSuffix(first.Message, "é…") || first.Meaning != "" || first.Next != "" {
		t.Errorf("the first is %d and %d bytes, %q, %q", len(first.Code), len(first.Message), first.Meaning, first.Next)
	}
	if second.Result != nil || second.ResultCode() != "" {
		t.Errorf("the second has a result of %d bytes", len(second.Result))
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	r := newRig(t, preview.Page{SDKURL: "https://sdk.example/a.js"})
	r.post(`{"event":"opened"}`, nil)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		return "the end"
	}
	if got := next(); got != `{"event":"opened","time":"2026-01-02T03:04:05Z"}` {
		t.Errorf("the first is %s", got)
	}
	if r.Viewers() != 1 {
		t.Errorf("%d pages are open", r.Viewers())
	}
	r.post(`{"event":"returned"}`, nil)
	if got := next(); !strings.Contains(got, "returned") {
		t.Errorf("the second is %s", got)
	}
	r.Finish("SUCCESS")
	if got := next(); got != `"SUCCESS"` {
		t.Errorf("the last is %s", got)
	}
	if got := next(); got != "the end" {
		t.Errorf("after the last comes %s", got)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	r := newRig(t, preview.Page{SDKURL: "https://sdk.example/a.js"})
	for range 1200 {
		r.post(`{"event":"log"}`, nil)
	}
	r.Finish("FAIL")
	answer, err := http.Get(r.url + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), `"event":"log"`); n < 500 || n > 1000 {
		t.Errorf("%d events were kept", n)
	}
}

func TestNoViewerMissesAnEvent(t *testing.T) {
	t.Parallel()
	const events = 1200
	r := newRig(t, preview.Page{SDKURL: "https://sdk.example/a.js"})
	limited, cancel := context.WithTimeout(t.Context(), patience.Limit)
	defer cancel()
	request, err := http.NewRequestWithContext(limited, http.MethodGet, r.url+"events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	for i := range events {
		r.post(fmt.Sprintf(`{"event":"log","message":"number %d"}`, i), nil)
		want, seen := fmt.Sprintf(`"number %d"`, i), false
		for !seen && lines.Scan() {
			data, isEvent := strings.CutPrefix(lines.Text(), "data: ")
			if seen = strings.Contains(data, want); isEvent && !seen {
				t.Fatalf("in place of number %d came %s", i, data)
			}
		}
		if !seen {
			t.Fatalf("the stream ended before number %d", i)
		}
	}
}

func TestPageAndPolicy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		page  preview.Page
		parts []string
		never []string
	}{
		{"simulator", preview.Page{SDKURL: "http://127.0.0.1:8964/sdk/x.js", Simulator: true, Environment: "sandbox"},
			[]string{"script-src 'self' http://127.0.0.1:8964;", "style-src 'self';", "connect-src 'self' http://127.0.0.1:8964"},
			[]string{"https:", "unsafe"}},
		{"Antom's", preview.Page{SDKURL: "https://sdk.example/x.js?v=1", Environment: "prod", ScriptOrigins: []string{"https://cdn.example"}},
			[]string{"script-src 'self' https://sdk.example https://cdn.example;", "connect-src 'self' https:", "base-uri 'none'", "frame-ancestors 'none'"},
			[]string{"'unsafe-eval'", "script-src 'self' https:;"}},
	} {
		test.page.SessionData = `"><script>alert(1)</script>`
		r := newRig(t, test.page)
		for _, at := range []string{"", "return"} {
			answer, err := http.Get(r.url + at)
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			policy := answer.Header.Get("Content-Security-Policy")
			for _, part := range test.parts {
				if !strings.Contains(policy, part) {
					t.Errorf("%s: no %q in %q", test.name, part, policy)
				}
			}
			for _, part := range test.never {
				if strings.Contains(policy, part) {
					t.Errorf("%s: %q in %q", test.name, part, policy)
				}
			}
			if strings.Contains(string(data), "<script>alert") {
				t.Errorf("%s: the session data is part of the page's text", test.name)
			}
			if live := strings.Contains(string(data), "Real money moves"); live != (test.page.Environment == "prod") {
				t.Errorf("%s: live is %t", test.name, live)
			}
		}
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	// What holds the end up holds the test up.
	s, err := preview.New(preview.Options{Limits: floodtest.Endless()})
	if err != nil {
		t.Fatal(err)
	}
	s.Show(preview.Page{SDKURL: "https://sdk.example/a.js"})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	// Neither a connection in reserve nor a page that is open holds the end up.
	spare, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = spare.Close() }()
	answer, err := http.Get("http://" + ln.Addr().String() + s.Path() + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestCheckSessionData(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"a&&SG&&111":                           "",
		"a==&&SG&&188&&eyJhIjoxfQ":             "",
		"":                                     "empty",
		"abc":                                  "not complete session data",
		"a&&SG":                                "not complete session data",
		"&&SG&&111":                            "not complete session data",
		"a&&S G&&111":                          "not complete session data",
		"https://a.example/?s=a&&SG&&1":        "hosted page",
		"a&&b&&" + strings.Repeat("x", 70_000): "too long",
	} {
		err := preview.CheckSessionData(data)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v, want %q", data, err, want)
		}
	}
}

func TestScriptAddresses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text            string
		address, origin bool
	}{
		{"https://cdn.example", true, true},
		{"https://cdn.example:8443", true, true},
		{"http://127.0.0.1:3000", true, true},
		{"http://[::1]:3000", true, true},
		{"https://cdn.example/x.js?v=1", true, false},
		{"https://cdn.example/", true, false},
		{"https://user@cdn.example", true, false},
		{"https://*", false, false},
		{"https://a.example;x", false, false},
		{"https://a.example; script-src *", false, false},
		{"http://cdn.example", false, false},
		{"http://localhost.example", false, false},
		{"javascript:alert(1)", false, false},
		{"data:text/javascript,1", false, false},
		{"//cdn.example", false, false},
		{"", false, false},
	} {
		if got := preview.ScriptAddress(test.text); got != test.address {
			t.Errorf("%q as an address: %t", test.text, got)
		}
		if got := preview.ScriptOrigin(test.text); got != test.origin {
			t.Errorf("%q as an origin: %t", test.text, got)
		}
	}
}
