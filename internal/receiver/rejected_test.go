package receiver

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestManyRejected: beyond the rate a rejected notification is stored without
// what can be large, a true one always whole, and an hour later all again.
func TestManyRejected(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	now := time.Date(2026, 1, 31, 15, 42, 5, 0, time.UTC)
	g.Now = func() time.Time { return now }
	h := New(g.Options).(*endpoint)
	h.rejected.begin, h.rejected.count = now, maxRejected-1
	send := func(signature string) {
		w, r := httptest.NewRecorder(), request(t, "/payNotify?x="+strings.Repeat("x", 1000), paid)
		r.Header.Set("Signature", signature)
		h.ServeHTTP(w, r)
		if want := map[string]int{"good": http.StatusOK, "bad": http.StatusUnauthorized}[signature]; w.Code != want {
			t.Errorf("%s: answered %d", signature, w.Code)
		}
	}
	send("bad")
	send("bad")
	send("good")
	now = now.Add(rejectedPeriod)
	send("bad")
	for n, r := range g.stored(t) {
		trimmed := n == 1
		if r.Trimmed != trimmed || (len(r.Message.Body) == 0) != trimmed || (len(r.Headers) == 0) != trimmed || (len(r.Message.Path) < 1000) != trimmed {
			t.Errorf("%d: %+v", n, r)
		}
		if r.PaymentRequestID != "request-1" || r.Verified != (n == 2) || (r.Cause == "own-key") == r.Verified {
			t.Errorf("%d: %+v", n, r)
		}
	}
	if n := len(g.stored(t)); n != 4 {
		t.Errorf("%d stored", n)
	}
}

func TestRejectedRate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 31, 15, 42, 5, 0, time.UTC)
	var c rejectedCount
	count := func() (whole int) {
		for range maxRejected + 5 {
			if c.whole(now) {
				whole++
			}
		}
		return whole
	}
	for _, step := range []struct {
		by   time.Duration
		want int
	}{{0, maxRejected}, {rejectedPeriod - 1, 0}, {1, maxRejected}, {-time.Minute, maxRejected}, {time.Minute, 0}} {
		now = now.Add(step.by)
		if got := count(); got != step.want {
			t.Errorf("after %v: %d whole, want %d", step.by, got, step.want)
		}
	}
}
