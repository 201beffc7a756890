package gateway

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

func TestIsJSON(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"application/json":                   true,
		"application/json; charset=UTF-8":    true,
		"application/json;charset=utf-8":     true,
		`application/json; charset="utf-8"`:  true,
		"APPLICATION/JSON":                   true,
		"application/json; charset=GBK":      false,
		"application/json; charset=":         false,
		"application/jsonp":                  false,
		"text/json":                          false,
		"text/plain; charset=UTF-8":          false,
		"application/x-www-form-urlencoded":  false,
		"application/json, application/json": false,
		"":                                   false,
	} {
		if got := isJSON(header); got != want {
			t.Errorf("%q: got %v, want %v", header, got, want)
		}
	}
}

func TestRequestPath(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"/ams/api/v1/payments/pay":                                   "/ams/api/v1/payments/pay",
		"/ams/api/v1/payments/pay?a=%2F&b":                           "/ams/api/v1/payments/pay?a=%2F&b",
		"/ams//api/../v1/payments/pay?":                              "/ams//api/../v1/payments/pay?",
		"http://127.0.0.1:8964/ams/api/v1/payments/pay?merchant=%41": "/ams/api/v1/payments/pay?merchant=%41",
	} {
		if got := requestPath(httptest.NewRequest(http.MethodPost, target, nil)); got != want {
			t.Errorf("%s: got %s, want %s", target, got, want)
		}
	}
}

// connection is a ResponseWriter that notes what happens to its deadline.
type connection struct {
	*httptest.ResponseRecorder
	events []string
}

func (c *connection) SetReadDeadline(t time.Time) error {
	if t.IsZero() {
		c.events = append(c.events, "no deadline")
	}
	return nil
}

func TestADelayOutlivesTheDeadlineForReading(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		delay time.Duration
		want  string
	}{
		{"no delay", 0, ""},
		{"a delay", 45 * time.Second, "no deadline, slept 45s"},
	} {
		c := &connection{ResponseRecorder: httptest.NewRecorder()}
		g := New(Options{Sleep: func(_ context.Context, d time.Duration) error {
			c.events = append(c.events, "slept "+d.String())
			return nil
		}})
		reply := engine.Refusal("pay", "RISK_REJECT", "")
		reply.Delay = test.delay
		g.send(c, httptest.NewRequest(http.MethodPost, "/", nil), call{}, reply, false)
		if got := strings.Join(c.events, ", "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// caller is a ResponseWriter in the same process.
type caller struct {
	*httptest.ResponseRecorder
	err error
}

func (c *caller) Fail(err error) { c.err = err }

func TestFailuresAreNoAnswers(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	w := httptest.NewRecorder()
	var told error
	g := &Gateway{failed: func(err error) { told = err }}
	g.fail(w, full)
	if !errors.Is(told, full) {
		t.Errorf("told: %v", told)
	}
	if w.Code != http.StatusInternalServerError || strings.TrimSpace(w.Body.String()) != "the simulator failed: no space left on device" {
		t.Errorf("over HTTP: %d, %q", w.Code, w.Body)
	}
	c := &caller{ResponseRecorder: httptest.NewRecorder()}
	g.fail(c, full)
	if c.err != full || c.Body.Len() > 0 {
		t.Errorf("in the same process: %v, %q", c.err, c.Body)
	}
}
