package receiver

import (
	"io"
	"net/http"
)

// The paths at which a balancer asks with GET how the endpoint is. Notifications come
// with POST, so they may have these paths as well.
const (
	HealthPath = "/healthz" // it runs
	ReadyPath  = "/readyz"  // it can store notifications
)

// health answers a balancer and reports whether it did.
func (e *endpoint) health(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.URL.Path != HealthPath && r.URL.Path != ReadyPath {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=UTF-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	// The cause is for whoever runs the endpoint, not for whoever asks.
	status, text := http.StatusOK, "ok\n"
	if r.URL.Path == ReadyPath && e.Ready != nil && e.Ready(r.Context()) != nil {
		status, text = http.StatusServiceUnavailable, "the store does not answer\n"
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // one who does not read it has gone
	return true
}
