package antom

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// closedPort is an address that nobody listens on.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// dialing is an HTTP client whose connections are made, or not, by dial.
func dialing(dial func(ctx context.Context, network, address string) (net.Conn, error)) *http.Client {
	client := NewHTTPClient(nil)
	client.Transport.(*http.Transport).DialContext = dial
	return client
}

// Without a connection nothing was sent.
func TestNothingSent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set    func(t *testing.T, c *Client)
		reason Reason
		text   string
	}{
		"refused": {func(t *testing.T, c *Client) { c.Gateway = "http://" + closedPort(t) }, ReasonConnection, "nothing was sent: connection refused: nothing listens at 127.0.0.1:"},
		"no such host": {func(_ *testing.T, c *Client) {
			c.HTTPClient = dialing(func(context.Context, string, string) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "gateway.example", IsNotFound: true}}
			})
		}, ReasonConnection, "nothing was sent: cannot resolve gateway.example"},
		"no TLS at the other end": {func(t *testing.T, c *Client) {
			server := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(server.Close)
			c.Gateway = strings.Replace(server.URL, "http:", "https:", 1)
		}, ReasonConnection, " speaks HTTP, not HTTPS"},
		"no certificate that counts": {func(t *testing.T, c *Client) {
			server := httptest.NewTLSServer(http.NotFoundHandler())
			server.Config.ErrorLog = quietLog()
			t.Cleanup(server.Close)
			c.Gateway = server.URL
		}, ReasonConnection, "the certificate of 127.0.0.1 is from an authority that this machine does not trust"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := testClient("https://gateway.example")
			client.HTTPClient, client.Retries = NewHTTPClient(nil), 1
			c.set(t, client)
			_, err := client.Call(t.Context(), testPath, nil)
			failed := refused(t, err, c.reason)
			if !failed.NotSent || Sent(err) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("not sent: %t, error %v", failed.NotSent, err)
			}
		})
	}
}

func TestAConnectionThatTakesTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := testClient("http://127.0.0.1:1")
		over := make(chan struct{})
		defer close(over) // net/http lets a dial go on when nobody waits for it any more
		client.HTTPClient = dialing(func(context.Context, string, string) (net.Conn, error) {
			<-over
			return nil, net.ErrClosed
		})
		_, err := client.Call(t.Context(), testPath, nil)
		if failed := refused(t, err, ReasonTimeout); !failed.NotSent || !strings.Contains(err.Error(), "nothing was sent: no connection to 127.0.0.1:1 within 10s") {
			t.Errorf("not sent: %t, error %v", failed.NotSent, err)
		}
	})
}

// From a connection on, the request may have arrived.
func TestMayHaveBeenSent(t *testing.T) {
	t.Parallel()
	hang := func(t *testing.T) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			hangUp(t, w, "")
		}
	}
	for name, set := range map[string]func(t *testing.T, c *Client){
		"broken after the request": func(t *testing.T, c *Client) {
			server := httptest.NewServer(hang(t))
			t.Cleanup(server.Close)
			c.Gateway = server.URL
		},
		"broken in HTTP/2": func(t *testing.T, c *Client) {
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
			server.EnableHTTP2 = true
			server.StartTLS()
			t.Cleanup(server.Close)
			c.Gateway, c.HTTPClient = server.URL, server.Client()
		},
		"broken at once": func(t *testing.T, c *Client) {
			c.HTTPClient = dialing(func(context.Context, string, string) (net.Conn, error) {
				here, there := net.Pipe()
				return here, there.Close()
			})
			c.Gateway = "http://127.0.0.1:1"
		},
		"a transport that tells nothing": func(_ *testing.T, c *Client) {
			c.HTTPClient = &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
				return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
			})}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := testClient("https://gateway.example")
			client.HTTPClient = NewHTTPClient(nil)
			set(t, client)
			_, err := client.Call(t.Context(), testPath, nil)
			if failed := refused(t, err, ReasonConnection); failed.NotSent || !Sent(err) || strings.Contains(err.Error(), "nothing was sent") {
				t.Errorf("not sent: %t, error %v", failed.NotSent, err)
			}
		})
	}
}

// One try that may have arrived decides for all, wherever it comes.
func TestSentInAnyTry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		arrives []bool // per try
		notSent bool
	}{
		"none":      {[]bool{false, false, false}, true},
		"the first": {[]bool{true, false, false}, false},
		"the last":  {[]bool{false, false, true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := testClient("http://127.0.0.1:1")
			try := 0
			client.HTTPClient = dialing(func(context.Context, string, string) (net.Conn, error) {
				try++
				if !c.arrives[try-1] {
					return nil, errors.New("no way there")
				}
				here, there := net.Pipe()
				return here, there.Close()
			})
			client.Retries = len(c.arrives) - 1
			var each []bool
			client.OnAttempt = func(_ context.Context, a Attempt) { each = append(each, Sent(a.Err)) }
			_, err := client.Call(t.Context(), testPath, nil)
			failed := refused(t, err, ReasonConnection)
			if failed.NotSent != c.notSent || failed.Attempts != len(c.arrives) {
				t.Errorf("not sent: %t after %d tries", failed.NotSent, failed.Attempts)
			}
			for i, sent := range each {
				if sent != c.arrives[i] {
					t.Errorf("try %d was told as sent: %t", i+1, sent)
				}
			}
		})
	}
}

func TestCancelledBeforeAndBetween(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	client := testClient("https://gateway.example")
	client.HTTPClient = failOnUse(t)
	_, err := client.Call(ctx, testPath, nil)
	if failed := refused(t, err, ReasonCanceled); !failed.NotSent || failed.Attempts != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("%+v", failed)
	}

	ctx, cancel = context.WithCancel(t.Context())
	client = testClient("http://" + closedPort(t))
	client.HTTPClient, client.Retries = NewHTTPClient(nil), 1
	client.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	_, err = client.Call(ctx, testPath, nil)
	if failed := refused(t, err, ReasonCanceled); !failed.NotSent || failed.Attempts != 1 {
		t.Errorf("%+v", failed)
	}

	client = serve(t, func(w http.ResponseWriter, r *http.Request) { reply{body: bodyUnknown}.write(t, w, r) })
	client.Retries, client.Sleep = 1, func(context.Context, time.Duration) error { return context.Canceled }
	_, err = client.Call(t.Context(), testPath, nil)
	if failed := refused(t, err, ReasonCanceled); failed.NotSent {
		t.Error("one try was answered, and the error says that nothing was sent")
	}
}

func TestSent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, true},
		{errors.New("of another kind"), true},
		{&ResponseError{}, true},
		{&ResponseError{NotSent: true}, false},
		{&ResultError{}, true},
		{&ConfigError{}, false},
		{&SignError{}, false},
		{&RequestError{}, false},
		{&ResponseError{Err: &tls.CertificateVerificationError{}}, true},
	} {
		if got := Sent(c.err); got != c.want {
			t.Errorf("%T: %t", c.err, got)
		}
	}
}
