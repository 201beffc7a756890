package metrics

import (
	"io"
	"net/http"
)

// Path is where a Handler serves the text.
const Path = "/metrics"

// Handler serves the numbers of collectors at Path, and nothing else.
func Handler(collectors ...Collector) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		switch {
		case r.URL.Path != Path:
			http.Error(w, "only "+Path+" is served here", http.StatusNotFound)
			return
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		var t Text
		for _, c := range collectors {
			c.Collect(&t)
		}
		h.Set("Content-Type", ContentType)
		h.Set("Cache-Control", "no-store")
		_, _ = io.WriteString(w, t.String()) // the client may be gone
	})
}
