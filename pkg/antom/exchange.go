package antom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"

	"github.com/antom-cli/antom/internal/neterr"
)

// exchange sends a request once and judges what comes back. The Response is
// there whenever an HTTP response came, also if it is refused.
func (c *Client) exchange(ctx context.Context, p *Prepared, expected Expected) (*Response, *ResponseError) {
	limited, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	var way connecting
	limited = httptrace.WithClientTrace(limited, way.trace())
	request, err := http.NewRequestWithContext(limited, p.Method, p.URL, bytes.NewReader(p.Message.Body))
	if err != nil {
		return nil, &ResponseError{Reason: ReasonConnection, Detail: "cannot make the HTTP request", Err: err}
	}
	request.Header = p.Header.Clone()
	began := c.now()
	reply, err := c.httpClient().Do(request)
	if err != nil {
		return nil, c.sendError(ctx, err, neterr.Peer{URL: request.URL, Unconnected: way.failed()})
	}
	defer reply.Body.Close()

	response := &Response{HTTPStatus: reply.StatusCode, Proto: reply.Proto, Header: reply.Header}
	refused := c.receive(ctx, reply, response)
	if refused == nil {
		refused = c.check(ctx, p, response, expected, span{began, c.now()})
	}
	if refused != nil {
		refused.Response = response
	}
	return response, refused
}

// receive reads the body. An answer that will not be used is not read to its
// end.
func (c *Client) receive(ctx context.Context, reply *http.Response, response *Response) *ResponseError {
	if failed := redirect(reply); failed != nil {
		return failed
	}
	limit := MaxResponse
	if reply.StatusCode != http.StatusOK {
		limit = maxErrorBody
	}
	body, err := io.ReadAll(io.LimitReader(reply.Body, int64(limit)+1))
	response.Body = body[:min(len(body), limit)]
	switch {
	case reply.StatusCode != http.StatusOK:
		return nil // whatever there is of the text will do
	case err != nil:
		return c.netError(ctx, err, neterr.Peer{Reading: true})
	case len(body) > limit:
		response.Body = nil
		return &ResponseError{Reason: ReasonTooLarge, Detail: fmt.Sprintf("the response is larger than %d MiB", limit>>20)}
	default:
		return nil
	}
}

// check labels an answer with its Trust and refuses it if the response rule
// (response_rule.go) or the lack of a result demands it, or if it does not
// answer this request (answer.go).
func (c *Client) check(ctx context.Context, p *Prepared, response *Response, expected Expected, during span) *ResponseError {
	body, unreadable := parseObject(response.Body)
	if unreadable == nil {
		response.Result, unreadable = body.result()
	}

	present := evidenceOf(response.Header.Get(HeaderSignature), response.Header.Get(HeaderResponseTime))
	decision := responseRule(present, claimOf(response.Result, body.leadsToPay))
	response.Trust = decision.trust
	var forged *ResponseError
	if present == signed {
		forged = c.verify(ctx, p, response)
	}
	switch {
	case response.HTTPStatus != http.StatusOK:
		return &ResponseError{Reason: ReasonHTTPStatus, Detail: statusDetail(response)}
	case forged != nil:
		return forged
	case errors.Is(unreadable, errNoResult):
		return &ResponseError{Reason: ReasonNoResult, Detail: "the response cannot be used", Err: unreadable}
	case unreadable != nil:
		return &ResponseError{Reason: ReasonBadJSON, Detail: "the response is not the expected JSON", Err: unreadable}
	case decision.reason != "":
		return &ResponseError{Reason: decision.reason, Detail: "the response claims success but is " + string(decision.trust)}
	}
	if wrong := c.belongs(p, response, body, expected, during); wrong != nil {
		response.Trust, response.Verified = TrustMismatch, false
		return &ResponseError{Reason: wrong.Reason, Err: wrong}
	}
	return nil
}

// redirect refuses an answer that leads elsewhere and names the host it leads
// to, which usually tells whose captive portal or proxy it is.
func redirect(reply *http.Response) *ResponseError {
	location := reply.Header.Get("Location")
	if reply.StatusCode < 300 || reply.StatusCode > 399 || location == "" {
		return nil
	}
	host := "an address without a host"
	if u, err := reply.Request.URL.Parse(location); err == nil && u.Host != "" {
		host = printable(u.Host, maxExcerpt)
	}
	return &ResponseError{
		Reason: ReasonRedirect,
		Detail: fmt.Sprintf("the gateway responded with HTTP %d, a redirect to %s, which is not followed", reply.StatusCode, host),
	}
}

// statusDetail describes an HTTP error with the beginning of its text.
func statusDetail(response *Response) string {
	detail := fmt.Sprintf("HTTP status %d %s", response.HTTPStatus, http.StatusText(response.HTTPStatus))
	if excerpt := printable(string(response.Body), maxExcerpt); excerpt != "" {
		detail += ": " + excerpt
	}
	return detail
}

// sendError is the error of a try without any answer.
func (c *Client) sendError(ctx context.Context, err error, p neterr.Peer) *ResponseError {
	failed := c.netError(ctx, err, p)
	failed.NotSent = p.Unconnected
	return failed
}

// netError tells a timeout from a broken connection from a caller who gave up.
func (c *Client) netError(ctx context.Context, err error, p neterr.Peer) *ResponseError {
	if stop := ctx.Err(); stop != nil {
		return &ResponseError{Reason: contextReason(stop), Err: stopped(stop)}
	}
	p.Name, p.Limit = "the gateway", c.timeout()
	explained := neterr.Explain(err, p)
	reason := ReasonConnection
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		reason = ReasonTimeout
	}
	return &ResponseError{Reason: reason, Err: explained}
}

// stopped is the error of a call whose context ended.
func stopped(cause error) error {
	text := "the call was canceled"
	if errors.Is(cause, context.DeadlineExceeded) {
		text = "the time for the call was over before the gateway answered"
	}
	return &neterr.Error{Cause: neterr.Canceled, Text: text, Err: cause}
}

// contextReason is the reason for a call that its own context ended.
func contextReason(err error) Reason {
	if errors.Is(err, context.DeadlineExceeded) {
		return ReasonTimeout
	}
	return ReasonCanceled
}
