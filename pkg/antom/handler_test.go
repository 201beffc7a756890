package antom

import (
	"bytes"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
)

// handled serves one request and returns the answer and what OnError was told.
func handled(h *NotificationHandler, r *http.Request) (*http.Response, string, []*NotificationError) {
	var told []*NotificationError
	h.OnError = func(_ *http.Request, err *NotificationError) { told = append(told, err) }
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), w.Body.String(), told
}

func testHandler(handle func(context.Context, *Notification) error) *NotificationHandler {
	return &NotificationHandler{Verifier: *testVerifier(), Handle: handle}
}

func accept(context.Context, *Notification) error { return nil }

func TestHandlerAcknowledges(t *testing.T) {
	t.Parallel()
	type key struct{}
	r := signedRequest(t, antomKey(), notified())
	r = r.WithContext(context.WithValue(r.Context(), key{}, "from the request"))
	calls := 0
	answer, body, told := handled(testHandler(func(ctx context.Context, n *Notification) error {
		calls++
		if ctx.Value(key{}) != "from the request" || n.Meaning() != MeaningPaid {
			t.Errorf("context %v, meaning %s", ctx, n.Meaning())
		}
		return nil
	}), r)
	const want = `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"Success"}}`
	if answer.StatusCode != http.StatusOK || body != want || string(Acknowledgement()) != want {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	if answer.Header.Get("Content-Type") != "application/json" || answer.Header.Get("Content-Length") != "80" {
		t.Errorf("headers %v", answer.Header)
	}
	if calls != 1 || len(told) != 0 {
		t.Errorf("%d calls, errors %v", calls, told)
	}
}

func TestAcknowledgementIsACopy(t *testing.T) {
	t.Parallel()
	Acknowledgement()[0] = 'x'
	if Acknowledgement()[0] != '{' {
		t.Error("a caller can change the acknowledgement")
	}
}

// TestHandlerFailedPayment: a failure is acknowledged like a success.
func TestHandlerFailedPayment(t *testing.T) {
	t.Parallel()
	m := notified()
	m.Body = []byte(`{"notifyType":"PAYMENT_RESULT",` + resultF + `}`)
	answer, body, _ := handled(testHandler(accept), signedRequest(t, antomKey(), m))
	if answer.StatusCode != http.StatusOK || body != acknowledgement {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
}

func TestHandlerRefuses(t *testing.T) {
	t.Parallel()
	failure := errors.New("secret: the database is down")
	notCalled := func(context.Context, *Notification) error {
		t.Error("the function is called")
		return nil
	}
	cases := []struct {
		name   string
		status int
		body   string
		reason Reason
		handle func(context.Context, *Notification) error
		change func(r *http.Request, h *NotificationHandler)
	}{
		{"GET", 405, "not acknowledged: method", ReasonMethod, notCalled,
			func(r *http.Request, _ *NotificationHandler) { r.Method = "GET" }},
		{"no signature", 401, "not acknowledged: no-signature", ReasonNoSignature, notCalled,
			func(r *http.Request, _ *NotificationHandler) { r.Header.Del(HeaderSignature) }},
		{"no time", 401, "not acknowledged: missing-header", ReasonMissingHeader, notCalled,
			func(r *http.Request, _ *NotificationHandler) { r.Header.Del(HeaderRequestTime) }},
		{"other body", 401, "not acknowledged: bad-signature", ReasonBadSignature, notCalled,
			func(r *http.Request, _ *NotificationHandler) { r.Body = io.NopCloser(strings.NewReader("{}")) }},
		{"other client", 401, "not acknowledged: wrong-client", ReasonWrongClient, notCalled,
			func(_ *http.Request, h *NotificationHandler) { h.ClientID = "other" }},
		{"too large", 413, "not acknowledged: too-large", ReasonTooLarge, notCalled,
			func(_ *http.Request, h *NotificationHandler) { h.MaxBody = 5 }},
		{"broken off", 400, "not acknowledged: unreadable-body", ReasonBody, notCalled,
			func(r *http.Request, _ *NotificationHandler) { r.Body = io.NopCloser(broken{}) }},
		{"bad path", 400, "not acknowledged: path", ReasonPath, notCalled,
			func(r *http.Request, _ *NotificationHandler) { r.RequestURI = "*" }},
		{"no key", 500, "not acknowledged: internal error", ReasonNoKey, notCalled,
			func(_ *http.Request, h *NotificationHandler) { h.Keys = nil }},
		{"unusable key", 500, "not acknowledged: internal error", ReasonBadKey, notCalled,
			func(_ *http.Request, h *NotificationHandler) { h.Keys = []*rsa.PublicKey{{N: antomKey().N}} }},
		{"no function", 500, "not acknowledged: internal error", ReasonHandler, nil, nil},
		{"the function fails", 500, "not acknowledged: internal error", ReasonHandler,
			func(context.Context, *Notification) error { return failure }, nil},
		{"the function panics", 500, "not acknowledged: internal error", ReasonPanic,
			func(context.Context, *Notification) error { panic("secret") }, nil},
		{"the function panics with an error", 500, "not acknowledged: internal error", ReasonPanic,
			func(context.Context, *Notification) error { panic(failure) }, nil},
		{"the function panics with nil", 500, "not acknowledged: internal error", ReasonPanic,
			func(context.Context, *Notification) error { panic(nil) }, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, r := testHandler(c.handle), signedRequest(t, antomKey(), notified())
			if c.change != nil {
				c.change(r, h)
			}
			answer, body, told := handled(h, r)
			if answer.StatusCode != c.status || body != c.body+"\n" {
				t.Errorf("%d %q, want %d %q", answer.StatusCode, body, c.status, c.body)
			}
			if got := answer.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/plain") {
				t.Errorf("content type %q", got)
			}
			if allow := answer.Header.Get("Allow"); (allow == "POST") != (c.status == 405) {
				t.Errorf("Allow: %q", allow)
			}
			if len(told) != 1 || told[0].Reason != c.reason {
				t.Errorf("OnError was told %v, want %s", told, c.reason)
			}
		})
	}
}

func TestHandlerNotJSON(t *testing.T) {
	t.Parallel()
	m := notified()
	m.Body = []byte("paid=yes")
	answer, body, told := handled(testHandler(accept), signedRequest(t, antomKey(), m))
	if answer.StatusCode != http.StatusBadRequest || body != "not acknowledged: not-json\n" || told[0].Reason != ReasonNotJSON {
		t.Errorf("%d %q %v", answer.StatusCode, body, told)
	}
}

// TestHandlerCauses: OnError gets the function's own error, or its panic.
func TestHandlerCauses(t *testing.T) {
	t.Parallel()
	failure := errors.New("the database is down")
	for name, handle := range map[string]func(context.Context, *Notification) error{
		"error": func(context.Context, *Notification) error { return failure },
		"panic": func(context.Context, *Notification) error { panic(failure) },
	} {
		_, _, told := handled(testHandler(handle), signedRequest(t, antomKey(), notified()))
		if len(told) != 1 || !errors.Is(told[0], failure) || !strings.Contains(told[0].Error(), "the database is down") {
			t.Errorf("%s: %v", name, told)
		}
		panicked, ok := errors.AsType[*PanicError](error(told[0]))
		if ok != (name == "panic") || ok && !bytes.Contains(panicked.Stack, []byte("TestHandlerCauses")) {
			t.Errorf("%s: %v", name, panicked)
		}
	}
}

// TestHandlerAborts: net/http's own way to give up is left to net/http.
func TestHandlerAborts(t *testing.T) {
	t.Parallel()
	h := testHandler(func(context.Context, *Notification) error { panic(http.ErrAbortHandler) })
	w := httptest.NewRecorder()
	defer func() {
		if recover() != http.ErrAbortHandler || w.Body.Len() != 0 {
			t.Errorf("answered %q", w.Body)
		}
	}()
	h.ServeHTTP(w, signedRequest(t, antomKey(), notified()))
}

// TestHandlerGoexit: a function that ends its goroutine has not returned nil.
func TestHandlerGoexit(t *testing.T) {
	t.Parallel()
	h := testHandler(func(context.Context, *Notification) error { runtime.Goexit(); return nil })
	w := httptest.NewRecorder()
	r := signedRequest(t, antomKey(), notified())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.ServeHTTP(w, r)
	}()
	<-done
	if w.Body.Len() != 0 {
		t.Errorf("answered %q", w.Body)
	}
}

// deaf is a sender that went away before the answer.
type deaf struct{ *httptest.ResponseRecorder }

func (deaf) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestHandlerCannotAcknowledge(t *testing.T) {
	t.Parallel()
	var told *NotificationError
	h := testHandler(accept)
	h.OnError = func(_ *http.Request, err *NotificationError) { told = err }
	h.ServeHTTP(deaf{httptest.NewRecorder()}, signedRequest(t, antomKey(), notified()))
	if told == nil || told.Reason != ReasonAcknowledgement || !errors.Is(told, io.ErrClosedPipe) {
		t.Errorf("told %v", told)
	}
}

// TestHandlerLogs: without OnError failures of this side are not lost, and
// strangers cannot fill the log. Not parallel: the standard logger is shared.
func TestHandlerLogs(t *testing.T) {
	var text strings.Builder
	defer log.SetOutput(log.Writer())
	log.SetOutput(&text)
	serve := func(h *NotificationHandler, r *http.Request) {
		text.Reset()
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	serve(testHandler(accept), httptest.NewRequest("POST", "/", nil))
	if text.Len() != 0 {
		t.Errorf("a refusal is logged: %q", text.String())
	}
	serve(testHandler(func(context.Context, *Notification) error { return errors.New("disk full") }), signedRequest(t, antomKey(), notified()))
	if !strings.Contains(text.String(), "disk full") {
		t.Errorf("log %q", text.String())
	}
	serve(testHandler(func(context.Context, *Notification) error { panic("oh") }), signedRequest(t, antomKey(), notified()))
	if !strings.Contains(text.String(), "panic: oh\n") || !strings.Contains(text.String(), "TestHandlerLogs") {
		t.Errorf("log %q", text.String())
	}
}

// TestHandlerOverTheNetwork writes requests byte by byte, as net/http's own
// client would tidy them up.
func TestHandlerOverTheNetwork(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("/shop/", http.StripPrefix("/shop", testHandler(accept)))
	server := httptest.NewServer(mux)
	defer server.Close()

	m := notified()
	m.Path = "/shop/notify?a=%2f&b"
	s, err := Sign(antomKey(), "1", m)
	if err != nil {
		t.Fatal(err)
	}
	folded := strings.ReplaceAll(s.Header(), ",", ",\r\n\t")
	chunked := fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n",
		notifyBody[:5], len(notifyBody)-5, notifyBody[5:])
	head := "CLIENT-ID:" + m.ClientID + "\r\nrequest-TIME: " + m.Time + " \r\n"
	for _, c := range []struct{ name, target, signature, want string }{
		{"folded and chunked", "/shop/notify?a=%2f&b", "Signature:\r\n " + folded, "200 OK"},
		{"whole URL", "http://x/shop/notify?a=%2f&b", "signature: " + s.Header(), "200 OK"},
		{"query escaped otherwise", "/shop/notify?a=%2F&b", "signature: " + s.Header(), "401 Unauthorized"},
		{"two signatures", "/shop/notify?a=%2f&b", "Signature: " + s.Header() + "\r\nsignature: x", "401 Unauthorized"},
	} {
		request := "POST " + c.target + " HTTP/1.1\r\nHost: x\r\n" + head + c.signature + "\r\n" + chunked
		if got := exchange(t, server.Listener.Addr().String(), request); !strings.HasPrefix(got, "HTTP/1.1 "+c.want) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// exchange sends the bytes of a request and returns those of the answer.
func exchange(t *testing.T, address, request string) string {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 64)
	if _, err := io.ReadFull(conn, answer); err != nil {
		t.Fatal(err)
	}
	return string(answer)
}
