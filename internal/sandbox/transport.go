package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Transport answers HTTP requests from the simulator without a network, for a
// client in the same process. A dropped connection is an error, as it would be
// on a real one, and so is the end of the request's context. A failure of the
// simulator itself is a *FailureError.
func (s *Sandbox) Transport() http.RoundTripper { return transport{s.handler} }

type transport struct{ handler http.Handler }

// errDropped is what a client sees when the server closes the connection
// without an answer.
var errDropped = errors.New("the simulator closed the connection")

// FailureError says that the simulator itself failed, because of a full disk for
// example. No answer of Antom has this cause.
type FailureError struct {
	// Err is the cause.
	Err error
}

func (e *FailureError) Error() string { return "simulator: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *FailureError) Unwrap() error { return e.Err }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }() // a RoundTripper must, and nothing was written
	}
	type result struct {
		answer *recorder
		err    error
	}
	served := make(chan result, 1)
	go func() {
		answer, err := serve(t.handler, asReceived(r))
		served <- result{answer, err}
	}()
	select {
	case <-r.Context().Done():
		return nil, context.Cause(r.Context())
	case res := <-served:
		if res.err != nil {
			return nil, res.err
		}
		return res.answer.response(r), nil
	}
}

// asReceived is an outgoing request as a server would see it.
func asReceived(r *http.Request) *http.Request {
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	in.Proto, in.ProtoMajor, in.ProtoMinor = "HTTP/1.1", 1, 1
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	return in
}

// serve runs a handler to its end, or to where it aborts the connection.
func serve(h http.Handler, r *http.Request) (answer *recorder, err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			err = errDropped
		default:
			err = &FailureError{Err: fmt.Errorf("%v", v)}
		}
	}()
	answer = &recorder{header: http.Header{}, status: http.StatusOK}
	h.ServeHTTP(answer, r)
	if answer.failure != nil {
		return nil, &FailureError{Err: answer.failure}
	}
	return answer, nil
}

// recorder is a ResponseWriter that keeps everything.
type recorder struct {
	header  http.Header
	status  int
	wrote   bool
	body    bytes.Buffer
	failure error
}

// Fail takes a failure of the simulator in place of an answer.
func (w *recorder) Fail(err error) { w.failure = err }

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if !w.wrote {
		w.status, w.wrote = status, true
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.wrote = true
	return w.body.Write(b)
}

func (w *recorder) response(r *http.Request) *http.Response {
	// Names of headers come canonical from a real connection.
	h := http.Header{}
	for name, values := range w.header {
		for _, v := range values {
			h.Add(name, v)
		}
	}
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}
}
