package receiver

import (
	"net/http"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// longestName bounds what is copied from a body that anybody may have sent.
// Antom's ids have at most 64 characters.
const longestName = 256

// requestTarget is the path and query exactly as they were requested.
func requestTarget(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	// A proxy's request names the whole URL; made by hand it may name nothing.
	return r.URL.RequestURI()
}

// headers lists the header fields by name, Host first. Go keeps no order.
func headers(r *http.Request) []capture.Header {
	names := make([]string, 0, len(r.Header))
	for name := range r.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	list := make([]capture.Header, 0, len(names)+1)
	if r.Host != "" {
		list = append(list, capture.Header{Name: "Host", Value: r.Host})
	}
	for _, name := range names {
		for _, value := range r.Header[name] {
			list = append(list, capture.Header{Name: name, Value: value})
		}
	}
	return list
}

// describe fills in the body and what it tells: what was verified, or else what
// it claims. A body that is no notification tells nothing.
func describe(rec *inbox.Record, body []byte, n *antom.Notification) {
	rec.Message.Body = body
	if n == nil {
		var err error
		if n, err = antom.ParseNotification(body); err != nil {
			rec.Raw = body
			return
		}
	}
	message := rec.Message // as it was requested, whatever was verified
	rec.Notification = *n
	rec.Message = message
	for _, s := range []*string{&rec.NotifyType, &rec.PaymentRequestID, &rec.PaymentID, &rec.RequestID, &rec.ObjectID} {
		*s = bounded(*s)
	}
	rec.Result.ResultCode, rec.Result.ResultStatus = bounded(rec.Result.ResultCode), bounded(rec.Result.ResultStatus)
	if n.Amount != nil {
		rec.Amount = &antom.Amount{Currency: bounded(n.Amount.Currency), Value: bounded(n.Amount.Value)}
	}
}

// bounded is a text, unless it is too long to be what it should be.
func bounded[T ~string](s T) T {
	if len(s) > longestName {
		return ""
	}
	return s
}
