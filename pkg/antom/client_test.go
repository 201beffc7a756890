package antom

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rsa"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/antom-cli/antom/pkg/keys"
)

func TestCall(t *testing.T) {
	t.Parallel()
	sent := []byte("{\"paymentRequestId\":\"p1\", \"x\":\"\u4f60\"}\r\n")
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !bytes.Equal(body, sent) {
			t.Errorf("body %q, %v", body, err)
		}
		if r.Method != "POST" || r.URL.RequestURI() != "/ams/sandbox/api/v1/payments/pay?x=1" {
			t.Errorf("%s %s", r.Method, r.URL.RequestURI())
		}
		s, err := ParseSignature(r.Header.Get("signature"))
		if err != nil {
			t.Error(err)
		}
		m := Message{r.Method, r.URL.RequestURI(), r.Header.Get("client-id"), r.Header.Get("request-time"), body}
		if err := Verify(&merchantKey().PublicKey, m, s); err != nil {
			t.Error(err)
		}
		reply{body: bodySuccess}.write(t, w, r)
	})
	client.AntomKeys = []*rsa.PublicKey{otherKey(), &antomKey().PublicKey}
	response, err := client.Call(context.Background(), testPath+"?x=1", sent)
	if err != nil {
		t.Fatal(err)
	}
	if response.HTTPStatus != 200 || response.Attempts != 1 || string(response.Body) != bodySuccess ||
		response.Result != (Result{"SUCCESS", "S", "success"}) || !slices.Equal(response.Checked, []string{"signature", "client-id", "response-time", "paymentRequestId"}) {
		t.Errorf("%+v", response)
	}
	if response.KeyFingerprint != keys.Fingerprint(&antomKey().PublicKey) {
		t.Errorf("fingerprint %s", response.KeyFingerprint)
	}
	if response.Header.Get("client-id") != client.ClientID {
		t.Errorf("headers %v", response.Header)
	}
}

// otherKey is a public key that belongs to nobody here.
func otherKey() *rsa.PublicKey {
	other := merchantKey().PublicKey
	return &rsa.PublicKey{N: antomKey().N, E: other.E + 2}
}

func TestCallRefuses(t *testing.T) {
	t.Parallel()
	twice := func(name string) func(http.Header) {
		return func(h http.Header) { h.Add(name, h.Get(name)) }
	}
	for name, c := range map[string]struct {
		handler func(t *testing.T, w http.ResponseWriter, r *http.Request)
		reason  Reason
		message string // a part of it
	}{
		"not JSON": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{body: "oops"}.write(t, w, r)
		}, ReasonBadJSON, "not the expected JSON"},
		"no body": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{}.write(t, w, r)
		}, ReasonBadJSON, "unexpected end of JSON"},
		"no result": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{body: `{"paymentId":"1"}`}.write(t, w, r)
		}, ReasonNoResult, "no result"},
		"two results": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{body: `{"result":{"resultStatus":"F"},"Result":{"resultStatus":"S"}}`, change: without(HeaderSignature, HeaderResponseTime)}.write(t, w, r)
		}, ReasonBadJSON, "twice"},
		"50 MB": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			w.Header().Set(HeaderSignature, "signature=AAAA")
			endless(w, 50<<20)
		}, ReasonTooLarge, "larger than 8 MiB"},
		"gzip bomb": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			endless(z, 50<<20)
			_ = z.Close() // the client has left
		}, ReasonTooLarge, "larger than 8 MiB"},
		"bad gateway": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, "<html>\n\n\x1b[31m502\u202e\tbad</html>"+strings.Repeat("x", 1000))
		}, ReasonHTTPStatus, "HTTP status 502 Bad Gateway: <html> [31m502 bad</html>xxx"},
		"error with a result": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{status: 403, body: bodyFailed, change: without(HeaderSignature, HeaderResponseTime)}.write(t, w, r)
		}, ReasonHTTPStatus, "(not trusted: F INVALID_SIGNATURE)"},
		"success with another status": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{status: 201, body: bodySuccess}.write(t, w, r)
		}, ReasonHTTPStatus, "HTTP status 201 Created"},
		"redirect": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://portal.example/login?secret=1", http.StatusFound)
		}, ReasonRedirect, "HTTP 302, a redirect to portal.example, which"},
		"redirect that keeps the method": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, ReasonRedirect, "HTTP 307, a redirect to 127.0.0.1"},
		"redirect to no host": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "mailto:x@portal.example")
			w.WriteHeader(http.StatusMovedPermanently)
		}, ReasonRedirect, "an address without a host"},
		"redirect to no address": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://a b:%%/")
			w.WriteHeader(http.StatusMovedPermanently)
		}, ReasonConnection, "a redirect to an address that cannot be read"},
		"redirect without address": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusFound)
		}, ReasonHTTPStatus, "HTTP status 302 Found"},
		"reset before the answer": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			hangUp(t, w, "")
		}, ReasonConnection, "the gateway closed the connection without a response"},
		"reset within the answer": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			hangUp(t, w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"result\":")
		}, ReasonConnection, "the response broke off"},
		"not HTTP": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			hangUp(t, w, "SSH-2.0-x\r\n")
		}, ReasonConnection, `does not speak HTTP: it answers "SSH-2.0-x"`},
		"broken gzip": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, "no gzip at all")
		}, ReasonConnection, "gzip"},
		"signature twice": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{body: bodySuccess, change: twice(HeaderSignature)}.write(t, w, r)
		}, ReasonMalformedSignature, "signature more than once"},
		"time twice": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{body: bodySuccess, change: twice(HeaderResponseTime)}.write(t, w, r)
		}, ReasonMalformedSignature, "response-time more than once"},
		"text of the merchant": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{body: bodySuccess, key: merchantKey()}.write(t, w, r)
		}, ReasonOwnKey, "merchant's own private key"},
		"foreign algorithm": {func(t *testing.T, w http.ResponseWriter, r *http.Request) {
			reply{body: bodySuccess, change: func(h http.Header) { h.Set(HeaderSignature, "algorithm=none,signature=AAAA") }}.write(t, w, r)
		}, ReasonMalformedSignature, "RSA256"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := serve(t, func(w http.ResponseWriter, r *http.Request) { c.handler(t, w, r) })
			response, err := client.Call(context.Background(), testPath, []byte("{}"))
			failed := refused(t, err, c.reason)
			if response != nil || failed.Attempts != 1 {
				t.Errorf("response %v after %d tries", response, failed.Attempts)
			}
			text := failed.Error()
			if !strings.Contains(text, c.message) || len(text) > 500 || strings.ContainsAny(text, "\n\x1b\u202e") || strings.Contains(text, "secret") {
				t.Errorf("message %q", text)
			}
		})
	}
}

// endless writes size bytes, or as many as the other end will take.
func endless(w io.Writer, size int) {
	block := bytes.Repeat([]byte(" "), 1<<20)
	for range size / len(block) {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// hangUp writes raw bytes and breaks the connection.
func hangUp(t *testing.T, w http.ResponseWriter, raw string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_, _ = io.WriteString(conn, raw)
	_ = conn.Close()
}

func TestHTTPErrorKeepsItsText(t *testing.T) {
	t.Parallel()
	page := "<html>" + strings.Repeat("bad gateway ", 20_000)
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, page)
	})
	_, err := client.Call(context.Background(), testPath, nil)
	failed := refused(t, err, ReasonHTTPStatus)
	if got := string(failed.Response.Body); got != page[:maxErrorBody] || failed.Response.HTTPStatus != 502 || failed.Response.Verified {
		t.Errorf("kept %d bytes of status %d", len(got), failed.Response.HTTPStatus)
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		http.Redirect(w, r, "/ams/sandbox/api/v1/payments/pay", http.StatusPermanentRedirect)
	})
	client.HTTPClient.CheckRedirect = nil // the default is to follow
	client.Retries = 3
	_, err := client.Call(context.Background(), testPath, nil)
	refused(t, err, ReasonRedirect)
	if calls.Load() != 1 {
		t.Errorf("%d requests", calls.Load())
	}
	if client.HTTPClient.CheckRedirect != nil {
		t.Error("the caller's HTTP client was changed")
	}
}

func TestNoConnection(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	client := testClient(server.URL)
	_, err := client.Call(context.Background(), testPath, nil)
	failed := refused(t, err, ReasonConnection)
	if _, ok := errors.AsType[*net.OpError](err); !ok || failed.Response != nil {
		t.Errorf("error %#v", failed)
	}
}

func TestUnknownCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Config.ErrorLog = quietLog()
	t.Cleanup(server.Close)
	client := testClient(server.URL)
	client.Retries = 5
	_, err := client.Call(context.Background(), testPath, nil)
	if failed := refused(t, err, ReasonConnection); failed.Attempts != 1 || !strings.Contains(failed.Error(), "certificate") {
		t.Errorf("%d tries, %v", failed.Attempts, failed)
	}
}

func TestTimeoutOfATry(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]time.Duration{"default": 0, "own": 1500 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := testClient("https://gateway.example")
				client.Now, client.Sleep, client.Timeout, client.Retries = nil, nil, limit, 1
				client.HTTPClient = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					return nil, r.Context().Err()
				})}
				start := time.Now()
				_, err := client.Call(t.Context(), testPath, nil)
				failed := refused(t, err, ReasonTimeout)
				want := 2*client.timeout() + retryFirst/2
				if got := time.Since(start); got != want || failed.Attempts != 2 {
					t.Errorf("%d tries in %v, want %v", failed.Attempts, got, want)
				}
				if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "the gateway did not answer within "+client.timeout().String()) {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}

// slowBody gives its first byte at once and the rest never.
type slowBody struct {
	ctx  context.Context
	sent bool
}

func (b *slowBody) Read(p []byte) (int, error) {
	if !b.sent && len(p) > 0 {
		b.sent = true
		p[0] = '{'
		return 1, nil
	}
	<-b.ctx.Done()
	return 0, b.ctx.Err()
}

func (b *slowBody) Close() error { return nil }

func TestTimeoutWithinTheBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := testClient("https://gateway.example")
		client.HTTPClient = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: &slowBody{ctx: r.Context()}, Request: r}, nil
		})}
		_, err := client.Call(t.Context(), testPath, nil)
		if failed := refused(t, err, ReasonTimeout); failed.Response == nil || failed.Response.Trust != "" {
			t.Errorf("%+v", failed)
		}
	})
}

func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	var tries int
	client := testClient("https://gateway.example")
	client.Retries = 5
	client.HTTPClient = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		tries++
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	})}
	_, err := client.Call(ctx, testPath, nil)
	if refused(t, err, ReasonCanceled); !errors.Is(err, context.Canceled) || tries != 1 {
		t.Errorf("%d tries, error %v", tries, err)
	}
	client.HTTPClient = failOnUse(t)
	_, err = client.Call(ctx, testPath, nil)
	if failed := refused(t, err, ReasonCanceled); failed.Attempts != 0 {
		t.Errorf("%d tries", failed.Attempts)
	}
}

func TestCallerDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		client := testClient("https://gateway.example")
		client.Sleep = nil
		client.Retries = 5
		client.HTTPClient = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return nil, errors.New("broken pipe")
		})}
		_, err := client.Call(ctx, testPath, nil)
		failed := refused(t, err, ReasonTimeout)
		// Waits of 250 and 500 ms, and a third that the deadline cuts short.
		if failed.Attempts != 3 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%d tries, error %v", failed.Attempts, err)
		}
	})
}

func TestCallWith(t *testing.T) {
	t.Parallel()
	var got *http.Request
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		reply{body: bodySuccess}.write(t, w, r)
	})
	client.Header = http.Header{"agent-token": {"T1"}}
	response, err := client.CallWith(context.Background(), testPath, nil, CallOptions{PrepareOptions: PrepareOptions{Method: http.MethodPut, Time: "1685599933871"}})
	if err != nil || response.Proto != "HTTP/1.1" {
		t.Fatalf("%+v, %v", response, err)
	}
	if got.Method != http.MethodPut || got.Header.Get("agent-token") != "T1" || got.Header.Get(HeaderRequestTime) != "1685599933871" {
		t.Errorf("%s %v", got.Method, got.Header)
	}
	p, err := client.Prepare(t.Context(), testPath, nil)
	if err != nil || p.PublicHeader().Get("agent-token") != redacted || p.Header.Get("agent-token") != "T1" {
		t.Errorf("%v, %v", p.PublicHeader(), err)
	}
}

func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	var seen []string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.RemoteAddr)
		reply{body: bodySuccess}.write(t, w, r)
	})
	client.HTTPClient = NewHTTPClient(nil)
	for range 3 {
		if _, err := client.Call(context.Background(), testPath, nil); err != nil {
			t.Fatal(err)
		}
	}
	if slices.Sort(seen); len(slices.Compact(seen)) != 1 {
		t.Errorf("connections from %v", seen)
	}
}
