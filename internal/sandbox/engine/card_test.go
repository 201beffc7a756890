package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// withCard is a pay request with a card that was typed in; more are further members of
// paymentMethodMetaData.
func withCard(number, more string, changes ...string) string {
	data := fmt.Sprintf(`{"cardNo":%q,"cvv":"737","expiryMonth":"03","expiryYear":"30"%s}`, number, more)
	return cardBody(append([]string{"paymentMethod", `{"paymentMethodType":"CARD","paymentMethodMetaData":` + data + `}`}, changes...)...)
}

// inquiry asks for the state of a payment.
func (b *bench) inquiry(id string) *spec.Node {
	b.t.Helper()
	return b.do(engine.OpInquiry, fmt.Sprintf(`{"paymentId":%q}`, id))
}

// TestTestCards holds what each of Antom's test cards does when its buyer pays.
func TestTestCards(t *testing.T) {
	t.Parallel()
	for _, card := range spec.TestCards() {
		t.Run(card.Number, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			id := b.do(engine.OpPay, withCard(card.Number, "")).Get("paymentId").String()
			p, err := b.Pay(id, "")
			want := map[string]string{
				"paymentStatus": "SUCCESS", "paymentResultCode": "SUCCESS", "paymentResultInfo.cvvResultRaw": "M", "paymentResultInfo.avsResultRaw": "U",
			}
			if card.Fails {
				want = map[string]string{
					"paymentStatus": "FAIL", "paymentResultCode": "DO_NOT_HONOR", "paymentResultInfo.cvvResultRaw": "N", "paymentResultInfo.refusalCodeRaw": "05",
					"paymentResultInfo.threeDSResult.cavv": "", "paymentResultInfo.authorizationCode": "",
				}
			}
			want["paymentResultInfo.cardNo"] = "************" + card.LastFour()
			want["paymentResultInfo.lastFour"], want["paymentResultInfo.cardBrand"] = card.LastFour(), card.Brand
			want["paymentResultInfo.cardBin"] = card.Number[:6]
			if card.Region != "global" {
				want["paymentResultInfo.issuingCountry"] = card.Region
			}
			inquiry := b.inquiry(id)
			wantFields(t, inquiry, want)
			if err != nil || string(p.Status) != want["paymentStatus"] {
				t.Errorf("got %s, %v", p.Status, err)
			}
			body, err := spec.ParseJSON(b.latestPayment(id).Body)
			if err != nil {
				t.Fatal(err)
			}
			told, asked := body.Get("paymentResultInfo").AppendJSON(nil), inquiry.Get("paymentResultInfo").AppendJSON(nil)
			if string(told) != string(asked) {
				t.Errorf("the notification says\n%s, the inquiry\n%s", told, asked)
			}
		})
	}
}

// latestPayment is the latest notifyPayment of a payment.
func (b *bench) latestPayment(id string) engine.Notification {
	b.t.Helper()
	list, err := b.Notifications()
	for _, n := range list {
		if n.PaymentID == id && n.Name == "notifyPayment" {
			return n
		}
	}
	b.t.Fatalf("no notification of %s, %v", id, err)
	return engine.Notification{}
}

func TestRiskAmount(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	amount := `{"currency":"HKD","value":"11"}`
	card := b.do(engine.OpPay, cardBody("paymentAmount", amount)).Get("paymentId").String()
	wallet := b.do(engine.OpPay, payBody("paymentAmount", amount, "paymentRequestId", `"pay-2"`)).Get("paymentId").String()
	asked := b.do(engine.OpPay, cardBody("paymentAmount", amount, "paymentRequestId", `"pay-3"`, "order.orderDescription", `"sim: pay=success"`)).Get("paymentId").String()
	for id, want := range map[string]string{card: "RISK_REJECT", wallet: "SUCCESS"} {
		if p, err := b.Pay(id, ""); err != nil || p.ResultCode != want {
			t.Errorf("got %s, %v; want %s", p.ResultCode, err, want)
		}
	}
	wantFields(t, b.inquiry(asked), map[string]string{"paymentStatus": "SUCCESS"})
}

// TestThreeDS holds what is said of 3-D Secure.
func TestThreeDS(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i, c := range []struct{ number, more, version, eci, avs string }{
		{"4054695723100768", "", "2.2.0", "05", "U"},
		{"5162774114974622", `,"billingAddress":{"region":"HK"}`, "2.2.0", "02", "Y"},
		{"4054695723100768", `,"is3DSAuthentication":"false"`, "", "", "U"},
	} {
		id := b.do(engine.OpPay, withCard(c.number, c.more, "paymentRequestId", fmt.Sprintf(`"pay-%d"`, i))).Get("paymentId").String()
		if _, err := b.Pay(id, ""); err != nil {
			t.Fatal(err)
		}
		wantFields(t, b.inquiry(id), map[string]string{
			"paymentResultInfo.threeDSResult.threeDSVersion": c.version, "paymentResultInfo.threeDSResult.eci": c.eci, "paymentResultInfo.avsResultRaw": c.avs,
		})
	}
}

// TestImpossibleCards holds that a card that cannot be is refused, makes no payment,
// and that numbers which are not digits are left alone.
func TestImpossibleCards(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ number, more, code, message string }{
		"check digit":     {"4054695723100769", "", "INVALID_CARD_NUMBER", "check digit"},
		"too short":       {"40546959", "", "INVALID_CARD_NUMBER", "check digit"},
		"month 13":        {"4054695723100768", `,"expiryMonth":"13"`, "INVALID_EXPIRATION_DATE", `"13" is not a month`},
		"month 00":        {"4054695723100768", `,"expiryMonth":"00"`, "INVALID_EXPIRATION_DATE", `"00" is not a month`},
		"no month":        {"4054695723100768", `,"expiryMonth":"x"`, "INVALID_EXPIRATION_DATE", `"x" is not a month`},
		"expired":         {"4054695723100768", `,"expiryMonth":"12","expiryYear":"23"`, "INVALID_EXPIRATION_DATE", "expired in 12/23"},
		"the last month":  {"4054695723100768", `,"expiryMonth":"01","expiryYear":"24"`, "PAYMENT_IN_PROCESS", ""},
		"two digits":      {"4054695723100768", `,"cvv":"12"`, "PARAM_ILLEGAL", "has 2 digits"},
		"four digits":     {"378282246310005", `,"cvv":"1234"`, "PAYMENT_IN_PROCESS", ""},
		"encrypted":       {"eyJhbGciOiJSU0EifQ", "", "PAYMENT_IN_PROCESS", ""},
		"masked":          {"405469******0768", "", "PAYMENT_IN_PROCESS", ""},
		"not a test card": {"4111111111111111", "", "PAYMENT_IN_PROCESS", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			body, err := spec.ParseJSON([]byte(withCard(c.number, "")))
			if err != nil {
				t.Fatal(err)
			}
			more, err := spec.ParseJSON([]byte(`{` + strings.TrimPrefix(c.more, ",") + `}`))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range more.Members {
				body.At("paymentMethod.paymentMethodMetaData").Set(m.Name, m.Value)
			}
			answer := b.do(engine.OpPay, string(body.AppendJSON(nil)))
			b.wantCode(answer, c.code)
			if !strings.Contains(message(answer), c.message) {
				t.Errorf("the message is %q", message(answer))
			}
			if list, err := b.List(); err != nil || (len(list) > 0) != (c.code == "PAYMENT_IN_PROCESS") {
				t.Errorf("%d payments, %v", len(list), err)
			}
		})
	}
}

// TestUntypedCard holds that a card payment of a session has the details of a card too,
// and that another method of a session has none.
func TestUntypedCard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for method, want := range map[string]string{"CARD": "0768", "ALIPAY_HK": ""} {
		b.do(engine.OpSession, sessionBody("paymentRequestId", `"`+method+`"`, "paymentMethod", `{"paymentMethodType":"`+method+`"}`))
		p, err := b.Pay(method, "")
		if err != nil {
			t.Fatal(err)
		}
		body, err := spec.ParseJSON(b.latestPayment(p.PaymentID).Body)
		if err != nil {
			t.Fatal(err)
		}
		if body.Get("paymentResultInfo") == nil {
			t.Errorf("%s: paymentResultInfo is missing", method)
		}
		wantFields(t, body, map[string]string{"paymentResultInfo.lastFour": want})
	}
}

// TestOnlyTheEndOfACardNumberIsKept holds that a store has neither the number nor the
// security code, also of a test card.
func TestOnlyTheEndOfACardNumberIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, withCard("5162774114974622", "")).Get("paymentId").String()
	b.pass(time.Second)
	if _, err := b.Pay(id, ""); err != nil {
		t.Fatal(err)
	}
	err := b.store.View(func(tx store.Tx) error {
		return tx.Each(store.Payments, func(_ string, v []byte) error {
			if strings.Contains(string(v), "516277411") || strings.Contains(string(v), `"737"`) || !strings.Contains(string(v), `"4622"`) {
				t.Errorf("kept: %s", v)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}
