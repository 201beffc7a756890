package dashboard

import (
	"io"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
)

const (
	eventsPath = sandbox.DashboardPath + "events"
	// settle is how long changes are collected before a page is told of them.
	settle = 150 * time.Millisecond
	// heartbeat is how often an idle stream shows that it is alive.
	heartbeat = 15 * time.Second
	// sendTime is how long one message may take.
	sendTime = 10 * time.Second
)

// events tells a page when something has changed, as server-sent events. They carry no
// data: the page is loaded again.
func (d *Dashboard) events(w http.ResponseWriter, r *http.Request) {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		http.Error(w, "only pages of the dashboard may watch", http.StatusForbidden)
		return
	}
	changed, stop, ok := d.Watch()
	if !ok {
		w.Header().Set("Retry-After", "10")
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	defer stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	send := sender(w)
	if !send(": open\n\n") {
		return
	}
	for {
		message := "event: change\ndata:\n\n"
		wait, alarm := d.untilNext()
		select {
		case <-r.Context().Done():
			return
		case _, open := <-changed:
			if !open {
				return
			}
			time.Sleep(settle) // people wait by the real clock
		case <-time.After(wait):
			if !alarm {
				message = ": alive\n\n"
			}
		}
		if !send(message) {
			return
		}
	}
}

// untilNext is how long until the clock changes something, and whether that is soon.
// What is due already tells by itself when it is done.
func (d *Dashboard) untilNext() (wait time.Duration, soon bool) {
	next, err := d.Next()
	if wait = next.Sub(d.Now()); err != nil || next.IsZero() || wait <= 0 || wait > heartbeat {
		return heartbeat, false
	}
	return wait + settle, true
}

// sender writes messages one by one. It reports false when nobody reads them.
func sender(w http.ResponseWriter) func(text string) bool {
	c := http.NewResponseController(w)
	return func(text string) bool {
		_ = c.SetWriteDeadline(time.Now().Add(sendTime)) // one that cannot be set is none
		_, err := io.WriteString(w, text)
		return err == nil && c.Flush() == nil
	}
}
