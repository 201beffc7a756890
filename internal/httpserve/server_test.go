package httpserve

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// rig is a server on a real socket.
type rig struct {
	t       *testing.T
	address string
	roots   *x509.CertPool
	cancel  context.CancelFunc
	ended   chan error
}

// modes are the ways in which a server can speak.
var modes = []string{"HTTP", "HTTPS", "both"} //nolint:gochecknoglobals // a table of the tests

func start(t *testing.T, mode string, limits Limits, h http.HandlerFunc) *rig {
	t.Helper()
	s := Server{Handler: h, Limits: limits, PlainToo: mode == "both"}
	r := &rig{t: t, roots: x509.NewCertPool(), ended: make(chan error, 1)}
	if mode != "HTTP" {
		pattern := httptest.NewTLSServer(http.NotFoundHandler())
		s.TLS = &tls.Config{Certificates: pattern.TLS.Certificates, MinVersion: tls.VersionTLS12}
		r.roots.AddCert(pattern.Certificate())
		pattern.Close()
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.address = ln.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	t.Cleanup(cancel)
	go func() { r.ended <- s.Serve(ctx, ln) }()
	return r
}

func (r *rig) raw() net.Conn {
	r.t.Helper()
	c, err := net.Dial("tcp", r.address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(patience.Deadline())
	return c
}

// dial opens a connection in the way of a mode.
func (r *rig) dial(mode string) net.Conn {
	if mode == "HTTP" {
		return r.raw()
	}
	return tls.Client(r.raw(), &tls.Config{RootCAs: r.roots, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12})
}

// send sends text and returns the connection.
func send(t *testing.T, c net.Conn, text string) net.Conn {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Error(err)
	}
	return c
}

// answer reads one answer.
func answer(t *testing.T, c net.Conn) (status int, body string) {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, err.Error()
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(data)
}

// wantGone checks that the server has ended a connection.
func wantGone(t *testing.T, name string, c net.Conn) {
	t.Helper()
	var timeout net.Error
	if _, err := io.ReadAll(c); errors.As(err, &timeout) && timeout.Timeout() {
		t.Errorf("%s: the connection is still open", name)
	}
}

const (
	getRequest  = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	slowRequest = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
)

func echo(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestTimeout)
		return
	}
	_, _ = fmt.Fprintf(w, "hello %s", data)
}

// TestFloods: none of these holds a request up, in no way of speaking.
func TestFloods(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		for name, flood := range map[string]func(r *rig) net.Conn{
			"silent":          func(r *rig) net.Conn { return r.raw() },
			"half a record":   func(r *rig) net.Conn { return send(t, r.raw(), "\x16\x03\x01\x02") },
			"half of headers": func(r *rig) net.Conn { return send(t, r.dial(mode), "GET / HTTP/1.1\r\nHost: x\r\n") },
			"slow body":       func(r *rig) net.Conn { return send(t, r.dial(mode), slowRequest) },
			"idle": func(r *rig) net.Conn {
				c := send(t, r.dial(mode), getRequest)
				if status, _ := answer(t, c); status != 200 {
					t.Errorf("HTTP %d", status)
				}
				return c
			},
		} {
			t.Run(mode+" "+name, func(t *testing.T) {
				t.Parallel()
				r := start(t, mode, Limits{MaxConnections: 8}, echo)
				first := flood(r)
				for range 39 {
					flood(r)
				}
				if status, body := answer(t, send(t, r.dial(mode), getRequest)); status != 200 || body != "hello " {
					t.Errorf("HTTP %d, %q", status, body)
				}
				wantGone(t, "the oldest", first)
				r.cancel()
				if err := <-r.ended; err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestBothOnOnePort: the first byte tells.
func TestBothOnOnePort(t *testing.T) {
	t.Parallel()
	r := start(t, "both", Limits{}, func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprint(w, r.TLS != nil, r.Proto) })
	for mode, want := range map[string]string{"HTTP": "falseHTTP/1.1", "HTTPS": "trueHTTP/1.1"} {
		if _, body := answer(t, send(t, r.dial(mode), getRequest)); body != want {
			t.Errorf("%s: %q, want %q", mode, body, want)
		}
	}
}

// TestWorkIsNotGivenUp: requests that a handler works on, or that it answers bit
// by bit, outlive any flood.
func TestWorkIsNotGivenUp(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			working, gate := make(chan struct{}), make(chan struct{})
			r := start(t, mode, Limits{MaxConnections: 8}, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet { // a stream
					_ = http.NewResponseController(w).Flush()
				}
				data, _ := io.ReadAll(r.Body)
				working <- struct{}{}
				<-gate
				_, _ = w.Write(data)
			})
			var used []net.Conn
			for _, text := range []string{
				getRequest, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345",
				"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n",
			} {
				used = append(used, send(t, r.dial(mode), text))
				<-working
			}
			for range 40 {
				r.raw()
			}
			oldest := r.raw()
			for range 40 {
				r.raw()
			}
			wantGone(t, "a silent one", oldest)
			close(gate)
			for n, want := range []string{"", "12345", "12345"} {
				if status, body := answer(t, used[n]); status != 200 || body != want {
					t.Errorf("%d: HTTP %d, %q", n, status, body)
				}
			}
		})
	}
}

// TestStalledReader: who does not read its answer makes way.
func TestStalledReader(t *testing.T) {
	t.Parallel()
	stalled := make(chan error, 1)
	r := start(t, "HTTP", Limits{MaxConnections: 1, StallTimeout: time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/large" {
			for err := error(nil); ; _, err = w.Write(make([]byte, 1<<20)) {
				if err != nil {
					stalled <- err
					return
				}
			}
		}
		echo(w, r)
	})
	send(t, r.raw(), "GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
	if status, _ := answer(t, send(t, r.raw(), getRequest)); status != 200 {
		t.Errorf("HTTP %d", status)
	}
	if err := <-stalled; err == nil {
		t.Error("the large answer was written")
	}
}

// TestCrowd: more clients than connections are served one after the other.
func TestCrowd(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	r := start(t, "HTTP", Limits{MaxConnections: 2, grace: time.Minute}, func(w http.ResponseWriter, r *http.Request) { <-gate; echo(w, r) })
	answers := make(chan int)
	for range 20 {
		go func() {
			c := r.raw()
			status, _ := answer(t, send(t, c, getRequest))
			_ = c.Close()
			answers <- status
		}()
	}
	close(gate)
	for range 20 {
		if status := <-answers; status != 200 {
			t.Errorf("HTTP %d", status)
		}
	}
}

func TestCrowdedServerClosesConnections(t *testing.T) {
	t.Parallel()
	for _, crowded := range []bool{false, true} {
		p, conns := crowd(t, "192.0.2.1")
		p.crowded = crowded
		w := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		p.track(http.HandlerFunc(echo)).ServeHTTP(w, request.WithContext(withConn(request.Context(), conns[0])))
		if got := w.Header().Get("Connection") == "close"; got != crowded {
			t.Errorf("crowded %t: Connection %q", crowded, w.Header().Get("Connection"))
		}
	}
}

// TestHijackedConnectionsGiveTheirPlaceBack when they are closed.
func TestHijackedConnectionsGiveTheirPlaceBack(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		r := start(t, mode, Limits{MaxConnections: 1}, func(w http.ResponseWriter, _ *http.Request) {
			c, buffered, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = buffered.WriteString("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nme")
			_ = buffered.Flush()
			_ = c.Close()
		})
		for range 3 {
			if _, body := answer(t, send(t, r.dial(mode), getRequest)); body != "me" {
				t.Errorf("%s: %q", mode, body)
			}
		}
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	working, gate := make(chan struct{}, 1), make(chan struct{})
	stopping := make(chan struct{})
	r := start(t, "HTTP", Limits{StopTimeout: time.Hour}, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			echo(w, r)
			return
		}
		ctx, cancel := UntilStop(r.Context())
		defer cancel()
		working <- struct{}{}
		<-ctx.Done()
		close(stopping)
		<-gate
		if r.Context().Err() != nil || Lifetime(r.Context()).Err() != nil {
			t.Error("the request has ended")
		}
		echo(w, r)
	})
	silent, slow := r.raw(), send(t, r.raw(), slowRequest)
	used := send(t, r.raw(), getRequest)
	<-working
	r.cancel()
	<-stopping
	wantGone(t, "silent", silent)
	wantGone(t, "a slow body", slow)
	close(gate)
	if status, _ := answer(t, used); status != 200 {
		t.Errorf("HTTP %d", status)
	}
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", r.address); err == nil {
		t.Error("it still listens")
	}
}

func TestStopIsBounded(t *testing.T) {
	t.Parallel()
	working := make(chan struct{})
	r := start(t, "HTTP", Limits{StopTimeout: 20 * time.Millisecond}, func(_ http.ResponseWriter, r *http.Request) {
		close(working)
		<-Lifetime(r.Context()).Done()
	})
	used := send(t, r.raw(), getRequest)
	<-working
	r.cancel()
	if err := <-r.ended; !errors.Is(err, ErrUnfinished) {
		t.Errorf("got %v", err)
	}
	wantGone(t, "the unfinished one", used)
}

// failing is a listener with errors in store.
type failing struct {
	net.Listener
	errs   []error
	closed bool
}

func (f *failing) Accept() (net.Conn, error) {
	err := f.errs[0]
	f.errs = f.errs[1:]
	return nil, err
}

func (f *failing) Close() error   { f.closed = true; return nil }
func (f *failing) Addr() net.Addr { return &net.TCPAddr{} }

func TestOutOfFiles(t *testing.T) {
	t.Parallel()
	other := errors.New("other")
	p, conns := crowd(t, "192.0.2.1")
	ln := &failing{errs: []error{syscall.EMFILE, syscall.EMFILE, other}}
	l := &listener{Listener: ln, pool: p}
	if _, err := l.Accept(); !errors.Is(err, syscall.EMFILE) || !conns[0].evicted {
		t.Errorf("%v; made room %t", err, conns[0].evicted)
	}
	if _, err := l.Accept(); !errors.Is(err, other) {
		t.Errorf("%v", err)
	}
}

func TestListenerErrorsAreReported(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		broken := errors.New("broken")
		s := Server{Handler: http.HandlerFunc(echo), PlainToo: mode == "both"}
		if mode != "HTTP" {
			s.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
		}
		ln := &failing{errs: []error{broken, net.ErrClosed}}
		if err := s.Serve(t.Context(), ln); !errors.Is(err, broken) || !ln.closed {
			t.Errorf("%s: %v, closed %t", mode, err, ln.closed)
		}
	}
}

func TestOwnHosts(t *testing.T) {
	t.Parallel()
	h := OwnHosts(spec.Loopback, func() string { return "not here" }, http.HandlerFunc(echo))
	for host, want := range map[string]int{"localhost:1": 200, "127.0.0.1": 200, "[::1]:80": 200, "rebound.example:1": 421, "": 421, "a b": 421} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Host = host
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != want || want == 421 && !strings.Contains(w.Body.String(), "not here") {
			t.Errorf("%q: HTTP %d %q, want %d", host, w.Code, w.Body, want)
		}
	}
}
