package receiver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/antom"
)

// TestManyDeliveries: 10,000 notifications over a real socket into a real inbox.
// It runs alone, because it counts goroutines.
func TestManyDeliveries(t *testing.T) {
	const senders, total = 32, 10_000
	g := newRig(t)
	g.OnEvent = nil
	limits := DefaultLimits()
	before := runtime.NumGoroutine()
	s := startServer(t, limits, New(g.Options))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	var next, most atomic.Int64
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for n := next.Add(1); n <= total; n = next.Add(1) {
				resp, err := client.Do(request(t, "http://"+s.address+"/payNotify", fmt.Sprintf(`{"notifyType":"PAYMENT_RESULT","paymentId":"%d"}`, n)))
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if err != nil || resp.StatusCode != 200 || string(body) != string(antom.Acknowledgement()) {
					t.Errorf("%d %q %v", resp.StatusCode, body, err)
				}
				if n%100 == 0 {
					most.Store(max(most.Load(), int64(runtime.NumGoroutine())))
				}
			}
		})
	}
	all.Wait()
	client.CloseIdleConnections()
	if err := s.end(t); err != nil {
		t.Error(err)
	}
	// Each sender has its own goroutine, two of the client's connection and two
	// of the server's.
	if limit := int64(before + 6*senders + 20); most.Load() > limit {
		t.Errorf("%d goroutines, at most %d expected", most.Load(), limit)
	}
	if n := len(g.stored(t)); n != total {
		t.Errorf("%d of %d are stored", n, total)
	}
	patience.Until(t, "all goroutines to end", func() bool { return runtime.NumGoroutine() <= before+2 })
}

func TestGarbage(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	s := startServer(t, DefaultLimits(), New(g.Options))
	for _, text := range []string{
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", strings.Repeat("\x00", 5000) + "\n\n", "GET\r\n\r\n",
		"POST / HTTP/9.9\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("x", 100<<10) + "\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
	} {
		if answer := s.raw(t, text); !strings.HasPrefix(answer, "HTTP/1.1 4") && !strings.HasPrefix(answer, "HTTP/1.1 5") && !strings.HasPrefix(answer, "HTTP/1.0 4") {
			t.Errorf("%.40q: %.100q", text, answer)
		}
	}
	if n := len(g.stored(t)); n != 0 {
		t.Errorf("%d are stored", n)
	}
	if answer := s.raw(t, wireRequest(paid, "Connection: close\r\n")); !strings.HasSuffix(answer, string(antom.Acknowledgement())) {
		t.Errorf("afterwards: %q", answer)
	}
}

// wireRequest is a delivery as bytes.
func wireRequest(body, more string) string {
	return fmt.Sprintf("POST /payNotify HTTP/1.1\r\nHost: shop.example\r\nSignature: good\r\n%sContent-Length: %d\r\n\r\n%s", more, len(body), body)
}

// TestHugeBody: 100 MB are refused before they are sent.
func TestHugeBody(t *testing.T) {
	t.Parallel()
	const huge = 100 << 20
	g := newRig(t)
	s := startServer(t, DefaultLimits(), New(g.Options))
	answer := s.raw(t, fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", huge))
	if !strings.HasPrefix(answer, "HTTP/1.1 413") {
		t.Errorf("%q", answer)
	}
	c := s.dial(t)
	if _, err := io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	chunk := fmt.Sprintf("%x\r\n%s\r\n", 64<<10, strings.Repeat("x", 64<<10))
	got := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(c).ReadString('\n')
		got <- line
	}()
	sent := 0
	for ; sent < huge; sent += len(chunk) {
		if _, err := io.WriteString(c, chunk); err != nil {
			break
		}
	}
	if line := <-got; !strings.HasPrefix(line, "HTTP/1.1 413") || sent > 20<<20 {
		t.Errorf("%q after %d bytes", line, sent)
	}
	for n := range 2 {
		if e := g.last(t, n+1); e.Problem != ProblemTooLarge {
			t.Errorf("%+v", e)
		}
	}
}

// TestSlowSenders: headers and bodies that do not come are not waited for.
func TestSlowSenders(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	l := DefaultLimits()
	l.ReadHeaderTimeout, l.ReadTimeout, l.IdleTimeout = 50*time.Millisecond, time.Hour, time.Hour
	s := startServer(t, l, New(g.Options))
	if answer := s.raw(t, "POST / HTTP/1.1\r\nHost: x\r\nA: b"); strings.Contains(answer, "200") {
		t.Errorf("header: %q", answer)
	}
	if answer := s.raw(t, ""); answer != "" {
		t.Errorf("nothing: %q", answer)
	}
}

// TestSlowBodies: a body that does not come is not waited for, and is an event.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	// On a busy machine the headers may need longer than the first limit.
	for limit := 50 * time.Millisecond; ; limit *= 2 {
		l := DefaultLimits()
		l.ReadHeaderTimeout, l.ReadTimeout = time.Hour, limit
		s := startServer(t, l, New(g.Options))
		answer := s.raw(t, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
		if strings.HasPrefix(answer, "HTTP/1.1 408") {
			break
		}
		if answer != "" || limit > patience.Limit {
			t.Fatalf("%q within %v", answer, limit)
		}
	}
	if e := g.last(t, 1); e.Problem != ProblemBody || e.Err == nil {
		t.Errorf("%+v", e)
	}
}

func TestPipelining(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	s := startServer(t, DefaultLimits(), New(g.Options))
	var text strings.Builder
	for n := range 10 {
		more := ""
		if n == 9 {
			more = "Connection: close\r\n"
		}
		text.WriteString(wireRequest(fmt.Sprintf(`{"paymentId":"%d"}`, n), more))
	}
	answer := s.raw(t, text.String())
	if n := strings.Count(answer, string(antom.Acknowledgement())); n != 10 {
		t.Errorf("%d acknowledgements in %q", n, answer)
	}
	for n, r := range g.stored(t) {
		if r.PaymentID != fmt.Sprint(n) {
			t.Errorf("record %d is %s", n, r.PaymentID)
		}
	}
}

// TestStopUnderLoad: what was acknowledged is stored, and the stop is clean.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.Forward = []Route{{Pattern: "*", URL: application(t, accept)}}
	g.OnEvent = nil
	s := startServer(t, DefaultLimits(), New(g.Options))
	var next, acked atomic.Int64
	var all sync.WaitGroup
	seen := make(chan struct{})
	for range 8 {
		client := &http.Client{Transport: &http.Transport{}}
		t.Cleanup(client.CloseIdleConnections)
		all.Go(func() {
			for {
				resp, err := client.Do(request(t, "http://"+s.address+"/", fmt.Sprintf(`{"paymentId":"%d"}`, next.Add(1))))
				if err != nil {
					return // the server has stopped
				}
				body, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if err != nil || resp.StatusCode != 200 || string(body) != string(antom.Acknowledgement()) {
					t.Errorf("%d %q %v", resp.StatusCode, body, err)
				}
				if acked.Add(1) == 200 {
					close(seen)
				}
			}
		})
	}
	<-seen
	if err := s.end(t); err != nil {
		t.Error(err)
	}
	all.Wait()
	n, done := len(g.stored(t)), 0
	for _, r := range g.stored(t) {
		if r.Acknowledged() {
			done++
		}
	}
	if int64(n) < acked.Load() || done != n {
		t.Errorf("%d acknowledged, %d stored, %d forwarded", acked.Load(), n, done)
	}
}

// TestStopFinishes: a notification that the application works on is finished.
func TestStopFinishes(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	arrived, gate := make(chan struct{}), make(chan struct{})
	g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-gate
		accept(w, r)
	})}}
	s := startServer(t, DefaultLimits(), New(g.Options))
	silent := s.dial(t)
	half := s.dial(t)
	if _, err := io.WriteString(half, "POST / HT"); err != nil {
		t.Fatal(err)
	}
	answer := make(chan string, 1)
	go func() { answer <- s.raw(t, wireRequest(paid, "Connection: close\r\n")) }()
	<-arrived
	s.stop()
	// Who has not sent a request is not waited for.
	for _, c := range []net.Conn{silent, half} {
		if rest, _ := io.ReadAll(c); len(rest) != 0 {
			t.Errorf("%q", rest)
		}
	}
	close(gate)
	if got := <-answer; !strings.HasSuffix(got, string(antom.Acknowledgement())) {
		t.Errorf("%q", got)
	}
	if err := s.end(t); err != nil {
		t.Error(err)
	}
}

// TestStopIsBounded: an application that hangs does not hold the stop up.
func TestStopIsBounded(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	arrived := make(chan struct{})
	g.ForwardTimeout = time.Hour
	g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		hang(w, r)
	})}}
	l := DefaultLimits()
	l.StopTimeout = 50 * time.Millisecond
	s := startServer(t, l, New(g.Options))
	answer := make(chan string, 1)
	go func() { answer <- s.raw(t, wireRequest(paid, "")) }()
	<-arrived
	if err := s.end(t); !errors.Is(err, httpserve.ErrUnfinished) {
		t.Errorf("%v", err)
	}
	if got := <-answer; strings.Contains(got, "200") {
		t.Errorf("%q", got)
	}
	if a, ok := g.last(t, 1).Forwarded(); !ok || a.Acknowledged || !strings.Contains(a.Err, "stopped") {
		t.Errorf("%+v", a)
	}
}

func TestConnectionLimit(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	l := DefaultLimits()
	l.MaxConnections = 2
	arrived, gate := make(chan struct{}, 3), make(chan struct{})
	g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-gate
		accept(w, r)
	})}}
	s := startServer(t, l, New(g.Options))
	answers := make(chan string, 3)
	send := func(n int) {
		answers <- s.raw(t, wireRequest(fmt.Sprintf(`{"paymentId":"%d"}`, n), "Connection: close\r\n"))
	}
	go send(1)
	go send(2)
	<-arrived
	<-arrived
	go send(3) // not before: a connection that says nothing yet may be given up for it
	select {   // the third waits: what is worked on is not given up for it
	case <-arrived:
		t.Error("three are worked on")
	case got := <-answers:
		t.Errorf("early: %q", got)
	default:
	}
	close(gate)
	for range 3 {
		if got := <-answers; !strings.Contains(got, "SUCCESS") {
			t.Errorf("%q", got)
		}
	}
	if err := s.end(t); err != nil {
		t.Error(err)
	}
}

// TestFullStop: a server whose connections are all taken stops as well.
func TestFullStop(t *testing.T) {
	t.Parallel()
	l := DefaultLimits()
	l.MaxConnections = 1
	s := startServer(t, l, New(Options{Verify: judgeByHeader}))
	c := s.dial(t)
	if _, err := io.WriteString(c, wireRequest(paid, "")); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
		t.Errorf("%q %v", line, err)
	}
	if err := s.end(t); err != nil {
		t.Error(err)
	}
}

func TestBrokenListener(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	if err := Serve(context.Background(), ln, New(Options{Verify: judgeByHeader}), nil); err == nil || !strings.Contains(err.Error(), "serving notifications") {
		t.Errorf("%v", err)
	}
}
