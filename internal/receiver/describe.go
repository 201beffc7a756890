package receiver

import (
	"net/http"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// longestName bounds what is copied from a body that anybody may have sent.
// Antom's ids have at most 64 characters.
const longestName = 256

// The members that name another thing than a payment; the first that is
// present counts.
func requestNames() []string {
	return []string{"refundRequestId", "captureRequestId", "vaultingRequestId", "subscriptionRequestId"}
}

func objectNames() []string {
	return []string{"refundId", "captureId", "disputeId", "subscriptionId"}
}

// record makes the record of a request, without its body's meaning.
func record(r *http.Request) inbox.Record {
	return inbox.Record{Method: r.Method, Path: requestTarget(r), Headers: headers(r), ClientID: r.Header.Get("Client-Id")}
}

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

// describe fills in what the body tells. A body that is no notification tells
// nothing.
func describe(rec *inbox.Record, body []byte) {
	rec.Body = body
	n, err := antom.ParseNotification(body)
	if err != nil {
		return
	}
	rec.NotifyType = bounded(n.NotifyType)
	rec.PaymentRequestID, rec.PaymentID = bounded(n.PaymentRequestID), bounded(n.PaymentID)
	rec.ResultCode, rec.ResultStatus = bounded(string(n.Result.ResultCode)), bounded(string(n.Result.ResultStatus))
	if n.Amount != nil {
		rec.Currency, rec.Value = bounded(n.Amount.Currency), bounded(n.Amount.Value)
	}
	root, err := spec.ParseJSON(body)
	if err != nil {
		return
	}
	rec.RequestID, rec.ObjectID = first(root, requestNames()), first(root, objectNames())
}

func first(root *spec.Node, names []string) string {
	for _, name := range names {
		if s := bounded(root.Get(name).String()); s != "" {
			return s
		}
	}
	return ""
}

// bounded is a text, unless it is too long to be what it should be.
func bounded(s string) string {
	if len(s) > longestName {
		return ""
	}
	return s
}
