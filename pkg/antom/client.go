package antom

import (
	"context"
	"crypto/rsa"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/poll"
)

// DefaultTimeout is the time limit of one try. Antom's documents ask to wait that
// long, because some payment methods are slow to create an order.
const DefaultTimeout = 10 * time.Second

// A Client calls Antom. The fields up to AntomKeys must be set, the others may
// be left at zero. A Client may be used by several goroutines at once as long
// as its fields are not changed.
type Client struct {
	// Gateway is the URL of the gateway, scheme and host only, such as
	// "https://open-sea-global.alipay.com". Plain http is allowed to this
	// machine only.
	Gateway string
	// ClientID is the merchant's client id. One that begins with "SANDBOX_"
	// turns on the paths of the sandbox.
	ClientID string
	// Auth signs, or otherwise authenticates, every request.
	Auth Authenticator
	// AntomKeys are Antom's public keys from the dashboard; an answer must
	// verify with one of them. They are not the merchant's own public key.
	AntomKeys []*rsa.PublicKey
	// AntomKeysFor, if not nil, is asked for the keys of each signed answer in
	// place of AntomKeys: for keys that change while the program runs.
	AntomKeysFor KeyFunc

	// HTTPClient sends the requests; nil means one of NewHTTPClient(nil).
	// Redirects are never followed, whatever it says.
	HTTPClient *http.Client
	// Timeout is the time limit of one try, from the connection to the last
	// byte of the answer. Zero means DefaultTimeout.
	Timeout time.Duration
	// Retries is how many more tries follow a first one that ended in a
	// timeout, a broken connection, an HTTP status of 429 or of 500 or more, or
	// a result U that does not mean accepted. Every try sends the same body,
	// signed anew: it has the same id in it, so it cannot make a second payment.
	// A Retry-After of the gateway makes the wait longer, up to 30 seconds. Leave
	// Retries at zero for operations without an id of the merchant's.
	Retries int

	// AnswerSkew is how far the response-time of an answer may lie outside the
	// time of the call by this machine's clock. Zero means DefaultAnswerSkew.
	AnswerSkew time.Duration

	Now    func() time.Time                                 // the clock; nil means time.Now
	Sleep  func(ctx context.Context, d time.Duration) error // waits between tries; nil means a timer
	Jitter func() float64                                   // from [0, 1), spreads the waits; nil means random

	// UserAgent is the header User-Agent; empty means "antom-go".
	UserAgent string
	// AgentToken is the header agent-token, for partners that call for a
	// merchant; see NewAgentToken.
	AgentToken AgentToken
	// Header has further headers for every request. Those that the client makes
	// itself are refused, see CheckHeader.
	Header http.Header
	// NoValidate lets the typed calls send requests that break a rule of Antom's
	// as package spec has it. Without it they are a *RequestError, see Validate.
	NoValidate bool
	// OnAttempt, if not nil, is told of every try when it has ended. ctx is that
	// of the call. An Attempt can be logged with log/slog as it is.
	OnAttempt func(ctx context.Context, a Attempt)
}

// An Attempt is one try of a call.
type Attempt struct {
	Number   int           // counted from 1
	Request  *Prepared     // what was sent
	Response *Response     // what came, may be nil; trust it only if Err is nil
	Err      error         // nil or a *ResponseError, whose NotSent is that of this try
	Duration time.Duration // how long this try took
	Wait     time.Duration // the pause before the next try; 0 if this was the last
}

// Call sends body to path, such as "/ams/api/v1/payments/pay", and verifies
// the answer. The body is sent byte for byte.
//
// The error is nil whenever there is an answer that can be relied upon, also
// if its result is F or U: look at Response.Result. Otherwise the error is
//   - a *ConfigError (or the Authenticator's error) if nothing was sent,
//   - a *ResponseError if there is no usable answer; the outcome of the call
//     is then unknown, unless its NotSent is true. It wraps an *AnswerError if
//     Antom signed the answer, but to another request.
//
// A cancelled ctx gives a *ResponseError that wraps the error of ctx. It ends
// signing too. Sent tells of any error whether the request can have gone out.
func (c *Client) Call(ctx context.Context, path string, body []byte) (*Response, error) {
	return c.CallWith(ctx, path, body, CallOptions{})
}

// CallOptions are the choices of one call.
type CallOptions struct {
	PrepareOptions // a fixed time is the same in every try
	// Expected is what the answer must not contradict.
	Expected Expected
}

// CallWith is Call with some choices made by the caller.
func (c *Client) CallWith(ctx context.Context, path string, body []byte, o CallOptions) (*Response, error) {
	if err := c.checkCall(); err != nil {
		return nil, err
	}
	request, err := c.PrepareWith(ctx, path, body, o.PrepareOptions)
	if ctx.Err() != nil {
		return nil, interrupted(ctx, nil, 0, true)
	}
	if err != nil {
		return nil, err
	}
	start, notSent := c.now(), true
	for number := 1; ; number++ {
		response, failed, wait := c.attempt(ctx, request, o.Expected, number, start)
		notSent = notSent && failed != nil && failed.NotSent
		if wait == 0 {
			return result(response, failed, notSent)
		}
		if c.sleep(ctx, wait) != nil || ctx.Err() != nil {
			return nil, interrupted(ctx, response, number, notSent)
		}
		next, err := c.PrepareWith(ctx, path, body, o.PrepareOptions)
		if ctx.Err() != nil {
			return nil, interrupted(ctx, response, number, notSent)
		}
		if err != nil { // the signer has gone away: what came so far is all there is
			return result(response, failed, notSent)
		}
		request = next
	}
}

// attempt makes one try and says how long to wait before the next one, 0 if
// this was the last. The response may be there even if the try failed.
func (c *Client) attempt(ctx context.Context, request *Prepared, expected Expected, number int, start time.Time) (*Response, *ResponseError, time.Duration) {
	began := c.now()
	response, failed := c.exchange(ctx, request, expected)
	ended := c.now()
	if response != nil {
		response.Attempts = number
		response.Duration = ended.Sub(start)
	}
	report := Attempt{Number: number, Request: request, Response: response, Duration: ended.Sub(began)}
	if failed != nil {
		failed.Attempts = number
		report.Err = failed
	}
	if number <= c.Retries && ctx.Err() == nil && worthRetry(response, failed) {
		report.Wait = c.retryWait(number, response, ended)
	}
	if c.OnAttempt != nil {
		c.OnAttempt(ctx, report)
	}
	return response, failed, report.Wait
}

// result turns the end of the last try into what Call returns. notSent is about
// all tries.
func result(response *Response, failed *ResponseError, notSent bool) (*Response, error) {
	if failed != nil {
		last := *failed
		last.NotSent = notSent
		return nil, &last
	}
	return response, nil
}

// interrupted is the error of a call whose context ended before or between
// tries.
func interrupted(ctx context.Context, response *Response, attempts int, notSent bool) error {
	cause := ctx.Err()
	if cause == nil { // Sleep gave up without the context
		cause = context.Canceled
	}
	return &ResponseError{
		Reason: contextReason(cause), Response: response, Attempts: attempts, NotSent: notSent,
		Err: stopped(cause),
	}
}

func (c *Client) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

func (c *Client) timeout() time.Duration {
	if c.Timeout > 0 {
		return c.Timeout
	}
	return DefaultTimeout
}

func (c *Client) jitter() float64 {
	if c.Jitter != nil {
		return c.Jitter()
	}
	return rand.Float64()
}

func (c *Client) sleep(ctx context.Context, d time.Duration) error {
	if c.Sleep != nil {
		return c.Sleep(ctx, d)
	}
	return poll.Sleep(ctx, d)
}

// httpClient returns the client to send with. Redirects are turned off in a
// copy, so that the caller's own client stays as it is.
func (c *Client) httpClient() *http.Client {
	if c.HTTPClient == nil {
		return sharedHTTPClient()
	}
	client := *c.HTTPClient
	client.CheckRedirect = httpclient.StayHere
	return &client
}

// sharedHTTPClient serves all Clients that have none of their own, so that
// they share connections. It is made when it is first needed.
var sharedHTTPClient = sync.OnceValue(func() *http.Client { return NewHTTPClient(nil) })
