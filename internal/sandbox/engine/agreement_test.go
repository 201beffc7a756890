package engine_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func consentBody(changes ...string) string {
	return body(`{"customerBelongsTo":"ALIPAY_HK","authRedirectUrl":"https://shop.example/linked?from=app","scopes":["AGREEMENT_PAY"],
		"authState":"state-1","env":{"terminalType":"WEB"},"authNotifyUrl":"https://shop.example/auth"}`, changes)
}

func codeBody(code string, changes ...string) string {
	return body(`{"grantType":"AUTHORIZATION_CODE","customerBelongsTo":"ALIPAY_HK","authCode":"`+code+`"}`, changes)
}

func refreshBody(token string, changes ...string) string {
	return body(`{"grantType":"REFRESH_TOKEN","customerBelongsTo":"ALIPAY_HK","refreshToken":"`+token+`"}`, changes)
}

func agreementPay(id, token string, changes ...string) string {
	return payBody(append([]string{
		"paymentRequestId", `"` + id + `"`, "productCode", `"AGREEMENT_PAYMENT"`,
		"paymentMethod", `{"paymentMethodType":"ALIPAY_HK","paymentMethodId":"` + token + `"}`,
	}, changes...)...)
}

// accepted is a new agreement that the buyer agreed to.
func (b *bench) accepted(state string) engine.Agreement {
	b.t.Helper()
	b.wantCode(b.do(engine.OpAuthorize, consentBody("authState", `"`+state+`"`)), "SUCCESS")
	a, err := b.AcceptConsent(state)
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

// tokens are the tokens of such an agreement.
func (b *bench) tokens(state string) (access, refresh string) {
	b.t.Helper()
	n := b.do(engine.OpApplyToken, codeBody(b.accepted(state).AuthCode.Text))
	b.wantCode(n, "SUCCESS")
	return n.Get("accessToken").String(), n.Get("refreshToken").String()
}

// authorizationNotices are the bodies of the notifications of authorizations, oldest
// first.
func (b *bench) authorizationNotices() []map[string]any {
	b.t.Helper()
	list, err := b.Notifications()
	if err != nil {
		b.t.Fatal(err)
	}
	var bodies []map[string]any
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Name != "notifyAuthorization" {
			continue
		}
		var m map[string]any
		if err := json.Unmarshal(list[i].Body, &m); err != nil {
			b.t.Fatal(err)
		}
		bodies = append(bodies, m)
	}
	return bodies
}

func TestAuthorizationFromConsentToRevocation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(engine.OpAuthorize, consentBody())
	a, err := b.FindAgreement("state-1")
	if err != nil || a.Status != engine.AgreementWaiting {
		t.Fatalf("%+v, %v", a, err)
	}
	wantFields(t, n, map[string]string{
		"authUrl": base + engine.ConsentPath + a.AgreementID, "normalUrl": base + engine.ConsentPath + a.AgreementID,
		"authCodeForm.codeDetails[0].codeValue":   base + "/c/" + a.Code,
		"authCodeForm.codeDetails[0].displayType": "TEXT",
	})
	if a, err = b.AcceptConsent(a.AgreementID); err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(a.ReturnURL(b.now))
	if q := back.Query(); err != nil || q.Get("authCode") != a.AuthCode.Text || q.Get("authState") != "state-1" || q.Get("from") != "app" {
		t.Errorf("the buyer returns to %s", back)
	}
	issued := b.do(engine.OpApplyToken, codeBody(a.AuthCode.Text))
	access := issued.Get("accessToken").String()
	wantFields(t, issued, map[string]string{
		"accessTokenExpiryTime": "2025-01-14T01:20:46+00:00", "refreshTokenExpiryTime": "2026-01-14T01:20:46+00:00",
	})
	paid := b.do(engine.OpPay, agreementPay("pay-1", access))
	b.wantCode(paid, "SUCCESS")
	if paid.Get("normalUrl") != nil || paid.Get("paymentTime") == nil {
		t.Errorf("a payment without the buyer: %s", paid.AppendJSON(nil))
	}
	b.wantCode(b.do(engine.OpPay, agreementPay("pay-1", access)), "SUCCESS")
	b.wantCode(b.do(engine.OpRevoke, `{"accessToken":"`+access+`"}`), "SUCCESS")
	b.wantCode(b.do(engine.OpRevoke, `{"accessToken":"`+access+`"}`), "SUCCESS")
	refused := b.do(engine.OpPay, agreementPay("pay-2", access))
	b.wantCode(refused, "INVALID_ACCESS_TOKEN")
	if !strings.Contains(message(refused), "revoked") {
		t.Errorf("message %q", message(refused))
	}
	b.wantCode(b.do(engine.OpApplyToken, refreshBody(issued.Get("refreshToken").String())), "INVALID_REFRESH_TOKEN")

	notices := b.authorizationNotices()
	want := []map[string]string{
		{"authorizationNotifyType": "AUTHCODE_CREATED", "authCode": a.AuthCode.Text, "authState": "state-1"},
		{"authorizationNotifyType": "TOKEN_CREATED", "accessToken": access, "authState": "state-1"},
		{"authorizationNotifyType": "TOKEN_CANCELED", "accessToken": access, "reason": "revoked by the merchant"},
	}
	if len(notices) != len(want) {
		t.Fatalf("%d notifications: %v", len(notices), notices)
	}
	for i, fields := range want {
		for name, value := range fields {
			if notices[i][name] != value {
				t.Errorf("notification %d has %s %v, want %s", i, name, notices[i][name], value)
			}
		}
	}
}

func TestAuthorizationForAPhone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	app := b.do(engine.OpAuthorize, consentBody("env", `{"terminalType":"APP","osType":"IOS"}`))
	a, _ := b.FindAgreement("state-1")
	wantFields(t, app, map[string]string{
		"applinkUrl": base + "/c/" + a.Code, "appIdentifier": "com.antom.simulator.wallet",
		"schemeUrl": "antomsimulator://authorize?link=" + url.QueryEscape(base+"/c/"+a.Code),
	})
	if app.Get("authCodeForm") != nil {
		t.Error("a phone is told to scan a code")
	}
	if other := b.do(engine.OpAuthorize, consentBody("authState", `"state-2"`, "customerBelongsTo", `"GCASH"`)); other.Get("authCodeForm") != nil {
		t.Error("GCASH has a code")
	}
	if found, err := b.FindConsentCode(a.Code); err != nil || found.AgreementID != a.AgreementID {
		t.Errorf("the code leads to %+v, %v", found, err)
	}
}

func TestConsultOfAuthorizationAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.do(engine.OpAuthorize, consentBody())
	if again := b.do(engine.OpAuthorize, consentBody()); again.Get("normalUrl").String() != first.Get("normalUrl").String() {
		t.Error("the same authState has two links")
	}
	for name, test := range map[string]struct {
		changes    []string
		code, text string
	}{
		"another method":  {[]string{"customerBelongsTo", `"GCASH"`}, "PARAM_ILLEGAL", "authState"},
		"another address": {[]string{"authRedirectUrl", `"https://shop.example/other"`}, "PARAM_ILLEGAL", "authState"},
		"no method":       {[]string{"customerBelongsTo", `"ALIPAY_KH"`}, "PARAM_ILLEGAL", "did you mean ALIPAY_HK?"},
		"no scope":        {[]string{"scopes", `[]`}, "PARAM_ILLEGAL", "scopes"},
		"an unknown one":  {[]string{"scopes", `["PAY"]`}, "PARAM_ILLEGAL", "scopes"},
		"no address":      {[]string{"authRedirectUrl", ""}, "PARAM_ILLEGAL", "authRedirectUrl"},
		"a directive":     {[]string{"extendInfo", `"sim: result=ACCESS_DENIED"`}, "ACCESS_DENIED", ""},
		"a wrong one":     {[]string{"extendInfo", `"sim: pay=success"`}, "PARAM_ILLEGAL", "extendInfo"},
	} {
		if n := b.do(engine.OpAuthorize, consentBody(test.changes...)); code(n) != test.code || !strings.Contains(message(n), test.text) {
			t.Errorf("%s: %s %s", name, code(n), message(n))
		}
	}
	if _, err := b.DeclineConsent("state-1"); err != nil {
		t.Fatal(err)
	}
	if n := b.do(engine.OpAuthorize, consentBody()); code(n) != "PARAM_ILLEGAL" || !strings.Contains(message(n), "DECLINED") {
		t.Errorf("a decided authState: %s %s", code(n), message(n))
	}
}

func TestBuyerDecidesOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := b.accepted("state-1")
	var state *engine.AgreementError
	if _, err := b.DeclineConsent(a.AgreementID); !errors.As(err, &state) || state.Status != engine.AgreementAccepted {
		t.Errorf("declining an accepted one: %v", err)
	}
	b.do(engine.OpAuthorize, consentBody("authState", `"late"`))
	b.pass(14 * time.Minute)
	if _, err := b.AcceptConsent("late"); !errors.As(err, &state) || state.Status != engine.AgreementExpired {
		t.Errorf("accepting too late: %v", err)
	}
	if _, err := b.AcceptConsent("nobody"); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
	if _, err := b.Revoke("late"); !errors.As(err, &state) {
		t.Errorf("revoking what nobody accepted: %v", err)
	}
	declined := engine.Agreement{RedirectURL: "https://shop.example/", State: "s", Status: engine.AgreementDeclined}
	if back := declined.ReturnURL(b.now); back != "https://shop.example/?authState=s" {
		t.Errorf("declined: %s", back)
	}
}

func TestWrongAuthCodes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	used := b.accepted("used").AuthCode.Text
	b.wantCode(b.do(engine.OpApplyToken, codeBody(used)), "SUCCESS")
	late := b.accepted("late").AuthCode.Text
	fresh := b.accepted("fresh").AuthCode.Text
	for name, test := range map[string]struct{ body, code string }{
		"unknown":        {codeBody("0123456789ABCDEF"), "INVALID_CODE"},
		"used":           {codeBody(used), "USED_CODE"},
		"missing":        {codeBody("", "authCode", ""), "PARAM_ILLEGAL"},
		"another method": {codeBody(fresh, "customerBelongsTo", `"GCASH"`), "PARAM_ILLEGAL"},
		"another grant":  {codeBody(fresh, "grantType", `"PASSWORD"`), "PARAM_ILLEGAL"},
		"a directive":    {codeBody(fresh, "extendInfo", `"sim: result=EXPIRED_CODE"`), "EXPIRED_CODE"},
		"too long":       {codeBody(strings.Repeat("A", 129)), "PARAM_ILLEGAL"},
	} {
		if n := b.do(engine.OpApplyToken, test.body); code(n) != test.code {
			t.Errorf("%s: %s (%s), want %s", name, code(n), message(n), test.code)
		}
	}
	stranger, err := b.Do(engine.Request{Operation: engine.OpApplyToken, ClientID: "SANDBOX_OTHER", Body: mustParse(t, codeBody(fresh))})
	if err != nil || code(stranger.Body) != "INVALID_CODE" {
		t.Errorf("another client: %s, %v", code(stranger.Body), err)
	}
	b.wantCode(b.do(engine.OpApplyToken, codeBody(fresh)), "SUCCESS")
	b.pass(10 * time.Minute)
	b.wantCode(b.do(engine.OpApplyToken, codeBody(late)), "EXPIRED_CODE")
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	access, refresh := b.tokens("state-1")
	second := b.do(engine.OpApplyToken, refreshBody(refresh))
	b.wantCode(second, "SUCCESS")
	newAccess, newRefresh := second.Get("accessToken").String(), second.Get("refreshToken").String()
	if newAccess == access || newRefresh == refresh {
		t.Error("a token stayed the same")
	}
	b.wantCode(b.do(engine.OpPay, agreementPay("old", access)), "INVALID_ACCESS_TOKEN")
	b.wantCode(b.do(engine.OpPay, agreementPay("new", newAccess)), "SUCCESS")
	b.wantCode(b.do(engine.OpApplyToken, refreshBody(refresh)), "USED_REFRESH_TOKEN")
	b.wantCode(b.do(engine.OpApplyToken, refreshBody("nothing")), "INVALID_REFRESH_TOKEN")
	b.wantCode(b.do(engine.OpApplyToken, refreshBody("", "refreshToken", "")), "PARAM_ILLEGAL")
	b.wantCode(b.do(engine.OpApplyToken, refreshBody(newAccess)), "INVALID_REFRESH_TOKEN")
	if n := len(b.authorizationNotices()); n != 2 {
		t.Errorf("%d notifications, a refresh has none", n)
	}
	b.pass(365 * 24 * time.Hour)
	n := b.do(engine.OpPay, agreementPay("late", newAccess))
	if code(n) != "INVALID_ACCESS_TOKEN" || !strings.Contains(message(n), "ended at") {
		t.Errorf("an old token: %s %s", code(n), message(n))
	}
	b.wantCode(b.do(engine.OpApplyToken, refreshBody(newRefresh)), "SUCCESS")
	b.pass(2 * 365 * 24 * time.Hour)
	a, _ := b.FindAgreement("state-1")
	b.wantCode(b.do(engine.OpApplyToken, refreshBody(a.Refresh.Text)), "EXPIRED_REFRESH_TOKEN")
}

func TestPaymentByAgreement(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	access, _ := b.tokens("state-1")
	for name, test := range map[string]struct{ body, code, text string }{
		"no token":       {agreementPay("p1", access, "paymentMethod", `{"paymentMethodType":"ALIPAY_HK"}`), "PARAM_ILLEGAL", "paymentMethod.paymentMethodId"},
		"wrong token":    {agreementPay("p2", "28101003"), "INVALID_ACCESS_TOKEN", "no such access token"},
		"another method": {agreementPay("p3", access, "paymentMethod", `{"paymentMethodType":"GCASH","paymentMethodId":"`+access+`"}`, "paymentAmount", `{"currency":"PHP","value":"100"}`), "INVALID_ACCESS_TOKEN", "of ALIPAY_HK, not of GCASH"},
		"a directive":    {agreementPay("p4", access, "order.orderDescription", `"sim: result=USER_BALANCE_NOT_ENOUGH"`), "USER_BALANCE_NOT_ENOUGH", ""},
		"decided later":  {agreementPay("p5", access, "order.orderDescription", `"sim: pay=fail after=1s"`), "PAYMENT_IN_PROCESS", ""},
	} {
		if n := b.do(engine.OpPay, test.body); code(n) != test.code || !strings.Contains(message(n), test.text) {
			t.Errorf("%s: %s %s", name, code(n), message(n))
		}
	}
	stranger, err := b.Do(engine.Request{Operation: engine.OpPay, ClientID: "SANDBOX_OTHER", Body: mustParse(t, agreementPay("p6", access))})
	if err != nil || code(stranger.Body) != "INVALID_ACCESS_TOKEN" {
		t.Errorf("another client: %s, %v", code(stranger.Body), err)
	}
	if _, err := b.Revoke("state-1"); err != nil {
		t.Fatal(err)
	}
	notices := b.authorizationNotices()
	if last := notices[len(notices)-1]; last["reason"] != "revoked by the buyer" {
		t.Errorf("the last notification is %v", last)
	}
	b.wantCode(b.do(engine.OpPay, agreementPay("p7", access)), "INVALID_ACCESS_TOKEN")
	for _, wrong := range []string{"nothing", ""} {
		if n := b.do(engine.OpRevoke, `{"accessToken":"`+wrong+`"}`); code(n) == "SUCCESS" {
			t.Errorf("revoked %q", wrong)
		}
	}
}

// TestEasySafePay: the buyer permits the payments to come with the first one.
func TestEasySafePay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := func(id string) string {
		return agreementPay(id, "", "paymentMethod", `{"paymentMethodType":"ALIPAY_HK"}`, "agreementInfo", `{"authState":"easy"}`)
	}
	b.wantCode(b.do(engine.OpPay, first("p1")), "PAYMENT_IN_PROCESS")
	if n := b.authorizationNotices(); len(n) != 0 {
		t.Errorf("before the buyer paid: %v", n)
	}
	if _, err := b.Pay("p1", ""); err != nil {
		t.Fatal(err)
	}
	notices := b.authorizationNotices()
	if len(notices) != 1 || notices[0]["authorizationNotifyType"] != "TOKEN_CREATED" || notices[0]["authState"] != "easy" {
		t.Fatalf("notifications: %v", notices)
	}
	token, _ := notices[0]["accessToken"].(string)
	b.wantCode(b.do(engine.OpPay, agreementPay("p2", token)), "SUCCESS")
	b.do(engine.OpPay, first("p3"))
	if _, err := b.Pay("p3", ""); err != nil {
		t.Fatal(err)
	}
	if n := b.authorizationNotices(); len(n) != 1 {
		t.Errorf("the same authState gave %d tokens", len(n))
	}
}

func TestAgreementsAreListedAndReset(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, state := range []string{"one", "two", "three"} {
		b.accepted(state)
		b.pass(time.Second)
	}
	list, err := b.Agreements(2)
	if err != nil || len(list) != 2 || list[0].State != "three" || list[1].State != "two" {
		t.Errorf("%+v, %v", list, err)
	}
	n, err := b.Notify("one")
	if err != nil || n.NotifyType != "AUTHCODE_CREATED" || n.AuthorizationID == "" || n.URL != "https://shop.example/auth" {
		t.Errorf("%+v, %v", n, err)
	}
	if err := b.Reset(); err != nil {
		t.Fatal(err)
	}
	if list, err := b.Agreements(10); err != nil || len(list) != 0 {
		t.Errorf("after a reset: %v, %v", list, err)
	}
	var missing *engine.NoAgreementError
	if _, err := b.FindAgreement("one"); !errors.As(err, &missing) || missing.ID != "one" {
		t.Errorf("after a reset: %v", err)
	}
	if _, err := b.FindConsentCode("none"); !errors.As(err, &missing) {
		t.Errorf("an unknown code: %v", err)
	}
}

func mustParse(t *testing.T, text string) *spec.Node {
	t.Helper()
	n, err := spec.ParseJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
