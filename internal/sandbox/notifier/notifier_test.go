package notifier_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/internal/sandbox/notifier"
	"github.com/antom-cli/antom/pkg/antom"
)

const url = "http://127.0.0.1:3000/notify?shop=1"

// run runs a notifier in a bubble whose clock stands until everybody waits, and
// ends it.
func run(t *testing.T, n *notifier.Notifier, f func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { n.Run(ctx); close(done) }()
	synctest.Wait()
	f()
	cancel()
	<-done
}

func TestDeliversAndSigns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		q.add("1", "P1", url)
		n := newNotifier(q, m, nil)
		run(t, n, func() {})
		if m.count() != 1 || q.get("1").State != "delivered" {
			t.Fatalf("%d requests, %+v", m.count(), q.get("1"))
		}
		wantAttempts(t, q.get("1"), "")
		r := m.requests[0]
		r.Body = http.NoBody
		verifier := antom.Verifier{Keys: []*rsa.PublicKey{&testKey().PublicKey}}
		header := http.Header{}
		for name, values := range r.Header {
			header[http.CanonicalHeaderKey(name)] = values
		}
		message := antom.Message{
			Method: "POST", Path: "/notify?shop=1", ClientID: "SANDBOX_LOCAL", Time: header.Get("Request-Time"), Body: []byte(m.bodies[0]),
		}
		signature, err := antom.ParseSignature(header.Get("Signature"))
		if err != nil {
			t.Fatal(err)
		}
		if err := antom.Verify(verifier.Keys[0], message, signature); err != nil {
			t.Error(err)
		}
		if !strings.HasSuffix(message.Time, "+00:00") || !lowerCase(r.Header) {
			t.Errorf("headers %v", r.Header)
		}
	})
}

// lowerCase reports whether the names of the headers are, as the gateway's.
func lowerCase(h http.Header) bool {
	for name := range h {
		if name != "User-Agent" && name != strings.ToLower(name) {
			return false
		}
	}
	return true
}

func TestRepeatsWhenTheQueueSays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		answers := []*http.Response{answered(500, "no"), answered(200, `{"result":{"resultStatus":"F"}}`), answered(302, ""), acknowledged()}
		m.answer = func(*http.Request) (*http.Response, error) {
			a := answers[0]
			answers = answers[1:]
			return a, nil
		}
		q.add("1", "P1", url)
		n := newNotifier(q, m, nil)
		begin := time.Now()
		run(t, n, func() {
			for m.count() < 4 {
				time.Sleep(time.Second)
			}
		})
		wantAttempts(t, q.get("1"), `HTTP status 500: "no"`, `HTTP status 200, but result.resultStatus is "F", not S`, "HTTP status 302", "")
		if took := time.Since(begin); took < 3*pause || took > 3*pause+10*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestWakesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		n := newNotifier(q, m, nil)
		run(t, n, func() {
			time.Sleep(time.Hour)
			if q.looks() > 2 {
				t.Errorf("an idle hour took %d looks at the queue", q.looks())
			}
			q.add("1", "P1", url)
			n.Wake()
			synctest.Wait()
			if m.count() != 1 {
				t.Error("it did not wake up at once")
			}
			// A busy gateway does not make it look for every call.
			before := q.looks()
			for range 1000 {
				n.Wake()
				time.Sleep(100 * time.Microsecond)
			}
			if looks := q.looks() - before; looks > 12 {
				t.Errorf("%d looks in 100 ms", looks)
			}
		})
	})
}

// TestSlowServerHoldsNobodyUp has far more due at a server that hangs than can be
// under way.
func TestSlowServerHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		m.answer = func(r *http.Request) (*http.Response, error) {
			if r.URL.Port() == "3000" {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return acknowledged(), nil
		}
		for i := range 500 {
			q.add(fmt.Sprintf("slow-%d", i), fmt.Sprintf("S%d", i), url)
		}
		q.add("quick", "P", "http://127.0.0.1:4000/")
		n := newNotifier(q, m, nil)
		run(t, n, func() {
			if q.get("quick").State != "delivered" {
				t.Error("the quick one waits for the slow ones")
			}
			time.Sleep(notifier.Timeout + time.Second)
			wantAttempts(t, q.get("slow-0"), "the application did not answer within 10s")
			// One that comes later need not wait either.
			q.add("later", "L", "http://127.0.0.1:4000/")
			n.Wake()
			time.Sleep(time.Second)
			if q.get("later").State != "delivered" {
				t.Error("the later one waits for the slow ones")
			}
		})
	})
}

func TestOnePaymentsGoInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		underWay := 0
		m.answer = func(*http.Request) (*http.Response, error) {
			if underWay++; underWay > 1 {
				t.Error("two of one payment are under way")
			}
			time.Sleep(time.Second)
			underWay--
			return acknowledged(), nil
		}
		var order []string
		n := newNotifier(q, m, func(o *notifier.Options) {
			o.OnAttempt = func(n engine.Notification) { order = append(order, n.ID) }
		})
		for _, id := range []string{"a", "b", "c"} {
			q.add(id, "P1", url)
		}
		run(t, n, func() { time.Sleep(10 * time.Second) })
		if got := strings.Join(order, ""); got != "abc" {
			t.Errorf("the order is %s", got)
		}
	})
}

// faults is a set with these.
func faults(t *testing.T, texts ...string) *fault.Set {
	t.Helper()
	set := fault.NewSet(func() float64 { return 0 })
	for _, text := range texts {
		f, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		set.Add(f)
	}
	return set
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		q.add("1", "P1", url)
		twice := func(o *notifier.Options) { o.Faults = faults(t, "duplicate-notify") }
		run(t, newNotifier(q, m, twice), func() {})
		if m.count() != 2 || m.bodies[0] != m.bodies[1] || len(q.get("1").Attempts) != 2 {
			t.Errorf("%d deliveries: %q", m.count(), m.bodies)
		}

		// A duplicate that is refused does not make it waiting again.
		q, m = &queue{}, &merchant{}
		m.answer = func(*http.Request) (*http.Response, error) {
			if m.count() > 1 {
				return answered(500, ""), nil
			}
			return acknowledged(), nil
		}
		q.add("1", "P1", url)
		run(t, newNotifier(q, m, twice), func() { time.Sleep(time.Hour) })
		if n := q.get("1"); m.count() != 2 || n.State != "delivered" || !n.Next.IsZero() {
			t.Errorf("%d deliveries, %+v", m.count(), n)
		}
	})
}

func TestOvertaking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var order []string
		q, m := &queue{}, &merchant{}
		n := newNotifier(q, m, func(o *notifier.Options) {
			o.Faults = faults(t, "reorder-notify,times=1")
			o.OnAttempt = func(n engine.Notification) { order = append(order, n.ID) }
		})
		q.add("a", "P1", url)
		run(t, n, func() {
			time.Sleep(time.Second)
			q.add("b", "P1", url)
			n.Wake()
			time.Sleep(time.Second)
			synctest.Wait()
			if got := strings.Join(order, ""); got != "ba" {
				t.Errorf("the order is %q", got)
			}
		})

		// Without a second it goes all the same.
		q, m = &queue{}, &merchant{}
		n = newNotifier(q, m, func(o *notifier.Options) { o.Faults = faults(t, "reorder-notify") })
		q.add("a", "P1", url)
		run(t, n, func() {
			time.Sleep(time.Minute)
			if m.count() != 1 {
				t.Errorf("%d deliveries in a minute", m.count())
			}
		})
	})
}

func TestStopCutsOffWhatIsSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		m.answer = func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		q.add("1", "P1", url)
		n := newNotifier(q, m, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { n.Run(ctx); close(done) }()
		synctest.Wait()
		cancel()
		begin := time.Now()
		<-done
		if took := time.Since(begin); took != notifier.StopTimeout {
			t.Errorf("the stop took %v", took)
		}
		if got := q.get("1"); len(got.Attempts) != 0 || got.Next.After(time.Now()) {
			t.Errorf("a delivery that was cut off is not due any more: %+v", got)
		}
	})
}

func TestStopDeliversWhatIsDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		n := newNotifier(q, m, nil)
		for i := range 100 {
			q.add(fmt.Sprint(i), fmt.Sprint("P", i), url)
		}
		begin := time.Now()
		n.Flush(t.Context())
		if m.count() != 100 || time.Since(begin) >= notifier.StopTimeout {
			t.Errorf("%d of 100 in %v", m.count(), time.Since(begin))
		}
	})
}

func TestFlushGivesUpOnWhatIsSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		m.answer = func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		q.add("1", "P1", url)
		n := newNotifier(q, m, nil)
		n.Flush(t.Context())
		wantAttempts(t, q.get("1"), "the application did not answer within 1.5s")
		begin := time.Now()
		n.Flush(t.Context())
		if took := time.Since(begin); took != 0 {
			t.Errorf("the next one took %v", took)
		}
	})
}

func TestQueueThatFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{fails: errors.New("the disk is full")}, &merchant{}
		var failures []string
		n := newNotifier(q, m, func(o *notifier.Options) {
			o.OnError = func(err error) { failures = append(failures, err.Error()) }
		})
		q.add("1", "P1", url)
		run(t, n, func() {
			time.Sleep(10 * time.Minute)
			synctest.Wait()
			if m.count() < 5 || m.count() > 12 || len(failures) != m.count() {
				t.Errorf("%d deliveries in ten minutes, failures %q", m.count(), failures)
			}
		})
	})
}

func TestWatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		n := newNotifier(q, m, nil)
		run(t, n, func() {
			delivered, stop := n.Watch()
			defer stop()
			_, stopOther := n.Watch()
			stopOther()
			q.add("1", "P1", url)
			n.Wake()
			if got := <-delivered; len(got.Attempts) != 1 || !got.Attempts[0].Acknowledged {
				t.Errorf("got %+v", got)
			}
		})
	})
}

func TestWrongURL(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q, m := &queue{}, &merchant{}
		q.add("1", "P1", "ftp://127.0.0.1/")
		q.add("2", "P2", "http://%zz")
		n := newNotifier(q, m, nil)
		run(t, n, func() {})
		wantAttempts(t, q.get("1"), "it must begin with http:// or https://")
		wantAttempts(t, q.get("2"), "it is not a URL")
	})
}
