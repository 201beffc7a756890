package antomtest

import (
	"fmt"
	"net/http"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// network sends a notification to its URL, if that is on this machine: no test
// shall call a stranger.
func (s *Server) network(r *http.Request) (*http.Response, error) {
	host := r.URL.Hostname()
	if !spec.Loopback(host) {
		return nil, fmt.Errorf("antomtest: %s is not on this machine: use HandleNotifications", host)
	}
	return s.server.Client().Transport.RoundTrip(r)
}
