package pgproof

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

// application is what notifications are forwarded to. It acknowledges everything and
// remembers what came.
type application struct {
	url string

	mu    sync.Mutex
	times map[string]int // how often each notification came, by paymentRequestId
	order []string
	bad   []string // what was no notification
}

func newApplication(tb testing.TB) *application {
	tb.Helper()
	a := &application{times: map[string]int{}}
	server := httptest.NewServer(a)
	tb.Cleanup(server.Close)
	a.url = server.URL
	return a
}

func (a *application) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the worker was killed while it was sending
	}
	n, err := antom.ParseNotification(body)
	a.mu.Lock()
	if err != nil || r.Header.Get("Signature") == "" {
		a.bad = append(a.bad, string(body))
	} else {
		a.times[n.PaymentRequestID]++
		a.order = append(a.order, n.PaymentRequestID)
	}
	a.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(antom.Acknowledgement())
}

// got is how often each notification came.
func (a *application) got(tb testing.TB) map[string]int {
	tb.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, body := range a.bad {
		tb.Errorf("forwarded, but no notification: %q", body)
	}
	got := make(map[string]int, len(a.times))
	for id, n := range a.times {
		got[id] = n
	}
	return got
}
