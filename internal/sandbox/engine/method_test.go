package engine_test

import (
	"fmt"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestPayWithAMethodThatDoesNotTakeIt(t *testing.T) {
	t.Parallel()
	const currency, method = "paymentAmount.currency", "paymentMethod.paymentMethodType"
	for _, test := range []struct {
		name, operation, body, want, text string
	}{
		{"currency", engine.OpPay, payWith("GCASH", "paymentAmount.currency", `"SGD"`), "CURRENCY_NOT_SUPPORT", currency + ": is SGD, but GCASH takes PHP"},
		{"minimum", engine.OpPay, payWith("EPS", "paymentAmount.value", `"99"`), "INVALID_AMOUNT", "at least 1 EUR"},
		{"maximum", engine.OpPay, payWith("ALIPAY_CN", "paymentAmount.value", `"30000001"`), "PAYMENT_AMOUNT_EXCEED_LIMIT", "at most 300000 CNY"},
		{"unknown method", engine.OpPay, payBody(method, `"ALIPAYHK"`), "PARAM_ILLEGAL", method + `: "ALIPAYHK" is not a payment method (did you mean ALIPAY_HK?)`},
		{"a directive does not help", engine.OpPay, payBody(method, `"NONE"`, "order.orderDescription", `"sim: result=SUCCESS"`), "PARAM_ILLEGAL", method},
		{"session, currency", engine.OpSession, sessionBody(method, `"GCASH"`), "PARAM_ILLEGAL", currency},
		{"session, unknown method", engine.OpSession, sessionBody(method, `"ALIPAYHK"`), "PARAM_ILLEGAL", method},
		{"a doubtful currency", engine.OpPay, payWith("PAYPAY", "paymentAmount.currency", `"HKD"`), "PAYMENT_IN_PROCESS", ""},
		{"a wallet that converts", engine.OpPay, payWith("ALIPAY_CN", "paymentAmount.currency", `"SGD"`), "PAYMENT_IN_PROCESS", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			n := b.do(test.operation, test.body)
			b.wantCode(n, test.want)
			if test.text == "" {
				return
			}
			wantText(t, message(n), test.text)
			// Nothing was made, so the id is free for the right request.
			b.wantCode(b.do(engine.OpInquiry, inquiry("pay-1")), "ORDER_NOT_EXIST")
			b.wantCode(b.do(engine.OpPay, payBody()), "PAYMENT_IN_PROCESS")
		})
	}
}

// What consult offers pay takes, and what consult disables pay refuses.
func TestConsultAndPayAgree(t *testing.T) {
	t.Parallel()
	for _, amount := range []string{`{"currency":"HKD","value":"100"}`, `{"currency":"EUR","value":"50"}`, `{"currency":"CNY","value":"30000001"}`} {
		b := newBench(t)
		refused := 0
		for i, o := range b.consulted(amount) {
			code := o.Get("paymentMethodType").String()
			n := b.do(engine.OpPay, payWith(code, "paymentAmount", amount, "paymentRequestId", fmt.Sprintf(`"pay-%d"`, i),
				"paymentFactor.isAuthorization", `"true"`))
			accepted := n.At("result.resultCode").String() == "PAYMENT_IN_PROCESS"
			if enabled := o.Get("enabled").String() == "true"; enabled != accepted {
				t.Errorf("%s with %s: enabled %v, but pay answers %s", code, amount, enabled, n.AppendJSON(nil))
			}
			if !accepted {
				refused++
			}
		}
		if refused < 20 {
			t.Errorf("%s: only %d methods are refused", amount, refused)
		}
	}
}

// consulted are the options that consult lists for an amount.
func (b *bench) consulted(amount string) []*spec.Node {
	b.t.Helper()
	n := b.do(engine.OpConsult, consultBody("paymentAmount", amount))
	b.wantCode(n, "SUCCESS")
	return n.Get("paymentOptions").Items
}
