package engine_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

func wantText(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}

func TestMistakesNameTheField(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ operation, body, field string }{
		{engine.OpPay, payBody("paymentRequestId", ""), "paymentRequestId"},
		{engine.OpPay, payBody("paymentRequestId", `"`+strings.Repeat("x", 65)+`"`), "paymentRequestId"},
		{engine.OpPay, payBody("paymentAmount.value", `"12.34"`), "paymentAmount.value"},
		{engine.OpPay, payBody("paymentAmount", ""), "paymentAmount"},
		{engine.OpPay, payBody("paymentAmount.currency", `"hkd"`), "paymentAmount.currency"},
		{engine.OpPay, payBody("paymentMethod", ""), "paymentMethod"},
		{engine.OpPay, payBody("env.terminalType", `"TV"`), "env.terminalType"},
		{engine.OpPay, payBody("order", `"text"`), "order"},
		{engine.OpPay, payBody("paymentExpiryTime", `"tomorrow"`), "paymentExpiryTime"},
		{engine.OpPay, `[]`, "JSON object"},
		{engine.OpSession, sessionBody("order.goods", ""), "order.goods"},
		{engine.OpInquiry, `{}`, "paymentRequestId"},
		{engine.OpInquiry, `{"paymentId":null,"paymentRequestId":null}`, "paymentRequestId"},
	} {
		b := newBench(t)
		n := b.do(test.operation, test.body)
		b.wantCode(n, "PARAM_ILLEGAL")
		wantText(t, message(n), test.field)
	}
}

func TestSeveralMistakesAreTold(t *testing.T) {
	t.Parallel()
	n := newBench(t).do(engine.OpPay, payBody("paymentRequestId", "", "paymentMethod", ""))
	wantText(t, message(n), "paymentRequestId: is missing")
	wantText(t, message(n), "; paymentMethod: is missing")
	n = newBench(t).do(engine.OpPay, `{"order":{"goods":[{},{},{}]}}`)
	wantText(t, message(n), " more)")
	if length := utf8.RuneCountInString(message(n)); length > 256 {
		t.Errorf("the message has %d characters", length)
	}
}

func TestFormsOfJSONThatClientsSend(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"nulls":             payBody("metadata", `null`, "customizedInfo", `null`, "order.goods", `null`, "paymentExpiryTime", `null`),
		"native booleans":   cardBody("paymentFactor.isAuthorization", `true`),
		"native quantities": payBody("order.goods", `[{"referenceGoodsId":"g","goodsName":"n","goodsQuantity":2,"goodsUnitAmount":{"currency":"HKD","value":50}}]`),
		"escapes":           payBody("order.orderDescription", `"caf\u00e9 \/ \ud83d\ude00 \u003c"`),
	} {
		b := newBench(t)
		if n := b.do(engine.OpPay, body); code(n) != "PAYMENT_IN_PROCESS" {
			t.Errorf("%s: %s: %s", name, code(n), message(n))
		}
	}
}

func TestUnknownOperation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if b.Serves("vaults.deleteToken") || !b.Serves(engine.OpPay) {
		t.Error("Serves is wrong")
	}
	b.wantCode(b.do("vaults.deleteToken", `{}`), "NO_INTERFACE_DEF")
}

func TestInquiryTellsTheState(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	paid := b.do(engine.OpPay, payBody("metadata", `"{\"a\":1}"`))
	n := b.wantStatus("pay-1", "PROCESSING", "PAYMENT_IN_PROCESS")
	if n.Get("paymentTime") != nil || n.Get("redirectActionForm") == nil {
		t.Errorf("an open payment has an address and no time of payment:\n%s", n.AppendJSON(nil))
	}
	b.pass(time.Minute)
	if _, err := b.Pay("pay-1", ""); err != nil {
		t.Fatal(err)
	}
	n = b.wantStatus("pay-1", "SUCCESS", "SUCCESS")
	for path, want := range map[string]string{
		"paymentId":                 paid.Get("paymentId").String(),
		"paymentRequestId":          "pay-1",
		"paymentAmount.value":       "100",
		"actualPaymentAmount.value": "100",
		"paymentCreateTime":         "2024-01-15T01:20:46+00:00",
		"paymentTime":               "2024-01-15T01:21:46+00:00",
		"paymentMethodType":         "ALIPAY_HK",
		"metadata":                  `{"a":1}`,
	} {
		if got := n.At(path).String(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	b.pass(24 * time.Hour)
	b.wantStatus("pay-1", "SUCCESS", "SUCCESS") // the end of the order does not touch what was paid
}

func TestInquiryByEitherID(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.do(engine.OpPay, payBody()).Get("paymentId").String()
	b.do(engine.OpPay, payBody("paymentRequestId", `"pay-2"`))
	n := b.do(engine.OpInquiry, `{"paymentId":"`+first+`","paymentRequestId":"pay-2"}`)
	if got := n.Get("paymentRequestId").String(); got != "pay-1" {
		t.Errorf("got %q: paymentId must win", got)
	}
	for _, body := range []string{inquiry("nobody"), `{"paymentId":"20240115"}`, `{"paymentId":"1","paymentRequestId":"pay-1"}`} {
		b.wantCode(b.do(engine.OpInquiry, body), "ORDER_NOT_EXIST")
	}
}

func TestCardResultsHaveTheirInfo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, cardBody())
	if n := b.wantStatus("pay-1", "PROCESSING", "PAYMENT_IN_PROCESS"); n.Get("paymentResultInfo") != nil {
		t.Error("there is no result yet")
	}
	if _, err := b.Decline("pay-1", ""); err != nil {
		t.Fatal(err)
	}
	if n := b.wantStatus("pay-1", "FAIL", "DO_NOT_HONOR"); n.Get("paymentResultInfo") == nil {
		t.Error("paymentResultInfo is missing")
	}
}
