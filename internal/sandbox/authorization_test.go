package sandbox_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const authorizationsPath = "/ams/sandbox/api/v1/authorizations/"

// consult asks for an authorization and returns the address of its page.
func (r *rig) consult(state, redirect string) string {
	r.t.Helper()
	a := r.call(authorizationsPath+"consult", `{"customerBelongsTo":"ALIPAY_HK","authRedirectUrl":"`+redirect+`","scopes":["AGREEMENT_PAY","BASE_USER_INFO"],
		"authState":"`+state+`","env":{"terminalType":"WEB"}}`)
	if a.code() != "SUCCESS" {
		r.t.Fatalf("%s: %s", a.code(), a.message())
	}
	return a.node.Get("normalUrl").String()
}

func TestConsentPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.consult("state-1", "https://shop.example/linked")
	shown := r.get(page)
	wantParts(t, shown, http.StatusOK, "Link your AlipayHK account to SANDBOX_LOCAL", "Debit your account without asking you each time",
		"14 minutes", "No money moves", `href="https://shop.example/linked"`, `value="agree"`, `value="decline"`,
		`class="open" lang="en">Controls`, `data-copy="authState">state-1<`, "antom sandbox authorization accept 2", "antom sandbox authorization decline 2")
	if csp := shown.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "form-action 'self' http: https:") {
		t.Errorf("Content-Security-Policy %q", csp)
	}
	back := r.press(page, "agree")
	target, err := url.Parse(back.Header.Get("Location"))
	if err != nil || back.StatusCode != http.StatusSeeOther || target.Host != "shop.example" || target.Query().Get("authState") != "state-1" {
		t.Fatalf("HTTP %d to %s", back.StatusCode, target)
	}
	code := target.Query().Get("authCode")
	tokens := r.call(authorizationsPath+"applyToken", `{"grantType":"AUTHORIZATION_CODE","customerBelongsTo":"ALIPAY_HK","authCode":"`+code+`"}`)
	if tokens.code() != "SUCCESS" || tokens.node.Get("accessToken").String() == "" {
		t.Errorf("%s: %s", tokens.code(), tokens.text)
	}
	wantParts(t, r.get(page), http.StatusOK, "Account linked")
}

func TestConsentPageInOtherStates(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	declined := r.consult("declined", "https://shop.example/linked")
	if back := r.press(declined, "decline"); back.Header.Get("Location") != "https://shop.example/linked?authState=declined" {
		t.Errorf("declined: HTTP %d to %q", back.StatusCode, back.Header.Get("Location"))
	}
	wantParts(t, r.get(declined), http.StatusGone, "Not linked")
	wantParts(t, r.post(declined, url.Values{"action": {"agree"}}, nil), http.StatusForbidden, "Not from this page")

	app := r.consult("app", "myapp://linked")
	wantParts(t, r.press(app, "agree"), http.StatusOK, "Account linked", "myapp://linked?authCode=")

	late := r.consult("late", "https://shop.example/linked")
	form := url.Values{"token": {token(t, r.get(late).text)}, "action": {"agree"}}
	wantParts(t, r.post(late, url.Values{"token": form["token"], "action": {"buy"}}, nil), http.StatusBadRequest, "Not understood")
	wantParts(t, r.post(late, form, func(q *http.Request) { q.Header.Set("Sec-Fetch-Site", "cross-site") }), http.StatusForbidden)
	r.clock.pass(15 * time.Minute)
	wantParts(t, r.post(late, form, nil), http.StatusGone, "Too late")
	wantParts(t, r.get("/checkout/authorize/none"), http.StatusNotFound, "No such authorization")
}

// TestConsentCode: the code of Scan to Bind leads to the page, and its picture is
// drawn.
func TestConsentCode(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.call(authorizationsPath+"consult", `{"customerBelongsTo":"ALIPAY_HK","authRedirectUrl":"https://shop.example/","scopes":["AGREEMENT_PAY"],"authState":"s","env":{"terminalType":"WEB"}}`)
	codes := a.node.At("authCodeForm.codeDetails").Items
	at := func(i int) string {
		u, err := url.Parse(codes[i].Get("codeValue").String())
		if err != nil {
			t.Fatal(err)
		}
		return u.RequestURI()
	}
	if scanned := r.get(at(0)); scanned.StatusCode != http.StatusFound || !strings.HasSuffix(a.node.Get("normalUrl").String(), scanned.Header.Get("Location")) {
		t.Errorf("HTTP %d to %q", scanned.StatusCode, scanned.Header.Get("Location"))
	}
	for i := 1; i < len(codes); i++ {
		if picture := r.get(at(i)); picture.StatusCode != http.StatusOK || picture.Header.Get("Content-Type") != "image/png" {
			t.Errorf("%s: HTTP %d", at(i), picture.StatusCode)
		}
	}
}
