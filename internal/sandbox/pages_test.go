package sandbox_test

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func (r *rig) get(address string) answer {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.absolute(address), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.send(req)
}

func (r *rig) absolute(address string) string {
	if strings.HasPrefix(address, "/") {
		return r.server.URL + address
	}
	return address
}

func (r *rig) post(address string, form url.Values, change func(*http.Request)) answer {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.absolute(address), strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if change != nil {
		change(req)
	}
	return r.send(req)
}

// pay makes a payment and returns the address of its page.
func (r *rig) pay(id, description, redirect string) string {
	r.t.Helper()
	a := r.call(payPath, payWith(id, description, redirect))
	if a.code() != "PAYMENT_IN_PROCESS" {
		r.t.Fatalf("%s: %s", a.code(), a.message())
	}
	return a.node.Get("normalUrl").String()
}

func (r *rig) session(id, more string) string {
	r.t.Helper()
	a := r.call("/ams/sandbox/api/v1/payments/createPaymentSession", sessionBody(id, more))
	if a.code() != "SUCCESS" {
		r.t.Fatalf("%s: %s", a.code(), a.message())
	}
	return a.node.Get("normalUrl").String()
}

// press sends the form of a page as its buttons do.
func (r *rig) press(page, action string, more ...string) answer {
	r.t.Helper()
	form := url.Values{"token": {token(r.t, r.get(page).text)}, "action": {action}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return r.post(page, form, nil)
}

func token(t testing.TB, page string) string {
	t.Helper()
	m := regexp.MustCompile(`name="token" value="([0-9a-f]{64})"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no token:\n%s", page)
	}
	return m[1]
}

func (r *rig) status(id string) *spec.Node {
	r.t.Helper()
	return r.call("/ams/sandbox/api/v1/payments/inquiryPayment", `{"paymentRequestId":"`+id+`"}`).node
}

func wantParts(t *testing.T, a answer, status int, parts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("HTTP %d, want %d", a.StatusCode, status)
	}
	text := html.UnescapeString(a.text)
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("the page does not say %q:\n%s", part, a.text)
		}
	}
}

func TestCheckoutPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.get(r.pay("pay-1", "Two coffees", "https://shop.example/done?order=1"))
	wantParts(t, page, http.StatusOK, "SANDBOX_LOCAL", "Two coffees", "HKD 1,234.56", "AlipayHK", "14 minutes", "No money moves",
		`href="https://shop.example/done?order=1"`, `<html lang="en" dir="ltr">`, `value="pay"`, `value="decline"`, "/qr/")
	csp := page.Header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("Content-Security-Policy %q has no %q", csp, part)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("Content-Security-Policy %q allows what is unsafe", csp)
	}
	// With a Cross-Origin-Opener-Policy a merchant's page would lose the window that it opened.
	for name, want := range map[string]string{"Cross-Origin-Opener-Policy": "", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Content-Type": "text/html; charset=utf-8"} {
		if got := page.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestPagesLoadNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	loads := regexp.MustCompile(`(?:src|rel="[a-z]+" href)="([^"]*)"`)
	for _, page := range []string{r.session("s-2", `"userRegion":"SG",`), r.pay("pay-1", "x", "https://shop.example/"), r.session("s-1", ""), "/checkout/result", "/"} {
		found := loads.FindAllStringSubmatch(r.get(page).text, -1)
		if len(found) == 0 {
			t.Errorf("%s: not even a style", page)
		}
		for _, m := range found {
			a := r.get(m[1])
			if !strings.HasPrefix(m[1], "/") || a.StatusCode != http.StatusOK {
				t.Errorf("%s loads %q, which gives HTTP %d", page, m[1], a.StatusCode)
			}
		}
	}
	for _, path := range []string{"/checkout/assets/page.html", "/checkout/assets/", "/checkout/assets/nothing.css"} {
		if a := r.get(path); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s is served: HTTP %d", path, a.StatusCode)
		}
	}
}

func TestLogos(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for path, want := range map[string]int{
		"/checkout/logo/ALIPAY_HK.svg": http.StatusOK, "/checkout/logo/NEW_METHOD_1.svg": http.StatusOK,
		"/checkout/logo/ALIPAY_HK.png": http.StatusNotFound, "/checkout/logo/ALIPAY_HK": http.StatusNotFound, "/checkout/logo/": http.StatusNotFound,
		"/checkout/logo/%3Csvg%3E.svg": http.StatusNotFound, "/checkout/logo/" + strings.Repeat("A", 65) + ".svg": http.StatusNotFound,
	} {
		a := r.get(path)
		if a.StatusCode != want {
			t.Errorf("%s: HTTP %d, want %d", path, a.StatusCode, want)
		}
		if want == http.StatusOK && (a.Header.Get("Content-Type") != "image/svg+xml" || a.Header.Get("Content-Security-Policy") != "default-src 'none'") {
			t.Errorf("%s: %v", path, a.Header)
		}
	}
}

func TestStateForTheScript(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	state := strings.Replace(page, "/checkout/", "/checkout/state/", 1)
	if a := r.get(state); a.text != "PROCESSING" || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%q, %v", a.text, a.Header)
	}
	if a := r.get(page); !strings.Contains(a.Header.Get("Content-Security-Policy"), "connect-src 'self';") {
		t.Errorf("the page may not ask: %v", a.Header)
	}
	r.clock.pass(time.Hour)
	if a := r.get(state); a.text != "FAIL" {
		t.Errorf("%q", a.text)
	}
	if a := r.get("/checkout/state/nothing"); a.StatusCode != http.StatusNotFound {
		t.Errorf("HTTP %d", a.StatusCode)
	}
}

func TestPayingLeadsBackToTheMerchant(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done?order=1")
	a := r.press(page, "pay")
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "https://shop.example/done?order=1" {
		t.Errorf("HTTP %d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	if got := r.status("pay-1").Get("paymentStatus").String(); got != "SUCCESS" {
		t.Errorf("paymentStatus is %s", got)
	}
	wantParts(t, r.get(page), http.StatusOK, "Paid", "HKD 1,234.56", "Back to the merchant")
}

// TestPagesSpeakTheBuyersLanguage goes by the request's locale, then by the browser's
// languages.
func TestPagesSpeakTheBuyersLanguage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	browse := func(page, languages string) answer {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Language", languages)
		return r.send(req)
	}
	page := r.pay("pay-1", "x", "https://shop.example/done")
	wantParts(t, browse(page, "zh-CN,zh;q=0.9,en;q=0.8"), http.StatusOK, `<html lang="zh-CN" dir="ltr">`, "支付 HKD 1,234.56", "14 分钟", "返回商户")
	wantParts(t, browse(page, "ar,de;q=0.9"), http.StatusOK, `<html lang="de" dir="ltr">`, "HKD 1.234,56 zahlen", `<div class="controls" lang="en" dir="ltr">`)
	wantParts(t, browse(page, "xx"), http.StatusOK, `<html lang="en" dir="ltr">`)
	r.press(page, "decline", "code", "RISK_REJECT")
	wantParts(t, browse(page, "fr-FR"), http.StatusGone, `<html lang="fr" dir="ltr">`, "Non payé", "pour des raisons de sécurité", "RISK_REJECT")

	hosted := r.session("s-1", `"locale":"ko_KR",`)
	wantParts(t, browse(hosted, "de"), http.StatusOK, `<html lang="ko" dir="ltr">`, "결제 수단 선택")
	odd := r.session("s-2", `"locale":"x\"><b",`)
	wantParts(t, browse(odd, "th"), http.StatusOK, `<html lang="th" dir="ltr">`)
	wantParts(t, browse(r.server.URL+"/checkout/nothing", "de"), http.StatusNotFound, `<html lang="en" dir="ltr">`, "No such payment")
}

// smallLogo is a logo of 32 × 32 pixels.
func smallLogo(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 32, 32))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPagesShowTheMerchant(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	branch := r.call(payPath, strings.Replace(payBody("pay-2"), `"orderAmount"`, `"merchant":{"referenceMerchantId":"m","merchantName":"Branch"},"orderAmount"`, 1))
	if _, err := r.Control().AddMerchant(t.Context(), sandbox.NewMerchant{ClientID: sandbox.ClientID, Name: "Café <Zoë>", Logo: smallLogo(t)}); err != nil {
		t.Fatal(err)
	}
	a := r.get(page)
	wantParts(t, a, http.StatusOK, "Café <Zoë>")
	if strings.Contains(a.text, "<Zoë>") || strings.Contains(a.text, `class="avatar"`) {
		t.Errorf("the page has:\n%s", a.text)
	}
	wantParts(t, r.get(branch.node.Get("normalUrl").String()), http.StatusOK, "Branch", "/checkout/brand?")
	address := html.UnescapeString(regexp.MustCompile(`src="(/checkout/brand[^"]+)"`).FindStringSubmatch(a.text)[1])
	logo := r.get(address)
	if _, err := png.Decode(strings.NewReader(logo.text)); err != nil || logo.Header.Get("Content-Type") != "image/png" || logo.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: %v, %v", address, logo.Header, err)
	}
	for _, none := range []string{"/checkout/brand", "/checkout/brand?id=NOBODY", "/checkout/brand/x"} {
		if a := r.get(none); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: HTTP %d", none, a.StatusCode)
		}
	}
	r.press(page, "pay")
	wantParts(t, r.get(page), http.StatusOK, "Paid", "/checkout/brand?", "Café <Zoë>")
	if _, err := r.Control().AddMerchant(t.Context(), sandbox.NewMerchant{ClientID: sandbox.ClientID, Remove: []string{sandbox.RemoveName, sandbox.RemoveLogo}}); err != nil {
		t.Fatal(err)
	}
	wantParts(t, r.get(page), http.StatusOK, "SANDBOX_LOCAL")
}

func TestDecliningWithAReason(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	if a := r.press(page, "decline", "code", "RISK_REJECT"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("HTTP %d", a.StatusCode)
	}
	if got := r.status("pay-1").Get("paymentResultCode").String(); got != "RISK_REJECT" {
		t.Errorf("paymentResultCode is %s", got)
	}
	wantParts(t, r.get(page), http.StatusGone, "Not paid", "RISK_REJECT", "declined for security reasons")
}

func TestPressingTwice(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	form := url.Values{"token": {token(t, r.get(page).text)}, "action": {"pay"}}
	for range 2 {
		if a := r.post(page, form, nil); a.StatusCode != http.StatusSeeOther {
			t.Errorf("HTTP %d, want 303 each time", a.StatusCode)
		}
	}
	late := r.pay("pay-2", "x", "https://shop.example/done")
	form.Set("token", token(t, r.get(late).text))
	r.clock.pass(14 * time.Minute)
	wantParts(t, r.post(late, form, nil), http.StatusConflict, "Too late")
}

func TestOnlyOurOwnFormPays(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page, other := r.pay("pay-1", "x", "https://shop.example/"), r.pay("pay-2", "x", "https://shop.example/")
	good := token(t, r.get(page).text)
	for name, test := range map[string]struct {
		form   url.Values
		change func(*http.Request)
	}{
		"no token":              {url.Values{"action": {"pay"}}, nil},
		"made-up token":         {url.Values{"action": {"pay"}, "token": {strings.Repeat("0", 64)}}, nil},
		"other payment's token": {url.Values{"action": {"pay"}, "token": {token(t, r.get(other).text)}}, nil},
		"from another site": {url.Values{"action": {"pay"}, "token": {good}}, func(q *http.Request) {
			q.Header.Set("Sec-Fetch-Site", "cross-site")
		}},
	} {
		if a := r.post(page, test.form, test.change); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s: HTTP %d, want 403", name, a.StatusCode)
		}
	}
	for name, form := range map[string]url.Values{
		"no action":      {"token": {good}},
		"unknown action": {"token": {good}, "action": {"steal"}},
		"unknown code":   {"token": {good}, "action": {"decline"}, "code": {"SUCCESS"}},
	} {
		if a := r.post(page, form, nil); a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: HTTP %d, want 400", name, a.StatusCode)
		}
	}
	if a := r.post(page, url.Values{"token": {good}, "x": {strings.Repeat("x", 20<<10)}}, nil); a.StatusCode != http.StatusBadRequest {
		t.Errorf("a form that is too large: HTTP %d", a.StatusCode)
	}
	if got := r.status("pay-1").Get("paymentStatus").String(); got != "PROCESSING" {
		t.Errorf("paymentStatus is %s", got)
	}
}

func TestTextsOfTheMerchantAreOnlyText(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	hostile := `</p><script>alert(1)</script><img src=x onerror=alert(1)> "quoted" {{.Token}}`
	page := r.get(r.pay("pay-1", hostile, "https://shop.example/?a=\"><script>alert(2)</script>"))
	wantParts(t, page, http.StatusOK, hostile)
	for _, bad := range []string{"<script>alert", "<img src=x"} {
		if strings.Contains(page.text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
}

func TestAddressesOfTheMerchant(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ redirect, location, link string }{
		{"https://shop.example/done", "https://shop.example/done", `href="https://shop.example/done"`},
		{"http://localhost:8080/index.html?a=b&c=d", "http://localhost:8080/index.html?a=b&c=d", `href="http://localhost:8080/index.html?a=b&c=d"`},
		{"imeituan://", "/checkout/result?paymentId=", `href="imeituan://"`},
		{"myapp://pay/done?x=1", "/checkout/result?paymentId=", `href="myapp://pay/done?x=1"`},
	} {
		t.Run(test.redirect, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			page := r.pay("pay-1", "x", test.redirect)
			if text := html.UnescapeString(r.get(page).text); !strings.Contains(text, test.link) {
				t.Errorf("no %s in the page:\n%s", test.link, text)
			}
			a := r.press(page, "pay")
			if !strings.HasPrefix(a.Header.Get("Location"), test.location) {
				t.Errorf("sent to %q, want %q", a.Header.Get("Location"), test.location)
			}
			if strings.HasPrefix(test.location, "/") {
				wantParts(t, r.get(a.Header.Get("Location")), http.StatusOK, "Paid", test.link)
			}
		})
	}
}

func TestAddressesThatRunCodeAreNotLinked(t *testing.T) {
	t.Parallel()
	for _, redirect := range []string{"javascript:alert(1)", "javascript://%0aalert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "https:", "//shop.example", "nothing"} {
		r := newRig(t)
		a := r.call(payPath, payWith("pay-1", "x", redirect))
		if a.code() == "PARAM_ILLEGAL" {
			continue // the specification refuses it already
		}
		page := a.node.Get("normalUrl").String()
		if text := r.get(page).text; strings.Contains(text, "Back to the merchant") {
			t.Errorf("%q is linked", redirect)
		}
		if a := r.press(page, "pay"); !strings.HasPrefix(a.Header.Get("Location"), "/checkout/result?paymentId=") {
			t.Errorf("%q: sent to %q", redirect, a.Header.Get("Location"))
		}
	}
}

func TestOurOwnResultPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	wantParts(t, r.get("/checkout/result"), http.StatusOK, "Back at the merchant", "inquiryPayment")
	a := r.press(r.pay("pay-1", "x", r.server.URL+"/checkout/result"), "pay")
	if !strings.HasPrefix(a.Header.Get("Location"), "/checkout/result?paymentId=2024") {
		t.Errorf("sent to %q", a.Header.Get("Location"))
	}
	wantParts(t, r.get(a.Header.Get("Location")), http.StatusOK, "Paid")
	a = r.press(r.pay("pay-2", "x", "http://localhost:1/checkout/result"), "pay") // of a simulator that had another port
	if !strings.HasPrefix(a.Header.Get("Location"), "/checkout/result?paymentId=2024") {
		t.Errorf("sent to %q", a.Header.Get("Location"))
	}
}

func TestPagesThatAreOver(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	r.clock.pass(14*time.Minute - time.Second)
	wantParts(t, r.get(page), http.StatusOK, "1 second")
	r.clock.pass(time.Second)
	wantParts(t, r.get(page), http.StatusGone, "Too late", "Back to the merchant")
	for _, address := range []string{"/checkout/20240115", "/checkout/session/x", "/c/x", "/qr/x.png", "/checkout/result?paymentId=x", "/favicon.ico", "/nowhere"} {
		if a := r.get(address); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: HTTP %d, want 404", address, a.StatusCode)
		}
	}
	pending := r.pay("pay-2", "sim: pay=pending", "https://shop.example/done")
	wantParts(t, r.get(pending), http.StatusOK, "Not final yet")
}

func TestOrderCodes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.call(payPath, payBody("pay-1"))
	codes := a.node.At("orderCodeForm.codeDetails").Items
	scanned := r.get(codes[0].Get("codeValue").String())
	if want := "/checkout/" + a.node.Get("paymentId").String(); scanned.StatusCode != http.StatusFound || scanned.Header.Get("Location") != want {
		t.Errorf("HTTP %d to %q, want %q", scanned.StatusCode, scanned.Header.Get("Location"), want)
	}
	width := 1 << 30
	for _, c := range codes[1:] {
		image := r.get(c.Get("codeValue").String())
		drawn, err := png.Decode(bytes.NewReader([]byte(image.text)))
		if err != nil || image.Header.Get("Content-Type") != "image/png" {
			t.Fatalf("%s: %v", c.Get("displayType"), err)
		}
		if w := drawn.Bounds().Dx(); w >= width || w < 80 {
			t.Errorf("%s is %d pixels wide", c.Get("displayType"), w)
		} else {
			width = w
		}
	}
	if bad := r.get(codes[1].Get("codeValue").String() + "L"); bad.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown size: HTTP %d", bad.StatusCode)
	}
}

func TestStrangersNamesAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := strings.TrimPrefix(r.pay("pay-1", "x", "https://shop.example/"), r.server.URL)
	for host, want := range map[string]int{
		"localhost:8964": http.StatusOK, "127.0.0.1": http.StatusOK, "[::1]:8964": http.StatusOK, "192.168.1.5:8964": http.StatusOK,
		"rebound.example": http.StatusMisdirectedRequest, "rebound.example:8964": http.StatusMisdirectedRequest, "localhost.rebound.example": http.StatusMisdirectedRequest,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.server.URL+page, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		if a := r.send(req); a.StatusCode != want {
			t.Errorf("%s: HTTP %d, want %d", host, a.StatusCode, want)
		}
	}
	signed := r.signed(payPath, payBody("pay-2"), nil)
	signed.Host = "host.docker.internal"
	if a := r.send(signed); a.code() != "PAYMENT_IN_PROCESS" {
		t.Errorf("a signed call under another name: %s", a.text)
	}
	r.SetBaseURL("http://tunnel.example:80/")
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, r.server.URL+page, nil)
	req.Host = "tunnel.example"
	if a := r.send(req); a.StatusCode != http.StatusOK {
		t.Errorf("our own name: HTTP %d", a.StatusCode)
	}
}

const (
	cancelPath  = "/ams/sandbox/api/v1/payments/cancel"
	refundPath  = "/ams/sandbox/api/v1/payments/refund"
	capturePath = "/ams/sandbox/api/v1/payments/capture"
)

// authorize makes a payment by card that is captured later, and returns its
// page and its id.
func (r *rig) authorize(id, mode string) (page, paymentID string) {
	r.t.Helper()
	body := payWith(id, "A bag", "https://shop.example/done")
	body = strings.Replace(body, `"ALIPAY_HK"}`, `"CARD"},"paymentFactor":{"isAuthorization":"true","captureMode":"`+mode+`"}`, 1)
	body = strings.Replace(body, `"orderAmount"`, `"buyer":{"referenceBuyerId":"b1"},"orderAmount"`, 1)
	a := r.call(payPath, body)
	if a.code() != "PAYMENT_IN_PROCESS" {
		r.t.Fatalf("%s: %s", a.code(), a.message())
	}
	return a.node.Get("normalUrl").String(), a.node.Get("paymentId").String()
}

func (r *rig) done(path, body string) {
	r.t.Helper()
	if a := r.call(path, body); a.node.At("result.resultStatus").String() == "F" {
		r.t.Fatalf("%s: %s %s", path, a.code(), a.message())
	}
}

func TestPagesOfAuthorizations(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page, id := r.authorize("pay-1", "MANUAL")
	wantParts(t, r.get(page), http.StatusOK, "Authorize HKD 1,234.56", "The merchant captures it later", "security code", "#i-card")
	r.press(page, "pay")
	wantParts(t, r.get(page), http.StatusOK, "Authorized", "reserved on the card", "Capture until")
	capture := `{"captureRequestId":"c-%s","paymentId":"` + id + `","captureAmount":{"currency":"HKD","value":"%s"}}`
	r.done(capturePath, fmt.Sprintf(capture, "1", "23456"))
	r.clock.pass(time.Minute)
	wantParts(t, r.get(page), http.StatusOK, "Partly captured", "HKD 234.56")
	r.done(capturePath, fmt.Sprintf(capture, "2", "100000"))
	r.clock.pass(time.Minute)
	wantParts(t, r.get(page), http.StatusOK, "Paid", "You can close this page")

	automatic, _ := r.authorize("pay-2", "AUTOMATIC")
	wantParts(t, r.get(automatic), http.StatusOK, "Authorize HKD 1,234.56", "captured automatically")
	hosted := r.session("s-1", `"paymentFactor":{"isAuthorization":"true","captureMode":"MANUAL"},`)
	wantParts(t, r.get(hosted), http.StatusOK, "With a card, the amount is only authorized now.")
}

func TestPagesOfRefundsAndCancels(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.call(payPath, payBody("pay-1"))
	page, id := a.node.Get("normalUrl").String(), a.node.Get("paymentId").String()
	r.press(page, "pay")
	refund := `{"refundRequestId":"r-%s","paymentId":"` + id + `","refundAmount":{"currency":"HKD","value":"%s"}}`
	r.done(refundPath, fmt.Sprintf(refund, "1", "23456"))
	r.clock.pass(time.Minute)
	wantParts(t, r.get(page), http.StatusOK, "Partly refunded", "HKD 234.56", "HKD 1,234.56", "Back to the merchant")
	r.done(refundPath, fmt.Sprintf(refund, "2", "100000"))
	r.clock.pass(time.Minute)
	wantParts(t, r.get(page), http.StatusOK, "refunded all of it", "HKD 1,234.56")

	open := r.pay("pay-2", "x", "https://shop.example/done")
	r.done(cancelPath, `{"paymentRequestId":"pay-2"}`)
	wantParts(t, r.get(open), http.StatusGone, "Cancelled", "you do not owe anything", "Back to the merchant")
	paid := r.pay("pay-3", "x", "https://shop.example/done")
	r.press(paid, "pay")
	r.done(cancelPath, `{"paymentRequestId":"pay-3"}`)
	wantParts(t, r.get(paid), http.StatusGone, "Cancelled", "All the money was returned")
}
