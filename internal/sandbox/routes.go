package sandbox

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/sandbox/gateway"
	"github.com/antom-cli/antom/internal/sandbox/websdk"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// controlPrefix begins the paths of the control interface.
	controlPrefix = "/_antom/"
	// tokenHeader carries the token from the server file.
	tokenHeader = "Antom-Sandbox-Token"
	// maxControlBody is the size of the largest body of the control interface:
	// the limit of a key file, and some.
	maxControlBody = 2 << 20
)

// routes puts the parts under their paths. The signed interface is reachable
// under any name, as its clients may live in containers; pages and control are
// not, because a name can be made to lead here by a stranger's web page.
func (s *Sandbox) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(websdk.VersionsPrefix, s.ownHosts(s.isOwnHost, s.websdk))
	mux.Handle(gateway.PathPrefix, s.gateway)
	mux.Handle("/", s.ownHosts(s.isOwnHost, s.changes.telling(s.pages)))
	s.addDashboard(mux)
	mux.Handle(websdk.Prefix, s.ownHosts(s.isOwnHost, s.changes.telling(s.websdk)))
	mux.Handle("GET "+authorityPath, s.ownHosts(s.isOwnHost, http.HandlerFunc(s.giveAuthority)))
	mux.Handle(controlPrefix, s.ownHosts(spec.Loopback, s.control()))
	// The signed path is the one that came: nothing may be cleaned or redirected.
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.Path) >= len(gateway.PathPrefix) && r.URL.Path[:len(gateway.PathPrefix)] == gateway.PathPrefix {
			s.gateway.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// withToken lets nobody in who cannot read the server file.
func (s *Sandbox) withToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get(tokenHeader)), []byte(s.token)) != 1 {
			writeJSON(w, http.StatusForbidden, failure{Kind: "other", Message: "the header " + tokenHeader + " must have the token from " + serverFile})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ownHosts refuses requests that were made to a name that is not ours.
func (s *Sandbox) ownHosts(ours func(host string) bool, next http.Handler) http.Handler {
	message := func() string {
		return "the simulator does not accept this host name; open " + s.baseURL() + " instead"
	}
	return httpserve.OwnHosts(ours, message, next)
}

// isOwnHost accepts addresses, which nobody can redirect, and the names that the
// simulator was told to use in its links.
func (s *Sandbox) isOwnHost(host string) bool {
	base, err := url.Parse(s.baseURL())
	return spec.Loopback(host) || net.ParseIP(host) != nil || err == nil && host != "" && host == base.Hostname()
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	data, _ := printable.MarshalJSON(value) // values of this program always have a JSON form
	_, _ = w.Write(append(data, '\n'))      // the client may be gone
}
