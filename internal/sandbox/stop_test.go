package sandbox_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// stopping is a served simulator whose grace a test ends. asleep is closed when
// the grace has begun.
func stopping(t *testing.T) (s *served, asleep chan time.Duration, wake func()) {
	t.Helper()
	s = serve(t)
	s.server.URL, _ = s.announced()["url"].(string)
	s.SetBaseURL(s.server.URL)
	asleep = make(chan time.Duration, 1)
	awake, wake := context.WithCancel(t.Context())
	s.sleep = func(ctx context.Context, d time.Duration) error {
		asleep <- d
		select {
		case <-ctx.Done():
		case <-awake.Done():
		}
		return ctx.Err()
	}
	return s, asleep, wake
}

func TestStopWaitsForTheBrowserToComeBack(t *testing.T) {
	t.Parallel()
	for name, redirect := range map[string]string{
		"to the result page of an app": "shopapp://done",
		"to the result page by choice": "/checkout/result?order=1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, asleep, _ := stopping(t)
			if strings.HasPrefix(redirect, "/") {
				redirect = s.server.URL + redirect
			}
			target := s.press(s.pay("pay-1", "x", redirect), "pay").Header.Get("Location")
			s.cancel()
			if d := <-asleep; d > time.Second {
				t.Errorf("it waits for %s", d)
			}
			wantParts(t, s.get(target), http.StatusOK)
			if err := <-s.done; err != nil {
				t.Errorf("stopping: %v", err)
			}
		})
	}
}

func TestStopWaitsForABrowserNotForEver(t *testing.T) {
	t.Parallel()
	s, asleep, wake := stopping(t)
	s.press(s.pay("pay-1", "x", "shopapp://done"), "pay")
	s.cancel()
	<-asleep
	wake()
	if err := <-s.done; err != nil {
		t.Errorf("stopping: %v", err)
	}
}

func TestStopAtOnce(t *testing.T) {
	t.Parallel()
	for name, visit := range map[string]func(s *served){
		"nobody came":            func(*served) {},
		"the page was only read": func(s *served) { s.get(s.pay("pay-1", "x", "shopapp://done")) },
		"back to the merchant":   func(s *served) { s.press(s.pay("pay-1", "x", "https://shop.example/"), "pay") },
		"the form was refused":   func(s *served) { s.post(s.pay("pay-1", "x", "shopapp://done"), nil, nil) },
		"the page was seen": func(s *served) {
			s.get(s.press(s.pay("pay-1", "x", "shopapp://done"), "pay").Header.Get("Location"))
		},
		"it came too late": func(s *served) {
			s.press(s.pay("pay-1", "x", "shopapp://done"), "pay")
			s.clock.pass(1001 * time.Millisecond)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, asleep, wake := stopping(t)
			visit(s)
			wake() // so that a wrong wait fails the test instead of holding it
			if err := s.stop(); err != nil {
				t.Errorf("stopping: %v", err)
			}
			if len(asleep) > 0 {
				t.Error("it waited")
			}
		})
	}
}

func TestUnusedConnectionsDoNotHoldUpTheStop(t *testing.T) {
	t.Parallel()
	s, _, _ := stopping(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	s.get("/") // the server has taken the earlier connection by then
	if err := s.stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
}

// A call whose body does not come and a delivery that hangs do not hold up the stop.
func TestWhatHangsDoesNotHoldUpTheStop(t *testing.T) {
	t.Parallel()
	s := serve(t)
	called := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then the server notices that the client has gone
		close(called)
		<-r.Context().Done()
	}))
	t.Cleanup(slow.Close)
	s.call(payPath, payNotified("pay-1", slow.URL))
	if _, err := s.Control().Pay(t.Context(), "pay-1"); err != nil {
		t.Fatal(err)
	}
	<-called
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, "POST "+payPath+" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil { // it reads the body now
		t.Fatal(err)
	}
	if err := s.stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	list, err := s.Control().Notifications(t.Context())
	if err != nil || len(list) != 1 || list[0].State != "waiting" || len(list[0].Attempts) != 0 {
		t.Errorf("the notification is %+v, %v", list, err)
	}
}
