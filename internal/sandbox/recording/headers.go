package recording

import (
	"net/http"
	"slices"
	"strings"
)

// passedHeaders are the headers that are passed on: all but those that are about one
// connection. Compression is about one connection here, because a compressed response
// could not be kept.
func passedHeaders(h http.Header) http.Header {
	passed := h.Clone()
	for _, list := range h.Values("Connection") {
		for name := range strings.SplitSeq(list, ",") {
			// No client can make a proxy drop what the gateway verifies.
			if name = http.CanonicalHeaderKey(strings.TrimSpace(name)); !slices.Contains(signedHeaders(), name) {
				passed.Del(name)
			}
		}
	}
	for _, name := range []string{
		"Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
		"Accept-Encoding", "Expect",
	} {
		passed.Del(name)
	}
	return passed
}

// requestHeaders are those of a request to the gateway.
func requestHeaders(h http.Header) http.Header {
	passed := passedHeaders(h)
	if _, given := passed["User-Agent"]; !given {
		passed["User-Agent"] = nil // or Go's client would add its own
	}
	return passed
}

func signedHeaders() []string {
	return []string{"Client-Id", "Request-Time", "Signature", "Authorization", "Agent-Token", "Content-Type"}
}

// requestPath is the path with its query as the client wrote it, which is what it
// signed.
func requestPath(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

// keptPath is a path without the values of its query.
func keptPath(path string) string {
	path, query, ok := strings.Cut(path, "?")
	if !ok {
		return redactText(path)
	}
	return redactText(path) + "?" + redactQuery(query)
}
