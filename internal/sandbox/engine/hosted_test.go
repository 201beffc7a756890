package engine_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

func TestPayWithAMethod(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.wantCode(b.do(engine.OpSession, sessionBody("locale", `"zh_CN"`)), "SUCCESS")
	p, err := b.PayWith("session-1", "PAYNOW")
	if err != nil || p.Method != "PAYNOW" || p.Status != engine.Success || p.Locale != "zh_CN" {
		t.Fatalf("got %+v, %v", p, err)
	}
	n := b.wantStatus("session-1", "SUCCESS", "SUCCESS")
	if got := n.Get("paymentMethodType").String(); got != "PAYNOW" {
		t.Errorf("paymentMethodType is %q", got)
	}
	if got := n.Get("paymentRedirectUrl").String(); got == "" || got != p.RedirectURL {
		t.Errorf("paymentRedirectUrl is %q, want %q", got, p.RedirectURL)
	}
	var state *engine.StateError
	if _, err := b.PayWith("session-1", "PAYNOW"); !errors.As(err, &state) {
		t.Errorf("paid twice: %v", err)
	}
	if _, err := b.PayWith("nobody", "PAYNOW"); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("no payment: %v", err)
	}
}

func TestMethodsThatTheBuyerCannotChoose(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.wantCode(b.do(engine.OpSession, sessionBody()), "SUCCESS")
	b.wantCode(b.do(engine.OpSession, sessionBody("paymentRequestId", `"session-2"`,
		"availablePaymentMethod.paymentMethodTypeList", `[{"paymentMethodType":"PAYNOW"},{"paymentMethodType":"BRAND_NEW"},{"paymentMethodType":"IDEAL"}]`)), "SUCCESS")
	b.wantCode(b.do(engine.OpPay, payBody()), "PAYMENT_IN_PROCESS")
	for _, test := range []struct{ id, method, says string }{
		{"session-1", "PAYNOV", "did you mean PAYNOW?"},
		{"session-1", "", "is not a payment method"},
		{"session-1", "IDEAL", "does not take the payment"},
		{"session-2", "CARD", "the session has PAYNOW, BRAND_NEW, IDEAL"},
		{"session-2", "IDEAL", "does not take the payment"},
		{"pay-1", "CARD", "has no choice"},
		{"pay-1", "", "has no choice"},
	} {
		var refused *engine.MethodError
		if _, err := b.PayWith(test.id, test.method); !errors.As(err, &refused) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s with %q: %v, want %q", test.id, test.method, err, test.says)
		}
	}
	if p, err := b.PayWith("session-2", "BRAND_NEW"); err != nil || p.Method != "BRAND_NEW" {
		t.Errorf("a method that the merchant named: %+v, %v", p, err)
	}
	own := b.do(engine.OpPay, payBody("paymentRequestId", `"pay-2"`))
	if _, err := b.PayWith("pay-2", "ALIPAY_HK"); err != nil {
		t.Errorf("the method that a payment has: %v, %s", err, own.AppendJSON(nil))
	}
}
