package dashboard_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox"
)

// far answers a request as if it came from another machine.
func (r *rig) far(method, target string, change func(*http.Request)) *http.Response {
	r.t.Helper()
	req := httptest.NewRequestWithContext(r.t.Context(), method, target, nil)
	req.Host, req.RemoteAddr = strings.TrimPrefix(r.server.URL, "http://"), "192.0.2.7:5000"
	if change != nil {
		change(req)
	}
	w := httptest.NewRecorder()
	r.Handler().ServeHTTP(w, req)
	return w.Result()
}

// invitation is the query with the token.
func (r *rig) invitation() string {
	r.t.Helper()
	u, err := url.Parse(r.DashboardURL())
	if err != nil || u.Path != "/" || len(u.Query().Get("token")) < 32 {
		r.t.Fatalf("the URL of the dashboard is %q: %v", r.DashboardURL(), err)
	}
	return u.RawQuery
}

func TestOtherMachinesStayOutside(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("P1", "ALIPAY_HK", "")
	id := strings.TrimPrefix(page, "/dashboard/payments/")
	for _, path := range []string{
		"/", page, "/dashboard/requests", "/dashboard/requests/1", "/dashboard/notifications", "/dashboard/faults", "/dashboard/clock",
		"/dashboard/state", "/dashboard/merchants", "/dashboard/events", "/dashboard/nothing", "/?token=", "/?token=wrong", "/dashboard/events?token=x",
	} {
		resp := r.far(http.MethodGet, path, nil)
		if resp.StatusCode != http.StatusForbidden || len(resp.Cookies()) > 0 {
			t.Errorf("%s: HTTP %d", path, resp.StatusCode)
		}
	}
	for _, path := range []string{"/checkout/" + id, "/ca.pem", "/checkout/assets/style.css", "/dashboard/assets/dashboard.css", sandbox.SDKPath} {
		if resp := r.far(http.MethodGet, path, nil); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: HTTP %d", path, resp.StatusCode)
		}
	}
	if resp := r.far(http.MethodPost, payPath, nil); resp.StatusCode == http.StatusForbidden {
		t.Errorf("the gateway: HTTP %d", resp.StatusCode)
	}
	for name, change := range map[string]func(*http.Request){
		"a form":              func(req *http.Request) { req.Method = http.MethodPost },
		"a form with a token": func(req *http.Request) { req.Method, req.URL.RawQuery = http.MethodPost, r.invitation() },
		"a wrong cookie":      func(req *http.Request) { req.AddCookie(&http.Cookie{Name: "antom_dashboard", Value: "x"}) },
		"an empty cookie":     func(req *http.Request) { req.AddCookie(&http.Cookie{Name: "antom_dashboard"}) },
		"the token as cookie": func(req *http.Request) {
			req.AddCookie(&http.Cookie{Name: "antom_dashboard", Value: strings.TrimPrefix(r.invitation(), "token=")})
		},
		"a proxy": func(req *http.Request) {
			req.RemoteAddr = "127.0.0.1:1"
			req.Header.Set("X-Forwarded-For", "192.0.2.7")
		},
		"a proxy that keeps the host": func(req *http.Request) { req.RemoteAddr, req.Host = "127.0.0.1:1", "192.0.2.2:8964" },
		"a proxy that names itself": func(req *http.Request) {
			req.RemoteAddr = "127.0.0.1:1"
			req.Header.Set("Via", "1.1 proxy")
		},
		"an address of no use": func(req *http.Request) { req.RemoteAddr = "@" },
	} {
		if resp := r.far(http.MethodGet, "/", change); resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s: HTTP %d", name, resp.StatusCode)
		}
	}
	for _, peer := range []string{"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "[::ffff:127.0.0.1]:1"} {
		if resp := r.far(http.MethodGet, "/", func(req *http.Request) { req.RemoteAddr = peer }); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: HTTP %d", peer, resp.StatusCode)
		}
	}
}

func TestATokenLetsIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	resp := r.far(http.MethodGet, "/dashboard/requests?refused=1&"+r.invitation(), nil)
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/dashboard/requests?refused=1" || resp.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("HTTP %d to %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	cookies := resp.Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || strings.Contains(r.invitation(), cookies[0].Value) {
		t.Fatalf("the cookies are %v", cookies)
	}
	with := func(req *http.Request) { req.AddCookie(cookies[0]) }
	for _, path := range []string{"/", "/dashboard/requests", "/dashboard/clock"} {
		if resp := r.far(http.MethodGet, path, with); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: HTTP %d", path, resp.StatusCode)
		}
	}
	// A token does not replace the one of the forms, and it is not the one of the control interface.
	if resp := r.far(http.MethodPost, "/dashboard/clock", with); resp.StatusCode != http.StatusForbidden {
		t.Errorf("a form without its token: HTTP %d", resp.StatusCode)
	}
	control := func(req *http.Request) {
		req.Header.Set("Antom-Sandbox-Token", strings.TrimPrefix(r.invitation(), "token="))
	}
	if resp := r.far(http.MethodGet, "/_antom/payments", control); resp.StatusCode != http.StatusForbidden {
		t.Errorf("the control interface: HTTP %d", resp.StatusCode)
	}
	other := newRig(t)
	if resp := other.far(http.MethodGet, "/", with); resp.StatusCode != http.StatusForbidden {
		t.Errorf("another simulator: HTTP %d", resp.StatusCode)
	}
}
