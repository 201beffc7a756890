package antomtest

import (
	"fmt"
	"net"
	"net/http"
)

// network sends a notification to its URL, if that is on this machine: no test
// shall call a stranger.
func (s *Server) network(r *http.Request) (*http.Response, error) {
	host := r.URL.Hostname()
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("antomtest: %s is not on this machine: use HandleNotifications", host)
	}
	return s.server.Client().Transport.RoundTrip(r)
}
