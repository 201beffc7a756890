package engine_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

func vaultingSessionBody(changes ...string) string {
	return body(`{"paymentMethodType":"CARD","vaultingRequestId":"vault-1","vaultingNotificationUrl":"https://shop.example/vaulted",
		"redirectUrl":"https://shop.example/cards"}`, changes)
}

// cardText is the card of a request.
func cardText(changes ...string) string {
	return body(`{"cardNo":"4112273146798764","brand":"VISA","cvv":"123","expiryYear":"28","expiryMonth":"08"}`, changes)
}

func vaultCardBody(changes ...string) string {
	return body(`{"vaultingRequestId":"vault-1","vaultingNotificationUrl":"https://shop.example/vaulted","redirectUrl":"https://shop.example/cards",
		"paymentMethodDetail":{"paymentMethodType":"CARD","card":`+cardText()+`},
		"env":{"terminalType":"WEB"},"metadata":"{\"a\":1}"}`, changes)
}

func tokenPay(id, token string, changes ...string) string {
	return payBody(append([]string{
		"paymentRequestId", `"` + id + `"`, "paymentMethod", `{"paymentMethodType":"CARD","paymentMethodId":"` + token + `"}`,
		"order.buyer", `{"referenceBuyerId":"b1"}`, "paymentFactor.isAuthorization", `"true"`,
	}, changes...)...)
}

func inquireVaulting(id string) string { return `{"vaultingRequestId":"` + id + `"}` }

// stored stores a card and returns its token.
func (b *bench) stored(id string) string {
	b.t.Helper()
	n := b.do(engine.OpVaultCard, vaultCardBody("vaultingRequestId", `"`+id+`"`))
	b.wantCode(n, "SUCCESS")
	return n.At("paymentMethodDetail.card.cardToken").String()
}

// vaultingNotices are the notifications of vaultings, oldest first.
func (b *bench) vaultingNotices() (bodies []map[string]any, urls []string) {
	b.t.Helper()
	list, err := b.Notifications()
	if err != nil {
		b.t.Fatal(err)
	}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Name != "notifyVaulting" {
			continue
		}
		var m map[string]any
		if err := json.Unmarshal(list[i].Body, &m); err != nil {
			b.t.Fatal(err)
		}
		bodies, urls = append(bodies, m), append(urls, list[i].URL)
	}
	return bodies, urls
}

func TestVaultingSession(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(engine.OpVaultingSession, vaultingSessionBody())
	b.wantCode(n, "SUCCESS")
	v, err := b.FindVaulting("vault-1")
	if err != nil || v.Status != engine.VaultingProcessing {
		t.Fatalf("%+v, %v", v, err)
	}
	wantFields(t, n, map[string]string{
		"vaultingSessionId": v.SessionID, "normalUrl": base + engine.VaultingPath + v.VaultingID, "vaultingSessionExpiryTime": "2024-01-15T02:20:46+00:00",
	})
	if data := n.Get("vaultingSessionData").String(); strings.Count(data, "&&") != 3 || len(data) > 4096 || len(v.SessionID) > 64 {
		t.Errorf("session %s: %s", v.SessionID, data)
	}
	if again := b.do(engine.OpVaultingSession, vaultingSessionBody()); string(again.AppendJSON(nil)) != string(n.AppendJSON(nil)) {
		t.Error("a repeat made another session")
	}
	asked := b.do(engine.OpInquireVaulting, inquireVaulting("vault-1"))
	wantFields(t, asked, map[string]string{"vaultingStatus": "PROCESSING", "normalUrl": n.Get("normalUrl").String(), "vaultingRequestId": "vault-1"})
	if asked.Get("paymentMethodDetail") != nil {
		t.Error("there is a card already")
	}
	if v, err = b.AcceptVaulting(v.SessionID); err != nil || v.Status != engine.VaultingSuccess {
		t.Fatalf("%+v, %v", v, err)
	}
	asked = b.do(engine.OpInquireVaulting, inquireVaulting("vault-1"))
	wantFields(t, asked, map[string]string{
		"vaultingStatus": "SUCCESS", "paymentMethodDetail.paymentMethodType": "CARD", "paymentMethodDetail.card.cardToken": v.Card.Token,
		"paymentMethodDetail.card.brand": "VISA", "paymentMethodDetail.card.maskedCardNo": "************1111",
	})
	if asked.Get("normalUrl") != nil {
		t.Error("there is a page still")
	}
	notices, urls := b.vaultingNotices()
	if len(notices) != 1 || urls[0] != "https://shop.example/vaulted" || notices[0]["vaultingRequestId"] != "vault-1" {
		t.Errorf("notifications: %v to %v", notices, urls)
	}
	var state *engine.VaultingError
	if _, err := b.DeclineVaulting("vault-1"); !errors.As(err, &state) || state.Status != engine.VaultingSuccess {
		t.Errorf("declined afterwards: %v", err)
	}
	b.wantCode(b.do(engine.OpPay, tokenPay("p1", v.Card.Token)), "SUCCESS")
}

func TestVaultedAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.stored("vault-1")
	if len(token) > 128 || !strings.HasPrefix(token, "ALIPAY") {
		t.Errorf("the token is %q", token)
	}
	if again := b.stored("vault-1"); again != token {
		t.Error("a repeat stored another card")
	}
	if other := b.stored("vault-2"); other == token {
		t.Error("two cards have one token")
	}
	paid := b.do(engine.OpPay, tokenPay("p1", token))
	b.wantCode(paid, "SUCCESS")
	if paid.Get("normalUrl") != nil || paid.Get("paymentTime") == nil {
		t.Errorf("a payment with a stored card: %s", paid.AppendJSON(nil))
	}
	asks := b.do(engine.OpPay, tokenPay("p2", token, "paymentMethod", `{"paymentMethodType":"CARD","paymentMethodId":"`+token+`","paymentMethodMetaData":{"is3DSAuthentication":"true"}}`))
	b.wantCode(asks, "PAYMENT_IN_PROCESS")
	if asks.Get("normalUrl") == nil {
		t.Error("3-D Secure has no page")
	}
	notices, _ := b.vaultingNotices()
	if len(notices) != 2 || notices[0]["metadata"] != `{"a":1}` || notices[0]["vaultingCreateTime"] != "2024-01-15T01:20:46+00:00" {
		t.Errorf("notifications: %v", notices)
	}
}

func TestVaultingWithVerification(t *testing.T) {
	t.Parallel()
	verified := []string{"paymentMethodDetail.card", cardText("is3DSAuthentication", `"true"`)}
	b := newBench(t)
	n := b.do(engine.OpVaultCard, vaultCardBody(verified...))
	b.wantCode(n, "VERIFICATION_IN_PROCESS")
	if n.Get("normalUrl") == nil || n.Get("paymentMethodDetail") != nil {
		t.Errorf("the response is %s", n.AppendJSON(nil))
	}
	if _, err := b.DeclineVaulting("vault-1"); err != nil {
		t.Fatal(err)
	}
	b.wantCode(b.do(engine.OpVaultCard, vaultCardBody(verified...)), "VERIFICATION_FAIL")
	wantFields(t, b.do(engine.OpInquireVaulting, inquireVaulting("vault-1")), map[string]string{"result.resultCode": "SUCCESS", "vaultingStatus": "FAIL"})

	late := append([]string{"vaultingRequestId", `"late"`}, verified...)
	b.wantCode(b.do(engine.OpVaultCard, vaultCardBody(late...)), "VERIFICATION_IN_PROCESS")
	b.pass(14 * time.Minute)
	wantFields(t, b.do(engine.OpInquireVaulting, inquireVaulting("late")), map[string]string{"vaultingStatus": "FAIL"})
	var state *engine.VaultingError
	if _, err := b.AcceptVaulting("late"); !errors.As(err, &state) || state.Status != engine.VaultingFail {
		t.Errorf("too late: %v", err)
	}
	notices, _ := b.vaultingNotices()
	if len(notices) != 2 {
		t.Fatalf("notifications: %v", notices)
	}
	for _, m := range notices {
		if result, _ := m["result"].(map[string]any); result["resultCode"] != "VERIFICATION_FAIL" || m["paymentMethodDetail"] != nil {
			t.Errorf("notification %v", m)
		}
	}
	accepted := append([]string{"vaultingRequestId", `"good"`}, verified...)
	b.do(engine.OpVaultCard, vaultCardBody(accepted...))
	if _, err := b.AcceptVaulting("good"); err != nil {
		t.Fatal(err)
	}
	b.wantCode(b.do(engine.OpVaultCard, vaultCardBody(accepted...)), "SUCCESS")
}

func TestVaultingIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpVaultingSession, vaultingSessionBody("vaultingRequestId", `"session"`))
	b.stored("card")
	const card = "paymentMethodDetail.card"
	for name, test := range map[string]struct{ operation, body, code, text string }{
		"no card":             {engine.OpVaultCard, vaultCardBody("paymentMethodDetail.card", ""), "PARAM_ILLEGAL", "card: is missing"},
		"letters":             {engine.OpVaultCard, vaultCardBody(card, cardText("cardNo", `"4111 1111 1111 1111"`)), "PARAM_ILLEGAL", "cardNo"},
		"short number":        {engine.OpVaultCard, vaultCardBody(card, cardText("cardNo", `"411111"`)), "PARAM_ILLEGAL", "12 to 19 digits"},
		"month 13":            {engine.OpVaultCard, vaultCardBody(card, cardText("expiryMonth", `"13"`)), "PARAM_ILLEGAL", "expiryMonth"},
		"year in words":       {engine.OpVaultCard, vaultCardBody(card, cardText("expiryYear", `"xx"`)), "PARAM_ILLEGAL", "expiryYear"},
		"expired":             {engine.OpVaultCard, vaultCardBody(card, cardText("expiryYear", `"22"`)), "VERIFICATION_FAIL", "expired in 08/22"},
		"another card":        {engine.OpVaultCard, vaultCardBody("vaultingRequestId", `"card"`, card, cardText("cardNo", `"4112273146798765"`)), "REPEAT_REQ_INCONSISTENT", "use a new one"},
		"another address":     {engine.OpVaultCard, vaultCardBody("vaultingRequestId", `"card"`, "redirectUrl", `"https://other.example/"`), "REPEAT_REQ_INCONSISTENT", ""},
		"another operation":   {engine.OpVaultCard, vaultCardBody("vaultingRequestId", `"session"`), "REPEAT_REQ_INCONSISTENT", ""},
		"a directive":         {engine.OpVaultCard, vaultCardBody("paymentMethodDetail.extendInfo", `"sim: result=PROCESS_FAIL"`), "PROCESS_FAIL", ""},
		"a wrong directive":   {engine.OpVaultCard, vaultCardBody("paymentMethodDetail.extendInfo", `"sim: pay"`), "PARAM_ILLEGAL", "was not understood"},
		"a verification":      {engine.OpVaultCard, vaultCardBody("vaultingRequestId", `"v"`, "paymentMethodDetail.extendInfo", `"sim: result=VERIFICATION_IN_PROCESS"`), "VERIFICATION_IN_PROCESS", ""},
		"no address":          {engine.OpVaultingSession, vaultingSessionBody("vaultingNotificationUrl", ""), "PARAM_ILLEGAL", "vaultingNotificationUrl"},
		"no id":               {engine.OpVaultingSession, vaultingSessionBody("vaultingRequestId", ""), "PARAM_ILLEGAL", "vaultingRequestId"},
		"a wallet":            {engine.OpVaultingSession, vaultingSessionBody("paymentMethodType", `"GCASH"`), "PARAM_ILLEGAL", "paymentMethodType"},
		"another page":        {engine.OpVaultingSession, vaultingSessionBody("vaultingRequestId", `"session"`, "redirectUrl", ""), "REPEAT_REQ_INCONSISTENT", ""},
		"unknown":             {engine.OpInquireVaulting, inquireVaulting("nothing"), "VAULTING_NOT_EXIST", ""},
		"inquiry without id":  {engine.OpInquireVaulting, `{}`, "PARAM_ILLEGAL", "vaultingRequestId"},
		"an unknown token":    {engine.OpPay, tokenPay("p1", "ALIPAYnothing"), "INVALID_ACCESS_TOKEN", "no such card token"},
		"the id of vaultings": {engine.OpPay, tokenPay("p2", "card"), "INVALID_ACCESS_TOKEN", ""},
	} {
		if n := b.do(test.operation, test.body); code(n) != test.code || !strings.Contains(message(n), test.text) {
			t.Errorf("%s: %s (%s), want %s", name, code(n), message(n), test.code)
		}
	}
	for operation, text := range map[string]string{engine.OpPay: tokenPay("p3", b.stored("card")), engine.OpInquireVaulting: inquireVaulting("card")} {
		stranger, err := b.Do(engine.Request{Operation: operation, ClientID: "SANDBOX_OTHER", Body: mustParse(t, text)})
		if err != nil || code(stranger.Body) == "SUCCESS" {
			t.Errorf("another client: %s %s, %v", operation, code(stranger.Body), err)
		}
	}
}

func TestSchemeOfAStoredCard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for number, want := range map[string]string{
		"4111111111111111": "VISA", "5454545454545454": "MASTERCARD", "2221000000000009": "MASTERCARD", "378282246310005": "AMEX",
		"3566002020360505": "JCB", "6011000990139424": "DISCOVER", "6250941006528599": "CUP", "36006666333344": "DINERS",
	} {
		n := b.do(engine.OpVaultCard, vaultCardBody("vaultingRequestId", `"`+number+`"`, "paymentMethodDetail.card", cardText("cardNo", `"`+number+`"`, "brand", "")))
		if got := n.At("paymentMethodDetail.card.brand").String(); got != want {
			t.Errorf("%s is %q (%s), want %s", number, got, message(n), want)
		}
	}
}

func TestVaultingsAreListedAndReset(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, id := range []string{"one", "two", "three"} {
		b.stored(id)
		b.pass(time.Second)
	}
	list, err := b.Vaultings(2)
	if err != nil || len(list) != 2 || list[0].RequestID != "three" || list[1].RequestID != "two" {
		t.Errorf("%+v, %v", list, err)
	}
	n, err := b.Notify("one")
	if err != nil || n.VaultingRequestID != "one" || n.URL != "https://shop.example/vaulted" {
		t.Errorf("%+v, %v", n, err)
	}
	b.do(engine.OpVaultingSession, vaultingSessionBody("vaultingRequestId", `"open"`))
	var nothing *engine.NothingToNotifyError
	if _, err := b.Notify("open"); !errors.As(err, &nothing) {
		t.Errorf("an open session: %v", err)
	}
	own := func(port string) string {
		return vaultingSessionBody("vaultingRequestId", `"own"`, "vaultingNotificationUrl", `"http://127.0.0.1:`+port+engine.ResultPath+`"`)
	}
	b.do(engine.OpVaultingSession, own("8964"))
	if n := b.do(engine.OpVaultingSession, own("40404")); n.At("result.resultStatus").String() != "S" {
		t.Errorf("the simulator is served on another port: %s", message(n))
	}
	if n := b.do(engine.OpVaultingSession, vaultingSessionBody("vaultingRequestId", `"own"`)); n.At("result.resultCode").String() != "REPEAT_REQ_INCONSISTENT" {
		t.Errorf("another address: %s", message(n))
	}
	if v, err := b.AcceptVaulting("own"); err != nil || v.Notified != "" {
		t.Errorf("the simulator notifies itself: %+v, %v", v, err)
	}
	if err := b.Reset(); err != nil {
		t.Fatal(err)
	}
	var missing *engine.NoVaultingError
	if _, err := b.FindVaulting("one"); !errors.As(err, &missing) || missing.ID != "one" {
		t.Errorf("after a reset: %v", err)
	}
	if list, err := b.Vaultings(10); err != nil || len(list) != 0 {
		t.Errorf("after a reset: %v, %v", list, err)
	}
}
