package notification

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/neterr"
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
	Err         *neterr.Error
}

func (e *NoAnswerError) Error() string { return e.Err.Text }

func (e *NoAnswerError) Unwrap() error { return e.Err }

// NewHTTPClient returns a client that follows no redirects, as they are no
// acknowledgement, asks for no compression, and has a connection of its own for each
// delivery, so that no delivery changes the next.
func NewHTTPClient(o httpclient.Options) *http.Client {
	o.OneShot, o.Verbatim = true, true
	return httpclient.New(o)
}

// Deliver sends a request and reads the answer, whatever it is. The error is a
// *NoAnswerError, or that of ctx when ctx has ended.
func (c *Client) Deliver(ctx context.Context, r *Request) (*Answer, error) {
	limited, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	client := c.HTTP
	if client == nil {
		client = NewHTTPClient(httpclient.Options{})
	}
	start := c.Now()
	response, err := client.Do(r.HTTP(limited, c.Sleep))
	if err != nil {
		return nil, c.noAnswer(ctx, err, neterr.Peer{URL: r.URL})
	}
	defer response.Body.Close()
	limit := c.MaxAnswer
	if limit <= 0 {
		limit = MaxAnswer
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, int64(limit)+1))
	if err != nil {
		return nil, c.noAnswer(ctx, err, neterr.Peer{URL: r.URL, Reading: true})
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
func (c *Client) noAnswer(ctx context.Context, err error, p neterr.Peer) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.Name, p.Limit = "the application", c.timeout()
	e := neterr.Explain(err, p)
	return &NoAnswerError{Unreachable: e.Unconnected(), Err: e}
}
