package antomtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// maxRecord is how much of a body is kept, in bytes.
const maxRecord = 8 << 20

// Request is a call that the server got, whether it was right or not.
type Request struct {
	Operation string // such as "pay"; "" for a path that is none
	Path      string // with the query
	Header    http.Header
	Body      []byte
	Status    int // of HTTP; 0 when the connection was broken off
	Answer    []byte
}

// Requests returns the calls that the server got so far, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// recorded keeps the calls of the signed interface.
func (s *Server) recorded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/ams/") {
			next.ServeHTTP(w, r)
			return
		}
		// A call is among those that were made before anybody can have its answer.
		body, _ := io.ReadAll(io.LimitReader(r.Body, maxRecord)) // what cannot be read is the simulator's to tell
		at := s.note(r, body)
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(body), r.Body), r.Body}
		held := &heldWriter{ResponseWriter: w}
		next.ServeHTTP(held, r)
		s.mu.Lock()
		s.requests[at].Status, s.requests[at].Answer = held.status, held.body.Bytes()
		s.mu.Unlock()
		held.send()
	})
}

// note keeps a call that has come, and returns its place.
func (s *Server) note(r *http.Request, body []byte) int {
	op, _ := spec.FindOperation(strings.Replace(r.URL.Path, "/ams/sandbox/api/", "/ams/api/", 1))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{Operation: op.Name, Path: r.URL.RequestURI(), Header: r.Header.Clone(), Body: body})
	return len(s.requests) - 1
}

// heldWriter holds an answer back until send.
type heldWriter struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader sets the status; as with a server, the first one counts.
func (h *heldWriter) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

func (h *heldWriter) Write(p []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	return h.body.Write(p)
}

func (h *heldWriter) send() {
	if h.status == 0 {
		return // the server's own default, or a connection that was taken over
	}
	h.ResponseWriter.WriteHeader(h.status)
	_, _ = h.ResponseWriter.Write(h.body.Bytes()) // the client may be gone
}

// Unwrap lets http.ResponseController reach the connection.
func (h *heldWriter) Unwrap() http.ResponseWriter { return h.ResponseWriter }

// Notification is a message that the server sent, or is going to send.
type Notification struct {
	NotifyType       string // such as PAYMENT_RESULT
	PaymentID        string
	PaymentRequestID string
	URL              string
	Body             json.RawMessage
	Acknowledged     bool
	// Attempts are the deliveries that were made.
	Attempts []Attempt
	// Next is when it is sent again; zero when it was acknowledged or given up.
	Next time.Time
}

// Attempt is one delivery.
type Attempt struct {
	At     time.Time
	Status int    // of HTTP; 0 without an answer
	Error  string // why it does not count as acknowledged; "" when it does
}

// Notifications returns what the server has sent and is going to send, in order.
func (s *Server) Notifications() []Notification {
	s.t.Helper()
	kept, err := s.sandbox.Control().Notifications(context.Background())
	if err != nil {
		s.t.Fatalf("antomtest: %v", err)
	}
	ordered.Sort(kept, func(a, b sandbox.Notification) int { return a.Created.Compare(b.Created) })
	list := make([]Notification, 0, len(kept))
	for _, n := range kept {
		made := Notification{NotifyType: n.NotifyType, PaymentID: n.PaymentID, PaymentRequestID: n.PaymentRequestID, URL: n.URL, Body: n.Body, Next: n.Next}
		for _, a := range n.Attempts {
			made.Acknowledged = made.Acknowledged || a.Acknowledged
			made.Attempts = append(made.Attempts, Attempt{At: a.At, Status: a.HTTPStatus, Error: a.Error})
		}
		list = append(list, made)
	}
	return list
}

// HandleNotifications sends all notifications to h from now on, whatever host
// their URLs name; their paths and queries are kept. Without it they go to their
// URLs, which must be on this machine. h is usually an
// [antom.NotificationHandler] or the router it is part of. It gets each request
// in the form in which a server of net/http hands it over.
func (s *Server) HandleNotifications(h http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notify = h
}
