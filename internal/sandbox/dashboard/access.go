package dashboard

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// accessCookie shows that a browser came with the token. It lasts until the browser is
// closed or the simulator stops.
const accessCookie = "antom_dashboard"

// guarded lets only this machine in, and browsers that were given the token: whoever
// reaches the gateway may call it, but shall not see or decide everything.
func (d *Dashboard) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case d.tokenShown(r):
			d.enter(w, r)
		case fromHere(r) || d.entered(r) || strings.HasPrefix(r.URL.Path, assetPath): // the style has no secrets
			next.ServeHTTP(w, r)
		case r.URL.Path == eventsPath:
			http.Error(w, "only pages of the dashboard may watch", http.StatusForbidden)
		default:
			d.write(w, shown{title: "Closed to other machines", name: "closed.html", status: http.StatusForbidden, bare: true})
		}
	})
}

// tokenShown reports whether the address of a page has the token.
func (d *Dashboard) tokenShown(r *http.Request) bool {
	token := r.URL.Query().Get(sandbox.AccessParameter)
	return r.Method == http.MethodGet && d.AccessToken != "" && hmac.Equal([]byte(token), []byte(d.AccessToken))
}

// enter remembers the browser, and leads it to the page without the token, which is
// then neither in its history nor in what it tells other pages.
func (d *Dashboard) enter(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{
		Name: accessCookie, Value: d.accessProof(), Path: "/", HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
	})
	query := r.URL.Query()
	query.Del(sandbox.AccessParameter)
	// The path was routed here, so it does not begin with two slashes and stays on this host.
	page := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, page.String(), http.StatusSeeOther)
}

// entered reports whether the browser was let in before.
func (d *Dashboard) entered(r *http.Request) bool {
	cookie, err := r.Cookie(accessCookie)
	return err == nil && d.AccessToken != "" && hmac.Equal([]byte(cookie.Value), []byte(d.accessProof()))
}

// accessProof is what the cookie contains. The token cannot be told from it.
func (d *Dashboard) accessProof() string {
	mac := hmac.New(sha256.New, []byte(d.AccessToken))
	mac.Write([]byte("cookie"))
	return hex.EncodeToString(mac.Sum(nil))
}

// fromHere reports whether a request was made on this machine. What a proxy on this
// machine passes on was not: it says so in a header, or keeps the name or the address
// that others know.
func fromHere(r *http.Request) bool {
	if host := (&url.URL{Host: r.Host}).Hostname(); !spec.Loopback(host) {
		return false
	}
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && peer.Addr().Unmap().IsLoopback()
}
