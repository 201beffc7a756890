package sandbox_test

import (
	"context"
	"net"
	"net/http"
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
	begin := time.Now()
	if err := s.stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if took := time.Since(begin); took >= 2*time.Second {
		t.Errorf("it took %s", took)
	}
}
