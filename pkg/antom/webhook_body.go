package antom

import (
	"bytes"
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
)

// firstRead is the most memory that is set aside for a body because of a
// Content-Length that somebody merely claims.
const firstRead = 64 << 10

// restoredBody is a request's body of which the beginning was read and put back.
type restoredBody struct {
	io.Reader
	io.Closer
}

// readNotificationBody reads the body, at most limit bytes, and puts it back
// into the request, so that it can be read again from its beginning. What is
// longer is refused, after no more than one byte too many.
func readNotificationBody(r *http.Request, limit int64) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	var buf bytes.Buffer
	buf.Grow(int(min(max(r.ContentLength, 0)+bytes.MinRead, firstRead)))
	_, err := buf.ReadFrom(io.LimitReader(r.Body, min(limit, math.MaxInt64-1)+1))
	body := buf.Bytes()
	if err != nil || int64(len(body)) > limit {
		r.Body = restoredBody{io.MultiReader(bytes.NewReader(body), r.Body), r.Body}
		return nil, bodyError(err, limit)
	}
	r.Body = restoredBody{bytes.NewReader(body), r.Body}
	return body, nil
}

// bodyError makes the error for a body that broke off, or, without a cause,
// for one that is too large. A limit set outside with http.MaxBytesReader
// counts as one of ours.
func bodyError(cause error, limit int64) error {
	if outer, ok := errors.AsType[*http.MaxBytesError](cause); ok {
		return tooLarge(outer.Limit)
	}
	if cause != nil {
		return &NotificationError{Reason: ReasonBody, Detail: "its body could not be read", Err: cause}
	}
	return tooLarge(limit)
}

func tooLarge(limit int64) error {
	return &NotificationError{
		Reason: ReasonTooLarge,
		Detail: "its body is larger than the limit of " + strconv.FormatInt(limit, 10) + " bytes",
	}
}
