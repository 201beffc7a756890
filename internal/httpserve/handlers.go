package httpserve

import (
	"net/http"
	"sync"
	"time"
)

// handlers are the calls of a handler that have not returned. The zero value is
// ready.
type handlers struct {
	mu      sync.Mutex
	running int
	none    chan struct{} // closed when none runs any more, if somebody waits
}

// count is a handler that counts the calls of next.
func (h *handlers) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.add(1)
		defer h.add(-1)
		next.ServeHTTP(w, r)
	})
}

func (h *handlers) add(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.running += n
	if h.running == 0 && h.none != nil {
		close(h.none)
		h.none = nil
	}
}

// wait waits until no handler runs, at most for d. Only one may wait.
func (h *handlers) wait(d time.Duration) {
	h.mu.Lock()
	if h.running == 0 {
		h.mu.Unlock()
		return
	}
	none := make(chan struct{})
	h.none = none
	h.mu.Unlock()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-none:
	case <-t.C:
	}
}
