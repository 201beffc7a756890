package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"net/http"
	"time"
)

// DashboardPath begins the paths of the dashboard; its first page is at the root.
const DashboardPath = "/dashboard/"

// PaymentPath begins the path of the page of a payment, which ends with one of its ids.
const PaymentPath = DashboardPath + "payments/"

// AccessParameter is the member of the query that the token of the dashboard is in.
const AccessParameter = "token"

// Site is what a dashboard has to know of the simulator that it belongs to.
type Site struct {
	Control  Control
	Identity Identity
	// Secret makes the tokens of the forms. It is kept with the payments, so that a
	// page that is open in a browser outlives a restart.
	Secret []byte
	// AccessToken lets people on other machines in.
	AccessToken string
	Now         func() time.Time // what time it is in the simulator
	// BaseURL is where the simulator is served, such as "http://127.0.0.1:8964".
	BaseURL func() string
	// Logo is where the logo of a client id is, without a host; empty when it has none.
	Logo func(clientID string) string
	// Watch returns a channel that gets a value when something may have changed, and
	// is closed when the simulator stops; ok is false when too many watch already.
	Watch func() (changed <-chan struct{}, stop func(), ok bool)
	// Next is when the clock changes something the next time; zero when it does not.
	Next func() (time.Time, error)
}

func (s *Sandbox) site(secret []byte) Site {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("dashboard"))
	return Site{
		Control: s.Control(), AccessToken: s.access, Identity: s.identity, Secret: mac.Sum(nil), Now: s.clock.Now, BaseURL: s.baseURL,
		Logo:  func(clientID string) string { return s.known.brand(clientID).LogoAddress(clientID) },
		Watch: s.changes.watch, Next: s.Next,
	}
}

// DashboardURL is where people on other machines find the dashboard: with the token that
// lets them in, so it is for their eyes only. It begins with the base URL.
func (s *Sandbox) DashboardURL() string { return s.baseURL() + "/?" + AccessParameter + "=" + s.access }

// addDashboard puts the dashboard under its paths, if there is one.
func (s *Sandbox) addDashboard(mux *http.ServeMux) {
	if s.dashboard == nil {
		return
	}
	pages := s.ownHosts(s.isOwnHost, s.dashboard)
	mux.Handle("/{$}", pages)
	mux.Handle(DashboardPath, pages)
}
