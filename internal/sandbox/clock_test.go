package sandbox_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/store"
)

// application is an application that acknowledges what it is told to.
type application struct {
	*httptest.Server
	mu    sync.Mutex
	got   []string // bodies
	times []string // request-time headers
	deaf  bool
}

func newApplication(t *testing.T) *application {
	s := &application{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got, s.times = append(s.got, string(body)), append(s.times, r.Header.Get("request-time"))
		if s.deaf {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}`)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *application) setDeaf(deaf bool) { s.mu.Lock(); defer s.mu.Unlock(); s.deaf = deaf }

func (s *application) count() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.got) }

func notifyBody(id, description, url string) string {
	return strings.Replace(payWith(id, description, "https://shop.example/done"), `"env":`, `"paymentNotifyUrl":"`+url+`","env":`, 1)
}

// waysToControl are both ways to control a simulator that is served.
func waysToControl(t *testing.T, s *served) map[string]sandbox.Control {
	t.Helper()
	remote, err := sandbox.Dial(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]sandbox.Control{"own": s.Control(), "remote": remote}
}

func kinds(events []sandbox.Event) string {
	var all []string
	for _, e := range events {
		all = append(all, e.Kind)
	}
	return strings.Join(all, " ")
}

func TestClockDrivesExpiriesAndNotifications(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"own", "remote"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			c := waysToControl(t, s)[way]
			app := newApplication(t)
			app.setDeaf(true)
			s.call(payPath, notifyBody("pay-1", "x", app.URL))
			clock, err := c.Clock(t.Context())
			if err != nil || clock.Moved() || len(clock.Next) != 1 || clock.Next[0].Kind != "payment-expiry" || clock.Next[0].RequestID != "pay-1" {
				t.Fatalf("got %+v, %v", clock, err)
			}
			clock, err = c.AdvanceClockToNext(t.Context())
			if err != nil || clock.Now.Before(clock.Passed[0].At) || kinds(clock.Passed) != "payment-expiry" || kinds(clock.Next) != "notification-attempt" {
				t.Fatalf("got %+v, %v", clock, err)
			}
			if p, err := c.Get(t.Context(), "pay-1"); err != nil || p.Status != "FAIL" || app.count() != 1 {
				t.Errorf("got %+v, %v, %d notifications", p, err, app.count())
			}
			// The ladder's further attempts: 2, 10 and 10 minutes, 1 hour.
			clock, err = c.AdvanceClock(t.Context(), 83*time.Minute)
			if err != nil || clock.PassedCount != 4 || app.count() != 5 {
				t.Errorf("got %+v, %v, %d notifications", clock, err, app.count())
			}
			app.setDeaf(false)
			clock, err = c.AdvanceClock(t.Context(), 24*time.Hour)
			if err != nil || clock.PassedCount != 1 || app.count() != 6 || len(clock.Next) != 0 {
				t.Errorf("got %+v, %v, %d notifications", clock, err, app.count())
			}
			list, err := c.Notifications(t.Context())
			if err != nil || list[0].State != "delivered" {
				t.Fatalf("got %+v, %v", list, err)
			}
			// Attempts have the simulator's time, signatures the real one.
			if passed := list[0].Attempts[5].At.Sub(list[0].Attempts[0].At).Round(time.Minute); passed != 3*time.Hour+22*time.Minute {
				t.Errorf("the attempts are %s apart", passed)
			}
			for _, text := range app.times {
				if at, err := time.Parse(time.RFC3339, text); err != nil || s.clock.Now().Sub(at).Abs() > time.Minute {
					t.Errorf("request-time is %s, not the real time", text)
				}
			}
			var refused *sandbox.ClockError
			if _, err := c.AdvanceClockToNext(t.Context()); !errors.As(err, &refused) || !refused.NothingDue {
				t.Errorf("got %v", err)
			}
			if clock, err = c.ResetClock(t.Context()); err != nil || clock.Moved() {
				t.Errorf("got %+v, %v", clock, err)
			}
		})
	}
}

func TestClockRefuses(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for way, c := range waysToControl(t, s) {
		for _, by := range []time.Duration{0, -time.Second, 11 * 365 * 24 * time.Hour} {
			var refused *sandbox.ClockError
			if _, err := c.AdvanceClock(t.Context(), by); !errors.As(err, &refused) || refused.NothingDue {
				t.Errorf("%s: advance by %s: %v", way, by, err)
			}
		}
		if clock, err := c.Clock(t.Context()); err != nil || clock.Moved() {
			t.Errorf("%s: got %+v, %v", way, clock, err)
		}
	}
}

func TestClockSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := newRigIn(t, dir)
	if _, err := first.Control().AdvanceClock(t.Context(), 10*time.Minute); err != nil {
		t.Fatal(err)
	}
	first.call(payPath, payBody("pay-1"))
	first.server.Close()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := newRigIn(t, dir)
	c := second.Control()
	p, err := c.Get(t.Context(), "pay-1")
	if err != nil || p.Created.Sub(second.clock.Now()).Round(time.Second) != 10*time.Minute {
		t.Errorf("created %s, %v", p.Created, err)
	}
	if clock, err := c.Clock(t.Context()); err != nil || clock.Ahead != 600 {
		t.Errorf("got %+v, %v", clock, err)
	}
	// Ten more minutes on the second's own clock leave the payment four.
	if _, err := c.AdvanceClock(t.Context(), 13*time.Minute); err != nil {
		t.Fatal(err)
	}
	if got := second.status("pay-1").Get("paymentStatus").String(); got != "PROCESSING" {
		t.Errorf("after 13 minutes it is %s", got)
	}
	if _, err := c.AdvanceClock(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	if got := second.status("pay-1").Get("paymentStatus").String(); got != "FAIL" {
		t.Errorf("after 14 minutes it is %s", got)
	}
	if err := c.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if clock, err := c.Clock(t.Context()); err != nil || clock.Moved() {
		t.Errorf("after a reset: %+v, %v", clock, err)
	}
}

func TestClockWithTimeScale(t *testing.T) {
	t.Parallel()
	at := newClock()
	s, err := sandbox.Open(sandbox.Options{Identity: shared(), Now: at.Now, TimeScale: 600, Sleep: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Sandbox: s, t: t, clock: at, server: httptest.NewServer(s.Handler())}
	t.Cleanup(func() { r.server.Close(); _ = s.Close() })
	r.call(payPath, payBody("pay-1"))
	c := s.Control()
	clock, err := c.AdvanceClock(t.Context(), 13*time.Minute)
	if err != nil || clock.Ahead != 1.3 || clock.TimeScale != 600 || len(clock.Next) != 1 {
		t.Errorf("got %+v, %v", clock, err)
	}
	clock, err = c.AdvanceClock(t.Context(), time.Minute)
	if err != nil || kinds(clock.Passed) != "payment-expiry" {
		t.Errorf("got %+v, %v", clock, err)
	}
}

// TestClockKeepsTheOrder holds that what follows from one event happens at its own
// time, too: here an outcome, the capture that comes of it, and both notifications.
func TestClockKeepsTheOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	app := newApplication(t)
	for _, id := range []string{"b", "a"} {
		after := map[string]string{"a": "1h", "b": "2h"}[id]
		r.call(payPath, strings.Replace(notifyBody(id, "sim: pay=success after="+after, app.URL), `"env":`, `"paymentExpiryTime":"2024-01-16T01:20:46Z","env":`, 1))
	}
	clock, err := r.Control().AdvanceClock(t.Context(), 3*time.Hour)
	if err != nil || kinds(clock.Passed) != "payment-outcome payment-outcome" {
		t.Fatalf("got %+v, %v", clock, err)
	}
	if i := slices.IndexFunc(app.got, func(b string) bool { return strings.Contains(b, `"paymentRequestId":"a"`) }); len(app.got) != 2 || i != 0 {
		t.Errorf("got %q", app.got)
	}
	for id, after := range map[string]time.Duration{"a": time.Hour, "b": 2 * time.Hour} {
		if p, err := r.Control().Get(t.Context(), id); err != nil || p.Status != "SUCCESS" || p.Updated.Sub(p.Created) != after {
			t.Errorf("%s: got %+v, %v", id, p, err)
		}
	}
}

// TestClockNeverWraps holds that moves whose sum is more than a duration can hold are
// refused, and leave the clock where it was.
func TestClockNeverWraps(t *testing.T) {
	t.Parallel()
	c := newRig(t).Control()
	const first = 80_000 * time.Hour
	if _, err := c.AdvanceClock(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	for _, by := range []time.Duration{2_560_000 * time.Hour, math.MaxInt64, 10 * 365 * 24 * time.Hour} {
		var refused *sandbox.ClockError
		if _, err := c.AdvanceClock(t.Context(), by); !errors.As(err, &refused) {
			t.Errorf("advance by %s: %v", by, err)
		}
	}
	if clock, err := c.Clock(t.Context()); err != nil || clock.Ahead != first.Seconds() {
		t.Errorf("got %+v, %v", clock, err)
	}
}

// TestClockUnreadable holds that a state whose clock makes no sense still opens, at the
// real time.
func TestClockUnreadable(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"-9013000000000000000", "99999999999999999999", "soon", "9223372036854775807", "-9223372036854775808"} {
		dir := t.TempDir()
		kept, err := store.Open(store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		err = kept.Update(func(tx store.Tx) error { return tx.Put(store.Meta, "clock-ahead", []byte(text)) })
		if err := errors.Join(err, kept.Close()); err != nil {
			t.Fatal(err)
		}
		var log []string
		s, err := sandbox.Open(sandbox.Options{Dir: dir, Identity: shared(), Log: func(line string) { log = append(log, line) }})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if clock, err := s.Control().Clock(t.Context()); err != nil || clock.Moved() {
			t.Errorf("%s: got %+v, %v", text, clock, err)
		}
		if len(log) != 1 || !strings.Contains(log[0], text) {
			t.Errorf("%s: the log has %q", text, log)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
