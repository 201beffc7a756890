package httpserve

import (
	"net"
	"net/http"
	"net/url"
)

// Loopback reports whether a host of a URL or an address is this machine and
// nothing else: localhost, or a loopback address.
func Loopback(host string) bool { return host == "localhost" || LoopbackAddress(host) }

// LoopbackAddress reports whether a host is a loopback address. A name could be
// made to lead elsewhere.
func LoopbackAddress(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

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
