package engine_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// directed is the answer to a pay with a directive. It is not checked against the
// specification, so that an answer may break it.
func (b *bench) directed(words string, changes ...string) *spec.Node {
	b.t.Helper()
	body, err := spec.ParseJSON([]byte(payBody(append([]string{"order.orderDescription", `"sim: ` + words + `"`}, changes...)...)))
	if err != nil {
		b.t.Fatal(err)
	}
	reply, err := b.Do(engine.Request{Operation: engine.OpPay, ClientID: client, Body: body})
	if err != nil {
		b.t.Fatal(err)
	}
	return reply.Body
}

// TestUnknownWithoutURL holds that the answer has nothing to send a buyer to, also when
// it is repeated, and that the payment closes unpaid.
func TestUnknownWithoutURL(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 2 {
		n := b.directed("url=none", "env.terminalType", `"APP"`, "env.osType", `"IOS"`)
		b.wantCode(n, "PAYMENT_IN_PROCESS")
		for _, name := range []string{"normalUrl", "applinkUrl", "schemeUrl", "redirectActionForm", "paymentActionForm", "orderCodeForm", "paymentData"} {
			if n.Get(name) != nil {
				t.Errorf("the answer has %s", name)
			}
		}
	}
	findings := spec.ValidateResponse(engine.OpPay, b.directed("url=none"), spec.Options{})
	if len(findings) != 1 || findings[0].Rule != "payment-url" {
		t.Errorf("found %v", findings)
	}
	p, err := b.Find("pay-1")
	if err != nil || !p.WithoutURL() {
		t.Errorf("got %+v, %v", p, err)
	}
	b.pass(15 * time.Minute)
	wantFields(t, b.inquiry(p.PaymentID), map[string]string{"paymentStatus": "FAIL", "paymentResultCode": "ORDER_IS_CLOSED"})
}

// TestPaidLate holds that the payment stays closed, with one notification, and that the
// late payment is told only when it has happened.
func TestPaidLate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		words string
		after time.Duration
	}{"soon": {"pay=late", 3 * time.Second}, "later": {"pay=late after=1m", time.Minute}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			id := b.directed(c.words).Get("paymentId").String()
			b.pass(14*time.Minute + c.after - time.Second)
			if p, err := b.Find(id); err != nil || p.Status != engine.Fail {
				t.Errorf("it is %s, %v", p.Status, err)
			} else if _, happened := p.LatePayment(b.now); happened {
				t.Error("it was paid before its time")
			}
			b.pass(time.Second)
			p, err := b.Find(id)
			if err != nil {
				t.Fatal(err)
			}
			if at, happened := p.LatePayment(b.now); !happened || !at.Equal(b.now) {
				t.Errorf("paid at %v, %t", at, happened)
			}
			wantFields(t, b.inquiry(id), map[string]string{"paymentStatus": "FAIL", "paymentResultCode": "ORDER_IS_CLOSED", "paymentTime": ""})
			if n := b.one(); !strings.Contains(string(n.Body), "ORDER_IS_CLOSED") {
				t.Errorf("the notification is %s", n.Body)
			}
		})
	}
}

// TestPaidInTimeIsNotLate holds that the directive does nothing to a payment that is
// paid or cancelled before it closes.
func TestPaidInTimeIsNotLate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.directed("pay=late").Get("paymentId").String()
	if _, err := b.Pay(id, ""); err != nil {
		t.Fatal(err)
	}
	b.pass(time.Hour)
	p, err := b.Find(id)
	if _, happened := p.LatePayment(b.now); err != nil || p.Status != engine.Success || happened {
		t.Errorf("%s, late: %t, %v", p.Status, happened, err)
	}
}

func TestPromotion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.directed("promotion=30").Get("paymentId").String()
	if _, err := b.Pay(id, ""); err != nil {
		t.Fatal(err)
	}
	body, err := spec.ParseJSON(b.one().Body)
	if err != nil {
		t.Fatal(err)
	}
	wantFields(t, body, map[string]string{
		"paymentAmount.value": "100", "actualPaymentAmount.value": "70",
		"promotionResult[0].promotionType": "DISCOUNT", "promotionResult[0].discount.savingsAmount.value": "30",
	})
	wantFields(t, b.inquiry(id), map[string]string{"actualPaymentAmount.value": "70", "promotionResults[0].discount.savingsAmount.currency": "HKD"})
	wantFields(t, b.directed("promotion=30"), map[string]string{"result.resultCode": "SUCCESS", "promotionResult[0].discount.savingsAmount.value": "30"})
	if n := b.directed("promotion=100", "paymentRequestId", `"pay-2"`); code(n) != "PARAM_ILLEGAL" || !strings.Contains(message(n), "leaves nothing to pay of HKD 100") {
		t.Errorf("got %s", n.AppendJSON(nil))
	}
}

func TestCodeValueType(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	wantFields(t, b.do(engine.OpPay, payBody()), map[string]string{"orderCodeForm.codeDetails[0].displayType": "TEXT", "orderCodeForm.codeDetails[0].codeValueType": ""})
	n := b.do(engine.OpPay, payBody("paymentRequestId", `"pay-2"`, "order.orderDescription", `"sim: codeValueType=QRCODE"`))
	for _, item := range n.At("orderCodeForm.codeDetails").Items {
		wantFields(t, item, map[string]string{"codeValueType": "QRCODE"})
	}
}

// TestWalletBuyer holds that wallets, and no others, tell who has paid.
func TestWalletBuyer(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{"ALIPAY_HK": "AlipayHK", "IDEAL": "", "APPLEPAY": "", "CARD": ""} {
		b := newBench(t)
		currency := "HKD"
		if method == "IDEAL" {
			currency = "EUR"
		}
		body := cardBody("paymentMethod.paymentMethodType", `"`+method+`"`, "paymentAmount.currency", `"`+currency+`"`)
		id := b.do(engine.OpPay, body).Get("paymentId").String()
		wantFields(t, b.inquiry(id), map[string]string{"pspCustomerInfo.pspName": ""})
		if _, err := b.Pay(id, ""); err != nil {
			t.Fatal(err)
		}
		n := b.inquiry(id)
		wantFields(t, n, map[string]string{"pspCustomerInfo.pspName": want})
		if shown := n.At("pspCustomerInfo.displayCustomerId").String(); want != "" && !strings.Contains(shown, "****") {
			t.Errorf("%s shows %q", method, shown)
		}
	}
}

func TestAppData(t *testing.T) {
	t.Parallel()
	for terminal, want := range map[string]bool{"WEB": false, "WAP": false, "APP": true} {
		b := newBench(t)
		n := b.do(engine.OpPay, payBody("env.terminalType", `"`+terminal+`"`, "env.osType", `"IOS"`))
		data := n.Get("paymentData").String()
		if (data != "") != want {
			t.Errorf("%s: paymentData is %q", terminal, data)
		}
		if text, err := base64.StdEncoding.DecodeString(data); err != nil || want && !strings.Contains(string(text), n.Get("paymentId").String()) {
			t.Errorf("it says %s, %v", text, err)
		}
	}
}

// TestSettlementQuote holds that an amount that is settled in another currency has a
// rate, everywhere the same one, and the amount at that rate in whole smallest units.
func TestSettlementQuote(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ currency, value, settled, method, pair, price, gross string }{
		{"HKD", "1000", "USD", "ALIPAY_HK", "HKD/USD", "0.12820512", "128"},
		{"JPY", "1000", "USD", "KONBINI", "JPY/USD", "0.00666666", "667"},
		{"USD", "1000", "JPY", "CARD", "USD/JPY", "150.00000000", "1500"},
		{"KWD", "1000", "HKD", "CARD", "KWD/HKD", "7.80000000", "780"},
	} {
		t.Run(c.pair, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			body := cardBody("paymentFactor.isAuthorization", `"false"`, "paymentMethod.paymentMethodType", `"`+c.method+`"`, "settlementStrategy", `{"settlementCurrency":"`+c.settled+`"}`,
				"paymentAmount", `{"currency":"`+c.currency+`","value":"`+c.value+`"}`)
			want := map[string]string{
				"grossSettlementAmount.value": c.gross, "grossSettlementAmount.currency": c.settled,
				"settlementQuote.quoteCurrencyPair": c.pair, "settlementQuote.quotePrice": c.price, "settlementQuote.guaranteed": "true",
			}
			answer := b.do(engine.OpPay, body)
			wantFields(t, answer, want)
			want["settlementQuote.quoteId"] = answer.At("settlementQuote.quoteId").String()
			id := answer.Get("paymentId").String()
			if _, err := b.Pay(id, ""); err != nil {
				t.Fatal(err)
			}
			wantFields(t, b.inquiry(id), want)
			notified, err := spec.ParseJSON(b.latestPayment(id).Body)
			if err != nil {
				t.Fatal(err)
			}
			wantFields(t, notified, want)
		})
	}
	b := newBench(t)
	if n := b.do(engine.OpPay, payBody("settlementStrategy", `{"settlementCurrency":"HKD"}`)); n.Get("settlementQuote") != nil {
		t.Error("the same currency needs no rate")
	}
}

// TestRefundsHaveTheLockedRate holds that a refund is settled at the rate of its payment.
func TestRefundsHaveTheLockedRate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, payBody("settlementStrategy", `{"settlementCurrency":"USD"}`, "paymentAmount.value", `"1000"`)).Get("paymentId").String()
	if _, err := b.Pay(id, ""); err != nil {
		t.Fatal(err)
	}
	b.pass(48 * time.Hour)
	want := map[string]string{"grossSettlementAmount.value": "64", "settlementQuote.quoteStartTime": "2024-01-15T01:20:46+00:00"}
	refund := `{"refundRequestId":"r1","paymentId":"` + id + `","refundAmount":{"currency":"HKD","value":"500"}}`
	wantFields(t, b.do(engine.OpRefund, refund), want)
	wantFields(t, b.do(engine.OpInquiryRefund, `{"refundRequestId":"r1"}`), want)
	list, err := b.Notifications()
	if err != nil || list[0].Name != "notifyRefund" {
		t.Fatalf("%v, %v", list, err)
	}
	body, err := spec.ParseJSON(list[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	wantFields(t, body, want)
}

func TestExtraWordsThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"sim: url=normal":                     `"url=none" leaves out all links`,
		"sim: url":                            `"url=none"`,
		"sim: codeValueType=PDF417":           "codeValueType=QRCODE or codeValueType=BARCODE",
		"sim: promotion=0":                    "promotion=100",
		"sim: promotion=-1":                   "promotion=100",
		"sim: promotion=99999999999999999999": "promotion=100",
		"sim: pay=late code=RISK_REJECT":      `"code" needs "pay=fail"`,
		"sim: pay=late result=RISK_REJECT":    "exclude each other",
	} {
		if _, err := engine.ParseDirective(words); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", words, err, want)
		}
	}
}
