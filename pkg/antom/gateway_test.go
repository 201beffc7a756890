package antom

import (
	"context"
	"crypto/rsa"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

const (
	testPath     = "/ams/api/v1/payments/pay"
	responseTime = "2023-06-01T14:12:13+08:00" // the time of testClient
	bodySuccess  = `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},"paymentRequestId":"p1","paymentId":"1"}`
)

// testClient returns a client of the merchant in the vectors with a clock that
// stands still and no waiting.
func testClient(gateway string) *Client {
	return &Client{
		Gateway:   gateway,
		ClientID:  "SANDBOX_5X00000000000000",
		Auth:      RSA{Key: merchantKey(), KeyVersion: "1"},
		AntomKeys: []*rsa.PublicKey{&antomKey().PublicKey},
		Now:       func() time.Time { return time.UnixMilli(1685599933871) },
		Sleep:     func(context.Context, time.Duration) error { return nil },
		Jitter:    func() float64 { return 0 },
	}
}

// failOnUse is an HTTP client for tests in which nothing may be sent.
func failOnUse(t *testing.T) *http.Client {
	return &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		t.Errorf("a request was sent to %s", r.URL)
		return nil, errors.New("no network")
	})}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// serve starts a gateway and returns a client of it.
func serve(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client := testClient(server.URL)
	client.HTTPClient = server.Client()
	return client
}

// reply is an answer of the test gateway.
type reply struct {
	status   int             // 0 means 200
	key      *rsa.PrivateKey // signs the answer; nil: Antom's key
	clientID string          // in header and signature; empty: that of the request
	time     string          // response-time; empty: the constant of that name
	body     string
	change   func(h http.Header) // spoils the headers before they are sent
}

// write answers a request as the gateway does.
func (a reply) write(t *testing.T, w http.ResponseWriter, r *http.Request) {
	t.Helper()
	if a.key == nil {
		a.key = antomKey()
	}
	if a.clientID == "" {
		a.clientID = r.Header.Get(HeaderClientID)
	}
	if a.time == "" {
		a.time = responseTime
	}
	s, err := Sign(a.key, "1", Message{
		Method: r.Method, Path: r.URL.RequestURI(), ClientID: a.clientID, Time: a.time, Body: []byte(a.body),
	})
	if err != nil {
		t.Error(err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=UTF-8")
	h.Set(HeaderClientID, a.clientID)
	h.Set(HeaderResponseTime, a.time)
	h.Set(HeaderSignature, s.Header())
	if a.change != nil {
		a.change(h)
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	if _, err := io.WriteString(w, a.body); err != nil {
		t.Log("the client left:", err)
	}
}

// without spoils an answer by leaving headers out.
func without(names ...string) func(http.Header) {
	return func(h http.Header) {
		for _, name := range names {
			h.Del(name)
		}
	}
}

// refused asserts that a call ended with a *ResponseError of the given reason.
func refused(t *testing.T, err error, reason Reason) *ResponseError {
	t.Helper()
	failed, ok := errors.AsType[*ResponseError](err)
	if !ok || failed.Reason != reason {
		t.Fatalf("error %v, want reason %s", err, reason)
	}
	return failed
}
