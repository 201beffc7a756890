package preview

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	template "github.com/DataDog/datadog-agent/pkg/template/html"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// maxEvent is the size of the largest event that a page can send, in bytes.
const maxEvent = 64 << 10

// withDefaults sets the limits of a preview that differ from those of httpserve. An
// answer has no time limit, because the stream of events lasts as long as the page is
// open.
func withDefaults(l httpserve.Limits) httpserve.Limits {
	l.MaxHeaderBytes = cmp.Or(l.MaxHeaderBytes, 16<<10)
	return l
}

//go:embed assets
var assets embed.FS

// Handler serves the page, its files and its events below Path.
func (s *Server) Handler() (http.Handler, error) {
	page, err := template.ParseFS(assets, "assets/page.html")
	if err != nil {
		return nil, fmt.Errorf("reading the preview's page: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+s.Path()+"{$}", s.show(page, false))
	mux.HandleFunc("GET "+s.ReturnPath(), s.show(page, true))
	mux.HandleFunc("GET "+s.Path()+"events", s.stream)
	mux.HandleFunc("POST "+s.Path()+"events", s.receive)
	for _, file := range []struct{ name, kind string }{
		{"preview.js", "text/javascript; charset=utf-8"}, {"style.css", "text/css; charset=utf-8"}, {"icon.svg", "image/svg+xml"},
	} {
		data, err := assets.ReadFile("assets/" + file.name)
		if err != nil {
			return nil, fmt.Errorf("reading the preview's files: %w", err)
		}
		mux.HandleFunc("GET "+s.Path()+file.name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", file.kind)
			_, _ = w.Write(data) // the browser may be gone
		})
	}
	return httpserve.OwnHosts(spec.Loopback, refusal, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer") // the address is the key to the page
		mux.ServeHTTP(w, r)
	})), nil
}

// Serve serves the preview on a listener until the context ends.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	handler, err := s.Handler()
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	server := httpserve.Server{Handler: handler, Limits: s.limits}
	switch err := server.Serve(ctx, ln); {
	case err == nil, errors.Is(err, httpserve.ErrUnfinished): // a page that is open loses nothing
		return nil
	default:
		return fmt.Errorf("serving the preview: %w", err)
	}
}

// settings are the settings of the script of the page.
type settings struct {
	SDKURL      string `json:"sdkUrl"`
	SessionData string `json:"sessionData"`
	Environment string `json:"environment"`
	Locale      string `json:"locale,omitempty"`
	ShowLoading bool   `json:"showLoading"`
	Returned    bool   `json:"returned"`
	Vaulting    bool   `json:"vaulting"`
}

func (s *Server) show(page *template.Template, returned bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		p := s.page
		config, err := json.Marshal(settings{p.SDKURL, p.SessionData, p.Environment, p.Locale, !p.HideLoading, returned, p.Vaulting})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		var text bytes.Buffer
		err = page.ExecuteTemplate(&text, "page.html", struct {
			Page
			Base, Config string
		}{p, s.Path(), string(config)})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy(p))
		w.Header().Set("X-Frame-Options", "DENY")
		_, _ = w.Write(text.Bytes()) // the browser may be gone
	}
}

// policy says what the page may load. Scripts come from here and from where the
// SDK is. The stand-in needs nothing else; Antom's own SDK talks to hosts that
// its guide does not list, and styles its elements directly.
func policy(p Page) string {
	sdk := append([]string{origin(p.SDKURL)}, p.ScriptOrigins...)
	scripts := "script-src 'self' " + strings.Join(sdk, " ")
	common := "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; " + scripts
	if p.Simulator {
		return common + "; style-src 'self'; img-src 'self'; form-action 'none'; connect-src 'self' " + sdk[0]
	}
	return common + "; style-src 'self' 'unsafe-inline' https:; img-src 'self' https: data: blob:; font-src https: data:; " +
		"frame-src https:; form-action https:; worker-src blob:; connect-src 'self' https: " + sdk[0]
}

// origin is the scheme, host and port of an address.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// receive takes in what happens on the page.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") != "http://"+r.Host || r.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "only the page of the preview can send events", http.StatusForbidden)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEvent))
	if err != nil {
		http.Error(w, "the event is too large", http.StatusRequestEntityTooLarge)
		return
	}
	e, err := parse(data)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.record(e)
	w.WriteHeader(http.StatusNoContent)
}

// stream sends a page all events, the earlier ones first, until the payment is
// final (as server-sent events).
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "this connection cannot carry a stream", http.StatusInternalServerError)
		return
	}
	s.enter(1)
	defer s.enter(-1)
	ctx, cancel := httpserve.UntilStop(r.Context())
	defer cancel()
	w.Header().Set("Content-Type", "text/event-stream")
	next := 0
	for {
		s.mu.Lock()
		fresh, final, changed := s.history[max(next-s.dropped, 0):], s.final, s.changed
		next = s.dropped + len(s.history)
		s.mu.Unlock()
		for _, e := range fresh {
			send(w, "message", e)
		}
		if final != "" {
			send(w, "final", final)
		}
		flusher.Flush()
		if final != "" {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) enter(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.viewers += n
}

// send writes one server-sent event. JSON has no line feeds in it.
func send(w io.Writer, name string, value any) {
	data, err := printable.MarshalJSON(value)
	if err != nil {
		return
	}
	_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data) // the browser may be gone
}
