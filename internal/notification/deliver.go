package notification

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"
)

// MaxAnswer is the largest answer that is read unless a Client says otherwise,
// in bytes.
const MaxAnswer = 1 << 20

// DefaultTimeout is how long a delivery may take.
const DefaultTimeout = 10 * time.Second

// A Client delivers notifications.
type Client struct {
	// HTTP sends the requests; nil means NewHTTPClient.
	HTTP *http.Client
	// Timeout bounds one delivery with its answer; 0 means DefaultTimeout.
	Timeout time.Duration
	// MaxAnswer is the largest answer that is read, in bytes; 0 means MaxAnswer.
	MaxAnswer int
	// Now is the clock, for durations; required.
	Now func() time.Time
	// Sleep makes the pauses between pieces of a body; nil makes none.
	Sleep func(context.Context, time.Duration) error
}

// An Answer is what an endpoint said to a notification.
type Answer struct {
	Status      int
	ContentType string
	Location    string // of a redirect, which is not followed
	Body        []byte // at most so many bytes as the client allows
	TooLarge    bool   // the body was longer
	Duration    time.Duration

	limit int // what the client allows
}

// A NoAnswerError says why there is no answer.
type NoAnswerError struct {
	// Unreachable is true if no connection came about, so nothing was sent.
	Unreachable bool
	Detail      string
	Err         error
}

func (e *NoAnswerError) Error() string { return e.Detail }

func (e *NoAnswerError) Unwrap() error { return e.Err }

// NewHTTPClient returns a client that follows no redirects, as they are no
// acknowledgement, asks for no compression, and speaks HTTP/1.1 with a
// connection of its own for each delivery, so that no delivery changes the next.
func NewHTTPClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:              http.ProxyFromEnvironment,
			DisableCompression: true,
			DisableKeepAlives:  true,
			TLSNextProto:       map[string]func(string, *tls.Conn) http.RoundTripper{},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Deliver sends a request and reads the answer, whatever it is. The error is a
// *NoAnswerError, or that of ctx when ctx has ended.
func (c *Client) Deliver(ctx context.Context, r *Request) (*Answer, error) {
	limited, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	client := c.HTTP
	if client == nil {
		client = NewHTTPClient()
	}
	start := c.Now()
	response, err := client.Do(r.HTTP(limited, c.Sleep))
	if err != nil {
		return nil, c.noAnswer(ctx, err)
	}
	defer response.Body.Close()
	limit := c.MaxAnswer
	if limit <= 0 {
		limit = MaxAnswer
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, int64(limit)+1))
	if err != nil {
		return nil, c.noAnswer(ctx, err)
	}
	a := &Answer{
		Status: response.StatusCode, ContentType: response.Header.Get("Content-Type"),
		Location: response.Header.Get("Location"), Body: body, Duration: c.Now().Sub(start), limit: limit,
	}
	if len(body) > limit {
		a.Body, a.TooLarge = body[:limit], true
	}
	return a, nil
}

func (c *Client) timeout() time.Duration {
	if c.Timeout > 0 {
		return c.Timeout
	}
	return DefaultTimeout
}

// noAnswer says what happened, in words for people.
func (c *Client) noAnswer(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var timeout net.Error
	var dial *net.OpError
	unreachable := errors.As(err, &dial) && dial.Op == "dial"
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return &NoAnswerError{Unreachable: unreachable, Detail: fmt.Sprintf("no response within %v", c.timeout()), Err: err}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &NoAnswerError{Unreachable: true, Detail: "connection refused: nothing listens at this address", Err: err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return &NoAnswerError{Detail: "the connection was closed without a response", Err: err}
	}
	return &NoAnswerError{Unreachable: unreachable, Detail: rootCause(err).Error(), Err: err}
}

// rootCause drops what wraps an error: it repeats the method and the URL.
func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
