package receiver

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
)

// locate makes the URL to call for a notification that came to a path and query.
func locate(target *url.URL, requested string) *url.URL {
	u := *target
	u.Fragment, u.RawFragment = "", ""
	came, err := url.ParseRequestURI(requested)
	if u.Path != "" && u.Path != "/" {
		if err == nil && u.RawQuery == "" && !u.ForceQuery {
			u.RawQuery, u.ForceQuery = came.RawQuery, came.ForceQuery
		}
		return &u
	}
	if err == nil {
		u.Path, u.RawPath = came.Path, came.RawPath
		u.RawQuery, u.ForceQuery = came.RawQuery, came.ForceQuery
	}
	if u.RequestURI() != requested && strings.HasPrefix(requested, "/") && !strings.HasPrefix(requested, "//") {
		// An odd path that the fields of a URL cannot hold byte for byte.
		u.Path, u.RawPath, u.RawQuery, u.ForceQuery = "", "", "", false
		u.Opaque = requested
	}
	return &u
}

// outgoing makes the request to an application.
func outgoing(ctx context.Context, r *http.Request, target *url.URL, body []byte) *http.Request {
	out := &http.Request{
		Method: r.Method, URL: target, Host: target.Host, Header: forwardable(r.Header),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		ContentLength: int64(len(body)), Body: http.NoBody,
	}
	if len(body) > 0 {
		out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		out.Body, _ = out.GetBody()
	}
	if out.Header.Get("X-Forwarded-Host") == "" && r.Host != "" {
		out.Header.Set("X-Forwarded-Host", r.Host)
	}
	if _, ok := out.Header["User-Agent"]; !ok {
		// Or Go would add its own.
		out.Header["User-Agent"] = nil
	}
	return out.WithContext(ctx)
}

// connectionFields concern one connection and do not go on to the next
// (RFC 9110, section 7.6.1). Content-Length is set anew to the same number.
func connectionFields() []string {
	return []string{
		"Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization",
		"Te", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "Content-Length",
	}
}

// forwardable copies the header fields that go on.
func forwardable(h http.Header) http.Header {
	out := h.Clone()
	if out == nil {
		out = http.Header{}
	}
	for _, list := range h["Connection"] {
		for name := range strings.SplitSeq(list, ",") {
			name = textproto.TrimString(name)
			// Whoever names these would make the application refuse a true notification.
			if !signed(name) {
				out.Del(name)
			}
		}
	}
	for _, name := range connectionFields() {
		out.Del(name)
	}
	return out
}

// signed tells the fields that verifying a notification needs.
func signed(name string) bool {
	for _, s := range []string{"Client-Id", "Request-Time", "Signature", "Content-Type"} {
		if strings.EqualFold(name, s) {
			return true
		}
	}
	return false
}
