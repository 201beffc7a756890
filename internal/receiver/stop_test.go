package receiver

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/patience"
)

// TestStopEndsRetries: the try that is under way is finished and none follows.
func TestStopEndsRetries(t *testing.T) {
	t.Parallel()
	for name, pausing := range map[string]bool{"during a try": false, "during a pause": true} {
		g := newRig(t)
		var tries atomic.Int32
		reached, gate := make(chan struct{}), make(chan struct{})
		g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, _ *http.Request) {
			if tries.Add(1) == 1 && !pausing {
				close(reached)
				<-gate
			}
			w.WriteHeader(http.StatusServiceUnavailable)
		})}}
		g.ForwardRetry = 5
		g.Sleep = func(ctx context.Context, _ time.Duration) error {
			if pausing {
				close(reached)
				<-ctx.Done()
			}
			return ctx.Err()
		}
		s := startServer(t, DefaultLimits(), New(g.Options))
		answer := make(chan string, 1)
		go func() { answer <- s.raw(t, wireRequest(paid, "")) }()
		<-reached
		s.stop()
		if !pausing {
			// The listener is closed once the stop has begun.
			patience.Until(t, "the stop", func() bool {
				c, err := net.Dial("tcp", s.address)
				if err == nil {
					_ = c.Close()
				}
				return err != nil
			})
		}
		close(gate)
		if got := <-answer; !strings.HasPrefix(got, "HTTP/1.1 502") {
			t.Errorf("%s: %q", name, got)
		}
		if err := s.end(t); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := tries.Load(); n != 1 {
			t.Errorf("%s: %d tries", name, n)
		}
	}
}

// TestStopEndsWaiting: a second delivery does not wait for the first's outcome
// when the server stops, or the two would take twice the time of a try.
func TestStopEndsWaiting(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	arrived, gate := make(chan struct{}), make(chan struct{})
	g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-gate
		accept(w, r)
	})}}
	e := New(g.Options).(*endpoint)
	s := startServer(t, DefaultLimits(), e)
	first, second := make(chan string, 1), make(chan string, 1)
	go func() { first <- s.raw(t, wireRequest(paid, "")) }()
	<-arrived
	go func() { second <- s.raw(t, wireRequest(paid, "")) }()
	patience.Until(t, "the second delivery", func() bool {
		e.deliveries.mu.Lock()
		defer e.deliveries.mu.Unlock()
		for _, turn := range e.deliveries.busy {
			return turn.waiting == 2
		}
		return false
	})
	s.stop()
	if got := <-second; !strings.HasPrefix(got, "HTTP/1.1 503") {
		t.Errorf("the second: %q", got)
	}
	close(gate)
	if got := <-first; !strings.HasPrefix(got, "HTTP/1.1 200") {
		t.Errorf("the first: %q", got)
	}
	if err := s.end(t); err != nil {
		t.Error(err)
	}
	if len(e.deliveries.busy) != 0 {
		t.Errorf("%d left behind", len(e.deliveries.busy))
	}
}

func TestStopTimeoutCoversATry(t *testing.T) {
	t.Parallel()
	if l := DefaultLimits(); l.StopTimeout != DefaultForwardTimeout+5*time.Second {
		t.Errorf("%v", l.StopTimeout)
	}
}
