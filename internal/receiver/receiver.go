package receiver

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// maxHeaders is the largest number of header fields, so that what is stored
// can be read as a capture. One is kept for Host.
const maxHeaders = capture.MaxHeaders - 1

// New returns the endpoint.
func New(o Options) http.Handler {
	o = o.withDefaults()
	if o.Metrics != nil {
		o.Metrics.most = o.Concurrency
	}
	return &endpoint{Options: o, slots: make(chan struct{}, o.Concurrency), client: noRedirects(o.Client)}
}

// noRedirects returns a copy of a client that follows no redirects.
func noRedirects(c *http.Client) *http.Client {
	client := *c
	client.CheckRedirect = httpclient.StayHere
	return &client
}

type endpoint struct {
	Options
	slots      chan struct{} // one token for each notification that is worked on
	deliveries deliveries
	rejected   rejectedCount
	client     *http.Client

	events sync.Mutex // held while OnEvent runs
}

// ServeHTTP answers one request and then tells of it.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if e.health(w, r) {
		return
	}
	ev := Event{Time: e.Now(), MaxAttempts: e.ForwardRetry + 1}
	e.handle(w, r, &ev)
	e.answer(w, &ev)
	ev.Duration = e.Now().Sub(ev.Time)
	e.Metrics.observe(&ev)
	e.events.Lock()
	defer e.events.Unlock()
	e.OnEvent(ev)
}

// refuse sets the outcome of a request that is not acknowledged.
func (ev *Event) refuse(status int, p Problem, err error) {
	ev.Status, ev.Problem, ev.Err = status, p, err
}

// handle finds the outcome of a request.
func (e *endpoint) handle(w http.ResponseWriter, r *http.Request, ev *Event) {
	ev.Record.ReceivedAt = ev.Time
	ev.Record.Message = antom.Message{Method: r.Method, Path: requestTarget(r)}
	if e.Path != "" && e.Path != "/" && r.URL.Path != e.Path {
		ev.refuse(http.StatusNotFound, ProblemPath, nil)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		ev.refuse(http.StatusMethodNotAllowed, ProblemMethod, nil)
		return
	}
	m := &ev.Record.Message
	m.ClientID, m.Time = r.Header.Get(antom.HeaderClientID), r.Header.Get(antom.HeaderRequestTime)
	ev.Record.Headers = headers(r)
	if len(ev.Record.Headers) > maxHeaders || len(m.Path) > capture.MaxPath {
		ev.refuse(http.StatusRequestHeaderFieldsTooLarge, ProblemHeaders, nil)
		return
	}
	if err := capture.CheckText(m.Method, m.Path, ev.Record.Headers); err != nil {
		ev.refuse(http.StatusBadRequest, ProblemText, err)
		return
	}
	body, ok := e.read(w, r, ev)
	if !ok {
		return
	}
	// Only now: a sender that is slow holds no slot.
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
		defer e.Metrics.begin()()
	default:
		w.Header().Set("Retry-After", retryAfter)
		ev.refuse(http.StatusServiceUnavailable, ProblemBusy, nil)
		return
	}
	e.receive(r, body, ev)
}

// read reads the body. One that says that it is too large is not read at all.
func (e *endpoint) read(w http.ResponseWriter, r *http.Request, ev *Event) ([]byte, bool) {
	if r.ContentLength > e.MaxBody {
		w.Header().Set("Connection", "close")
		ev.refuse(http.StatusRequestEntityTooLarge, ProblemTooLarge, nil)
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, e.MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		ev.refuse(http.StatusRequestEntityTooLarge, ProblemTooLarge, nil)
	case err != nil:
		w.Header().Set("Connection", "close")
		ev.refuse(http.StatusRequestTimeout, ProblemBody, err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err == nil
}

// receive verifies, stores, forwards.
func (e *endpoint) receive(r *http.Request, body []byte, ev *Event) {
	rec := &ev.Record
	v := e.Verify(r, body)
	ev.Explanation = v.Explanation
	rec.Verified, rec.Cause = v.Notification != nil, v.Cause
	describe(rec, body, v.Notification)
	// A sender that hangs up does not undo what it has sent.
	ctx := httpserve.Lifetime(r.Context())
	if !rec.Verified {
		if !e.rejected.whole(ev.Time) {
			trim(rec)
		}
		if e.store(ctx, ev) {
			ev.refuse(http.StatusUnauthorized, ProblemSignature, nil)
		}
		return
	}
	key := inbox.Key(rec)
	leave, err := e.deliveries.enter(r.Context(), key)
	if err != nil {
		ev.refuse(http.StatusServiceUnavailable, ProblemBusy, err)
		return
	}
	defer leave()
	if !e.store(ctx, ev) {
		return
	}
	e.deliver(r.WithContext(ctx), key, ev)
}

func (e *endpoint) store(ctx context.Context, ev *Event) bool {
	err := e.Store.Append(ctx, &ev.Record)
	if err != nil {
		ev.refuse(http.StatusInternalServerError, ProblemStore, err)
	}
	return err == nil
}

// deliver has the application decide, if there is one for this notification.
func (e *endpoint) deliver(r *http.Request, key [32]byte, ev *Event) {
	ev.Status = http.StatusOK
	route, ok := choose(e.Forward, ev.Record.NotifyType, ev.Record.Kind)
	if !ok || e.Store.Acknowledged(key) {
		return
	}
	acknowledged, err := e.forward(r, route, &ev.Record)
	ev.Err = err
	if !acknowledged {
		ev.refuse(http.StatusBadGateway, ProblemForward, err)
	}
}

// answer writes the answer through to the sender, so that it does not wait for
// whoever is told of the event.
func (e *endpoint) answer(w http.ResponseWriter, ev *Event) {
	body, kind := string(antom.Acknowledgement()), "application/json; charset=UTF-8"
	if ev.Status != http.StatusOK {
		body, kind = http.StatusText(ev.Status)+"\n", "text/plain; charset=UTF-8"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(ev.Status)
	_, err := io.WriteString(w, body)
	if err == nil {
		err = http.NewResponseController(w).Flush()
	}
	if err != nil && ev.Err == nil && !errors.Is(err, http.ErrNotSupported) {
		ev.Err = err
	}
}
