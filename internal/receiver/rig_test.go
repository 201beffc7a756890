package receiver

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/antom"
)

const paid = `{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success."},` +
	`"paymentRequestId":"request-1","paymentId":"payment-1","paymentAmount":{"value":"1234","currency":"HKD"}}`

// judgeByHeader stands for the verification: a signature "good" is good.
func judgeByHeader(r *http.Request, body []byte) Verdict {
	if r.Header.Get("Signature") == "good" {
		return genuine(body)
	}
	return Verdict{Cause: "own-key", Explanation: "that is your own key"}
}

// genuine is the verdict about a body that is verified.
func genuine(body []byte) Verdict {
	n, err := antom.ParseNotification(body)
	if err != nil {
		n = &antom.Notification{Raw: body}
	}
	n.KeyFingerprint = "sha256:00"
	return Verdict{Notification: n}
}

// rig is an endpoint with a real inbox, and what it told.
type rig struct {
	Options
	dir string

	mu     sync.Mutex
	events []Event
}

func newRig(t *testing.T) *rig {
	t.Helper()
	g := &rig{dir: t.TempDir()}
	store, err := inbox.Open(g.dir, inbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	g.Options = Options{Verify: judgeByHeader, Store: store, OnEvent: g.note}
	return g
}

func (g *rig) note(e Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.events = append(g.events, e)
}

// last waits for the n-th event.
func (g *rig) last(t *testing.T, n int) Event {
	t.Helper()
	var e Event
	patience.Until(t, "the event", func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		if len(g.events) < n {
			return false
		}
		e = g.events[n-1]
		return true
	})
	return e
}

// stored reads all records.
func (g *rig) stored(t *testing.T) []*inbox.Record {
	t.Helper()
	var all []*inbox.Record
	for r, err := range inbox.List(g.dir, inbox.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// request makes a signed delivery.
func request(t *testing.T, url, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Client-Id", "SANDBOX_5Y0000000000000")
	r.Header.Set("Request-Time", "1769874125000")
	r.Header.Set("Signature", "good")
	r.Header.Set("Content-Type", "application/json; charset=UTF-8")
	return r
}

// deliver hands a delivery to the handler and returns the answer.
func deliver(t *testing.T, h http.Handler, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := request(t, "/payNotify?x=1", body)
	r.RequestURI = "/payNotify?x=1"
	h.ServeHTTP(w, r)
	return w
}

// acknowledged checks for the one answer that Antom accepts.
func acknowledged(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code != 200 || w.Body.String() != string(antom.Acknowledgement()) || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Errorf("not acknowledged: %d %q", w.Code, w.Body)
	}
}

// application is a target that answers as it is told.
func application(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func accept(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(antom.Acknowledgement()) }

// hang answers nothing until the caller gives up.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// server is a handler on a real socket.
type server struct {
	address string
	stop    context.CancelFunc
	ended   chan error
}

func startServer(t *testing.T, l httpserve.Limits, h http.Handler) *server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &server{address: ln.Addr().String(), stop: stop, ended: make(chan error, 1)}
	go func() { s.ended <- serve(ctx, ln, httpserve.Server{Handler: h, Limits: l}) }()
	t.Cleanup(stop)
	return s
}

// end stops the server and returns its error.
func (s *server) end(t *testing.T) error {
	t.Helper()
	s.stop()
	return patience.Receive(t, "the end of the server", s.ended)
}

// dial opens a raw connection that cannot hang the test.
func (s *server) dial(t *testing.T) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(patience.Deadline()); err != nil {
		t.Fatal(err)
	}
	return c
}

// raw sends bytes and returns all that comes back.
func (s *server) raw(t *testing.T, text string) string {
	t.Helper()
	c := s.dial(t)
	// The server may refuse before it has read everything.
	_, _ = io.WriteString(c, text)
	answer, _ := io.ReadAll(c)
	return string(answer)
}

var errDisk = errors.New("no space left on device")

// faulty is a store that cannot store.
type faulty struct{ inbox.Memory }

func (*faulty) Append(context.Context, *inbox.Record) error { return errDisk }
func (*faulty) Seen([32]byte) (string, bool)                { return "", false }
