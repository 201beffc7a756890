package sandbox

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/gateway"
)

// grace is how long a browser has to follow a redirect to a page of ours.
const grace = time.Second

// visits knows whether a buyer's browser is on its way from one page of ours to
// another: it has sent a form, or was answered with a redirect that it has not
// followed yet. A server that stopped then would leave it with an error.
type visits struct {
	now      func() time.Time
	mu       sync.Mutex
	forms    int                  // forms that are being answered
	expected map[string]time.Time // pages that a form led to, and since when
	changed  chan struct{}        // closed at the next change
}

func newVisits(now func() time.Time) *visits {
	return &visits{now: now, expected: map[string]time.Time{}, changed: make(chan struct{})}
}

// watch keeps v up to date about what next answers.
func (v *visits) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, gateway.PathPrefix) {
			next.ServeHTTP(w, r) // no browser
			return
		}
		if r.Method != http.MethodPost || !strings.HasPrefix(r.URL.Path, engine.CheckoutPath) {
			next.ServeHTTP(w, r)
			v.change(func() { delete(v.expected, r.URL.RequestURI()) })
			return
		}
		v.change(func() { v.forms++ })
		defer v.change(func() {
			v.forms--
			if page := ownPage(w.Header().Get("Location"), r.Host); page != "" {
				v.expected[page] = v.now()
			}
			v.forget()
		})
		next.ServeHTTP(w, r)
	})
}

// forget gives up browsers that never came. Programs that send forms follow no
// redirect, and there may be many of them.
func (v *visits) forget() {
	for page, since := range v.expected {
		if d := v.now().Sub(since); d > grace || d < 0 {
			delete(v.expected, page)
		}
	}
}

func (v *visits) change(f func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	f()
	close(v.changed)
	v.changed = make(chan struct{})
}

// ownPage is the path and query of a redirect's target on this server, "" when
// it is elsewhere.
func ownPage(location, host string) string {
	u, err := url.Parse(location)
	if err != nil || location == "" || u.Host != "" && u.Host != host {
		return ""
	}
	return u.RequestURI()
}

// open reports whether a browser is on its way, and what is closed when that
// may have changed.
func (v *visits) open() (bool, <-chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.forget()
	return v.forms > 0 || len(v.expected) > 0, v.changed
}

// wait returns when no browser is on its way any more, or after the grace.
func (v *visits) wait(sleep func(context.Context, time.Duration) error) {
	open, changed := v.open()
	if !open {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = sleep(ctx, grace) // over is over, however it ends
	}()
	defer func() { cancel(); <-over }()
	for open {
		select {
		case <-over:
			return
		case <-changed:
		}
		open, changed = v.open()
	}
}
