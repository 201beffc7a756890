package httpserve

import (
	"net/http"
	"net/url"
)

// OwnHosts refuses requests to a host that is not ours with 421 and a message,
// because a stranger's name can be made to lead here and lets a web page of that
// name use the server. ours gets the host without port and brackets.
func OwnHosts(ours func(host string) bool, message func() string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := url.URL{Host: r.Host}
		if !ours(host.Hostname()) {
			http.Error(w, message(), http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}
