package notifier_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/notifier"
	"github.com/antom-cli/antom/pkg/antom"
)

// pause is when the queue of the tests lets a delivery be repeated.
const pause = 2 * time.Minute

// queue is a notifier.Queue in memory.
type queue struct {
	mu    sync.Mutex
	list  []engine.Notification
	dues  int
	fails error // of Attempted
}

func (q *queue) add(id, payment, url string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list = append(q.list, engine.Notification{
		ID: id, PaymentID: payment, ClientID: "SANDBOX_LOCAL", URL: url, Created: time.Now(), Next: time.Now(),
		Body: json.RawMessage(`{"notifyType":"PAYMENT_RESULT","paymentId":"` + payment + `"}`), State: "waiting",
	})
}

// Sweep has nothing to settle.
func (q *queue) Sweep() (time.Time, error) {
	return time.Time{}, nil
}

func (q *queue) Due(limit int) (due []engine.Notification, next time.Time, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.dues++
	now := time.Now()
	for _, n := range q.list {
		switch {
		case n.Next.IsZero():
		case n.Next.After(now):
			if next.IsZero() || n.Next.Before(next) {
				next = n.Next
			}
		case len(due) < limit:
			due = append(due, n)
		}
	}
	return due, next, nil
}

func (q *queue) Attempted(id string, a engine.Attempt) (engine.Notification, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.fails != nil {
		return engine.Notification{}, q.fails
	}
	for i := range q.list {
		n := &q.list[i]
		if n.ID != id {
			continue
		}
		n.Attempts = append(n.Attempts, a)
		n.Next = time.Now().Add(pause)
		if a.Acknowledged {
			n.Next, n.State = time.Time{}, "delivered"
		}
		copied := *n
		copied.Attempts = slices.Clone(n.Attempts)
		return copied, nil
	}
	return engine.Notification{}, errors.New("no such notification")
}

// looks is how often the queue was looked at.
func (q *queue) looks() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dues
}

func (q *queue) get(id string) engine.Notification {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, n := range q.list {
		if n.ID == id {
			return n
		}
	}
	return engine.Notification{}
}

// merchant answers in the place of a network.
type merchant struct {
	mu       sync.Mutex
	requests []*http.Request
	bodies   []string
	answer   func(*http.Request) (*http.Response, error)
}

func (m *merchant) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	m.requests, m.bodies = append(m.requests, r), append(m.bodies, string(body))
	m.mu.Unlock()
	if m.answer != nil {
		return m.answer(r)
	}
	return acknowledged(), nil
}

func (m *merchant) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.requests)
}

func acknowledged() *http.Response { return answered(http.StatusOK, string(antom.Acknowledgement())) }

func answered(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(body)))}
}

var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func newNotifier(q notifier.Queue, m http.RoundTripper, change func(*notifier.Options)) *notifier.Notifier {
	o := notifier.Options{Queue: q, Key: testKey(), Transport: m}
	if change != nil {
		change(&o)
	}
	return notifier.New(o)
}

func wantAttempts(t *testing.T, n engine.Notification, errs ...string) {
	t.Helper()
	var got []string
	for _, a := range n.Attempts {
		got = append(got, a.Error)
	}
	if !slices.Equal(got, errs) {
		t.Errorf("%s: the attempts' errors are %q, want %q", n.ID, got, errs)
	}
}
