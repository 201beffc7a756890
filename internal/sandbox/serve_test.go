package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/httpserve/floodtest"
	"github.com/antom-cli/antom/internal/sandbox"
)

// served is a simulator that another process could find.
type served struct {
	*rig
	dir     string
	address string
	cancel  func()
	done    chan error
}

// stop ends the server and waits for that.
func (s *served) stop() error { s.cancel(); return <-s.done }

func serve(t testing.TB) *served {
	t.Helper()
	return serveIn(t, t.TempDir())
}

func serveIn(t testing.TB, dir string) *served {
	t.Helper()
	return serveWith(t, dir, floodtest.Endless())
}

func serveWith(t testing.TB, dir string, limits httpserve.Limits) *served {
	t.Helper()
	return serveAt(t, dir, limits, "127.0.0.1:0")
}

func serveAt(t testing.TB, dir string, limits httpserve.Limits, address string) *served {
	t.Helper()
	s := &served{dir: dir, done: make(chan error, 1)}
	s.rig = newRigWith(t, s.dir, limits)
	ln, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s.address = ln.Addr().String()
	ctx, cancel := context.WithCancel(t.Context())
	s.cancel = cancel
	t.Cleanup(cancel)
	ready := make(chan struct{})
	go func() { s.done <- s.Serve(ctx, ln, func() { close(ready) }) }()
	<-ready
	return s
}

// announced is the content of the server file, nil while there is none.
func (s *served) announced() map[string]any {
	data, err := os.ReadFile(filepath.Join(s.dir, "server.json"))
	var a map[string]any
	if err != nil || json.Unmarshal(data, &a) != nil {
		return nil
	}
	return a
}

func TestAnotherProcessControlsTheSandbox(t *testing.T) {
	t.Parallel()
	s := serve(t)
	remote, err := sandbox.Dial(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := s.announced()["url"]; remote.URL() != want {
		t.Errorf("URL is %q, want %q", remote.URL(), want)
	}
	controls(t, s.rig, remote)
}

func TestTheSameProcessControlsTheSandbox(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	controls(t, r, r.Control())
}

// controls goes through everything that Control can do.
func controls(t *testing.T, r *rig, c sandbox.Control) {
	t.Helper()
	ctx := t.Context()
	if list, err := c.List(ctx); err != nil || list == nil || len(list) != 0 {
		t.Errorf("at the start: %v, %v", list, err)
	}
	r.pay("pay-1", "x", "https://shop.example/")
	r.clock.pass(time.Second)
	r.pay("pay/2 ü", "x", "https://shop.example/")
	p, err := c.Pay(ctx, "pay-1")
	if err != nil || p.Status != "SUCCESS" || p.PaymentRequestID != "pay-1" || p.Currency != "HKD" || p.Value != "123456" || p.Method != "ALIPAY_HK" || p.OrderID != "order-1" || p.Operation != "pay" {
		t.Errorf("pay: %+v, %v", p, err)
	}
	if !strings.HasSuffix(p.URL, "/checkout/"+p.PaymentID) || !p.Expires.Equal(p.Created.Add(14*time.Minute)) {
		t.Errorf("pay: %+v", p)
	}
	var code *sandbox.CodeError
	if _, err := c.Decline(ctx, "pay/2 ü", "RISK_REJCT"); !errors.As(err, &code) || code.Nearest != "RISK_REJECT" {
		t.Errorf("an unknown code: %v", err)
	}
	if p, err := c.Decline(ctx, "pay/2 ü", "RISK_REJECT"); err != nil || p.Status != "FAIL" || p.ResultCode != "RISK_REJECT" {
		t.Errorf("decline: %+v, %v", p, err)
	}
	var state *sandbox.StateError
	if _, err := c.Pay(ctx, "pay/2 ü"); !errors.As(err, &state) || state.Status != "FAIL" || state.ResultCode != "RISK_REJECT" {
		t.Errorf("decided already: %v", err)
	}
	if got, err := c.Get(ctx, p.PaymentID); err != nil || got != p {
		t.Errorf("get: %+v, %v; want %+v", got, err, p)
	}
	for _, id := range []string{"nothing", "", ".", "..", "a/../b"} {
		_, err := c.Get(ctx, id)
		var missing *sandbox.NotFoundError
		if !errors.Is(err, sandbox.ErrNotFound) || !errors.As(err, &missing) || missing.ID != id {
			t.Errorf("%q: got %v, want a *NotFoundError", id, err)
		}
	}
	list, err := c.List(ctx)
	if err != nil || len(list) != 2 || list[0].PaymentRequestID != "pay/2 ü" || list[1] != p {
		t.Errorf("list: %+v, %v", list, err)
	}
	r.session("s-1", "")
	var method *sandbox.MethodError
	for _, wrong := range []string{"PAYNOV", ""} {
		if _, err := c.PayWith(ctx, "s-1", wrong); !errors.As(err, &method) || method.Method != wrong || method.Nearest == "" != (wrong == "") {
			t.Errorf("the method %q: %v", wrong, err)
		}
	}
	if p, err := c.PayWith(ctx, "s-1", "PAYNOW"); err != nil || p.Status != "SUCCESS" || p.Method != "PAYNOW" {
		t.Errorf("pay with a method: %+v, %v", p, err)
	}
	if err := c.Reset(ctx); err != nil {
		t.Errorf("reset: %v", err)
	}
	if list, err := c.List(ctx); err != nil || len(list) != 0 {
		t.Errorf("after the reset: %v, %v", list, err)
	}
}

func TestServerFile(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := filepath.Join(s.dir, "server.json")
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	if err := s.stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
	if _, err := sandbox.Dial(t.Context(), s.dir); !errors.Is(err, sandbox.ErrNotRunning) {
		t.Errorf("got %v, want ErrNotRunning", err)
	}
}

func TestReadyMeansThatOthersFindIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := newRigIn(t, dir)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	err = s.Serve(ctx, ln, func() {
		calls++
		if _, err := sandbox.Dial(ctx, dir); err != nil {
			t.Errorf("it is ready and yet: %v", err)
		}
		cancel()
	})
	if err != nil || calls != 1 {
		t.Errorf("got %v, and ready was called %d times", err, calls)
	}
}

func TestServerFileOfAnotherProcessIsLeft(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := filepath.Join(s.dir, "server.json")
	other := `{"schema":1,"session":"other","url":"http://127.0.0.1:1","token":"x"}`
	if err := os.WriteFile(path, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != other {
		t.Errorf("got %q, %v", data, err)
	}
}

func TestDialFindsNothing(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"session":"another"}`))
	}))
	t.Cleanup(stranger.Close)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for name, content := range map[string]string{
		"nobody listens":  `{"schema":1,"session":"s","url":"` + gone.URL + `","token":"t"}`,
		"a stranger does": `{"schema":1,"session":"s","url":"` + stranger.URL + `","token":"t"}`,
		"not JSON":        `{`,
		"newer schema":    `{"schema":2,"session":"s","url":"` + stranger.URL + `","token":"t"}`,
		"a host's name":   `{"schema":1,"session":"another","url":"http://stranger.example","token":"t"}`,
		"a machine's":     `{"schema":1,"session":"another","url":"http://192.0.2.1","token":"t"}`,
		"every address":   `{"schema":1,"session":"another","url":"http://0.0.0.0:1","token":"t"}`,
		"other scheme":    `{"schema":1,"session":"another","url":"file:///etc","token":"t"}`,
		"empty":           ``,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "server.json"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sandbox.Dial(t.Context(), dir); !errors.Is(err, sandbox.ErrNotRunning) {
			t.Errorf("%s: got %v, want ErrNotRunning", name, err)
		}
	}
	for _, dir := range []string{"", t.TempDir()} {
		if _, err := sandbox.Dial(t.Context(), dir); !errors.Is(err, sandbox.ErrNotRunning) {
			t.Errorf("no file in %q: got %v, want ErrNotRunning", dir, err)
		}
	}
}

func TestControlNeedsTokenAndLoopback(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token, _ := s.announced()["token"].(string)
	base, _ := s.announced()["url"].(string)
	for _, test := range []struct {
		name, token, host string
		want              int
	}{
		{"right", token, "", http.StatusOK},
		{"by name", token, "localhost:1", http.StatusOK},
		{"no token", "", "", http.StatusForbidden},
		{"other token", strings.Repeat("0", len(token)), "", http.StatusForbidden},
		{"rebound name", token, "rebound.example", http.StatusMisdirectedRequest},
		{"other machine's address", token, "192.168.1.5", http.StatusMisdirectedRequest},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/_antom/health", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Antom-Sandbox-Token", test.token)
		req.Host = test.host
		if a := s.send(req); a.StatusCode != test.want {
			t.Errorf("%s: HTTP %d, want %d", test.name, a.StatusCode, test.want)
		}
	}
}

func TestLinksFollowTheListener(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s, err := sandbox.Open(sandbox.Options{Now: clock.Now, Identity: shared()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln, nil) }()
	resp, err := http.Get("http://" + ln.Addr().String() + "/")
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("the home page: %v, %v", resp, err)
	}
	_ = resp.Body.Close()
	r := &rig{Sandbox: s, t: t, clock: clock, server: &httptest.Server{URL: "http://" + ln.Addr().String()}}
	if page := r.pay("pay-1", "x", "https://shop.example/"); !strings.HasPrefix(page, r.server.URL+"/checkout/") {
		t.Errorf("the page is at %q", page)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("stopping: %v", err)
	}
}

func TestServeReportsABrokenListener(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	if err := s.Serve(t.Context(), ln, nil); err == nil {
		t.Error("got no error")
	}
}
