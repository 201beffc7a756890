package antomtest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
)

// transport delivers notifications: to the handler of HandleNotifications, else
// to their URLs.
type transport struct{ s *Server }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.s.mu.Lock()
	h := t.s.notify
	t.s.mu.Unlock()
	if h == nil {
		return t.s.network(r)
	}
	return t.s.handOff(h, r)
}

// handOff lets a handler answer a request of a client.
func (s *Server) handOff(h http.Handler, r *http.Request) (*http.Response, error) {
	in, end, err := s.serverRequest(r)
	if err != nil {
		return nil, err
	}
	defer end()
	out := httptest.NewRecorder()
	if !answered(h, out, in) {
		return nil, errBrokenOff
	}
	answer := out.Result()
	answer.Request = r
	return answer, nil
}

var errBrokenOff = errors.New("the connection was closed without a response")

// senderAddr is where requests that no network brought come from: an address for
// documentation, as in the requests of [httptest.NewRequest].
const senderAddr = "192.0.2.1:1234"

// serverRequest turns the request of a client into the one that a server of
// net/http would hand to its handler. It writes the request as it goes over a
// connection and reads it with the parser of net/http, because the two forms of a
// request differ in more than copying fields can keep up with. end is to be called
// when the handler has returned.
func (s *Server) serverRequest(r *http.Request) (in *http.Request, end func(), err error) {
	var wire bytes.Buffer
	if err := r.Write(&wire); err != nil {
		return nil, nil, fmt.Errorf("antomtest: writing the notification: %w", err)
	}
	in, err = http.ReadRequest(bufio.NewReader(&wire))
	if err != nil {
		return nil, nil, fmt.Errorf("antomtest: reading the notification: %w", err)
	}
	in.RemoteAddr = senderAddr
	if r.URL.Scheme == "https" {
		in.TLS = &tls.ConnectionState{Version: tls.VersionTLS13, HandshakeComplete: true, ServerName: r.URL.Hostname()}
	}
	ctx := context.WithValue(r.Context(), http.ServerContextKey, s.server.Config)
	ctx = context.WithValue(ctx, http.LocalAddrContextKey, s.server.Listener.Addr())
	ctx, cancel := context.WithCancel(ctx)
	in = in.WithContext(ctx)
	body := in.Body
	return in, func() { cancel(); _ = body.Close() }, nil
}

// answered reports false when a handler breaks off the connection, as handlers
// may; every other panic is a fault of the test.
func answered(h http.Handler, w http.ResponseWriter, r *http.Request) (ok bool) {
	defer func() {
		if v := recover(); v != nil && v != http.ErrAbortHandler {
			panic(v)
		}
	}()
	h.ServeHTTP(w, r)
	return true
}
