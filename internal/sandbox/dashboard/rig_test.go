package dashboard_test

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/dashboard"
	"github.com/antom-cli/antom/pkg/antom"
)

func TestMain(m *testing.M) { os.Exit(browsertest.M(m).Run()) }

// shared is one identity for all tests, as making keys takes a while.
var shared = sync.OnceValue(func() sandbox.Identity {
	id, err := sandbox.LoadIdentity("", rand.Reader)
	if err != nil {
		panic(err)
	}
	return id
})

const payPath = "/ams/api/v1/payments/pay"

// rig is a simulator with a dashboard, on a real connection.
type rig struct {
	*sandbox.Sandbox
	t      *testing.T
	server *httptest.Server
}

func newRig(t *testing.T) *rig {
	t.Helper()
	s, err := sandbox.Open(sandbox.Options{Identity: shared(), Dashboard: dashboard.New})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Sandbox: s, t: t, server: httptest.NewServer(s.Handler())}
	s.SetBaseURL(r.server.URL)
	t.Cleanup(func() { r.server.Close(); _ = s.Close() })
	return r
}

// call calls the gateway as a merchant whose client signs by key.
func (r *rig) call(path, body string, change func(*antom.Message)) string {
	r.t.Helper()
	m := antom.Message{Method: http.MethodPost, Path: path, ClientID: sandbox.ClientID, Time: "1705281646000", Body: []byte(body)}
	signed := m
	if change != nil {
		change(&signed)
	}
	signature, err := antom.Sign(shared().MerchantKey, "1", signed)
	if err != nil {
		r.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.server.URL+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=UTF-8")
	req.Header.Set("client-id", m.ClientID)
	req.Header.Set("request-time", m.Time)
	req.Header.Set("signature", signature.Header())
	_, text := r.do(req)
	return text
}

// pay makes a payment and returns its page in the dashboard.
func (r *rig) pay(id, method, more string) string {
	r.t.Helper()
	answer := r.call(payPath, fmt.Sprintf(`{"productCode":"CASHIER_PAYMENT","paymentRequestId":%q,"paymentAmount":{"currency":"HKD","value":"123456"},
		"paymentMethod":{"paymentMethodType":%q},"paymentRedirectUrl":"https://shop.example/done","paymentNotifyUrl":"http://127.0.0.1:1/n","settlementStrategy":{"settlementCurrency":"USD"},%s
		"order":{"referenceOrderId":"order-%s","orderDescription":"Two coffees","orderAmount":{"currency":"HKD","value":"123456"}},"env":{"terminalType":"WEB"}}`, id, method, more, id), nil)
	found := regexp.MustCompile(`"paymentId":"(\d+)"`).FindStringSubmatch(answer)
	if found == nil {
		r.t.Fatalf("no payment was made: %s", answer)
	}
	return "/dashboard/payments/" + found[1]
}

func (r *rig) do(req *http.Request) (*http.Response, string) {
	r.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp, string(data)
}

// get opens a page.
func (r *rig) get(path string) (*http.Response, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.server.URL+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.do(req)
}

// want opens a page that must have texts.
func (r *rig) want(path string, texts ...string) string {
	r.t.Helper()
	resp, page := r.get(path)
	if resp.StatusCode != http.StatusOK {
		r.t.Errorf("%s: HTTP %d", path, resp.StatusCode)
	}
	for _, text := range texts {
		if !strings.Contains(page, text) {
			r.t.Errorf("%s lacks %q:\n%s", path, text, page)
		}
	}
	return page
}

// token is the one of a page's forms.
func (r *rig) token(path string) string {
	r.t.Helper()
	_, page := r.get(path)
	found := regexp.MustCompile(`name="token" value="([0-9a-f]+)"`).FindStringSubmatch(page)
	if found == nil {
		r.t.Fatalf("%s has no form", path)
	}
	return found[1]
}

// post sends a form of a page; change may alter the request.
func (r *rig) post(path string, form url.Values, change func(*http.Request)) (*http.Response, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if change != nil {
		change(req)
	}
	return r.do(req)
}

// act presses a button of a page.
func (r *rig) act(path string, fields ...string) (*http.Response, string) {
	r.t.Helper()
	form := url.Values{"token": {r.token(path)}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return r.post(path, form, nil)
}
