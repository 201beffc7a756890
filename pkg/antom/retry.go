package antom

import (
	"crypto/tls"
	"errors"
	"net/http"
	"time"
)

// The waits between tries: the first is about retryFirst, each further one
// twice as long as the one before, none longer than retryMost.
const (
	retryFirst = 500 * time.Millisecond
	retryMost  = 8 * time.Second
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
		// A certificate that does not verify now will not in a second.
		_, untrusted := errors.AsType[*tls.CertificateVerificationError](failed)
		return !untrusted
	case ReasonHTTPStatus:
		return response != nil && response.HTTPStatus >= http.StatusInternalServerError
	default:
		return false
	}
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
