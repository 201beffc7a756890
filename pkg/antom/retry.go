package antom

import (
	"crypto/tls"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The waits between tries: the first is about retryFirst, each further one
// twice as long as the one before, none longer than retryMost. A Retry-After of
// the gateway makes a wait longer, up to retryAfterMost.
const (
	retryFirst     = 500 * time.Millisecond
	retryMost      = 8 * time.Second
	retryAfterMost = 30 * time.Second
)

// worthRetry reports whether the same request may well end otherwise when it
// is sent again. Answers that are wrong rather than missing are not asked for
// again: a forged or broken answer must be seen, not papered over.
func worthRetry(response *Response, failed *ResponseError) bool {
	if failed == nil {
		return response.Result.ResultStatus == StatusUnknown && !response.Result.Accepted()
	}
	switch failed.Reason {
	case ReasonTimeout:
		return true
	case ReasonConnection:
		return !untrusted(failed)
	case ReasonHTTPStatus:
		return response != nil &&
			(response.HTTPStatus == http.StatusTooManyRequests || response.HTTPStatus >= http.StatusInternalServerError)
	default:
		return false
	}
}

// untrusted reports whether the certificate of the gateway did not verify. It will
// not in a second either.
func untrusted(failed *ResponseError) bool {
	_, wrong := errors.AsType[*tls.CertificateVerificationError](failed)
	return wrong
}

// backoff returns the wait after the given try, counted from 1. jitter, from
// [0, 1), spreads it over the range from one half to the whole.
func backoff(number int, jitter float64) time.Duration {
	wait := retryMost
	if shift := number - 1; shift < 16 {
		wait = min(retryFirst<<shift, retryMost)
	}
	return wait/2 + time.Duration(jitter*float64(wait/2))
}

// retryWait returns the wait after the given try, which ended at now: the
// backoff, or longer when the gateway asks for it.
func (c *Client) retryWait(number int, response *Response, now time.Time) time.Duration {
	wait := backoff(number, c.jitter())
	if response != nil {
		wait = max(wait, retryAfter(response.Header, now))
	}
	return wait
}

// retryAfter reads the header Retry-After, in seconds or as a date (RFC 9110,
// section 10.2.3). It is 0 without a usable one, and never above retryAfterMost:
// a caller is not kept waiting for as long as anybody likes.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if isNumber(text) {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil || seconds > int64(retryAfterMost/time.Second) {
			return retryAfterMost
		}
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), retryAfterMost)
}
