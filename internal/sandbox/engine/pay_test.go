package engine_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestPayAnswersWithWhereToGo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(engine.OpPay, payBody())
	b.wantCode(n, "PAYMENT_IN_PROCESS")
	id := n.Get("paymentId").String()
	if !regexp.MustCompile(`^20240115\d{27}$`).MatchString(id) {
		t.Errorf("paymentId %q is not the date and 27 digits", id)
	}
	want := map[string]string{
		"result.resultStatus":            "U",
		"paymentRequestId":               "pay-1",
		"paymentAmount.currency":         "HKD",
		"paymentAmount.value":            "100",
		"paymentCreateTime":              "2024-01-15T01:20:46+00:00",
		"normalUrl":                      base + "/checkout/" + id,
		"redirectActionForm.method":      "GET",
		"redirectActionForm.redirectUrl": base + "/checkout/" + id,
		"paymentActionForm":              `{"method":"GET","paymentActionFormType":"RedirectActionForm","redirectUrl":"` + base + "/checkout/" + id + `"}`,
		"orderCodeForm.expireTime":       "2024-01-15T01:34:46+00:00",
	}
	for path, value := range want {
		if got := n.At(path).String(); got != value {
			t.Errorf("%s is %q, want %q", path, got, value)
		}
	}
}

func TestOrderCodeHasATextAndThreeImages(t *testing.T) {
	t.Parallel()
	n := newBench(t).do(engine.OpPay, payBody())
	details := n.At("orderCodeForm.codeDetails")
	if details == nil || len(details.Items) != 4 {
		t.Fatalf("got %v, want four forms of the code", details)
	}
	text := details.Items[0].Get("codeValue").String()
	if !regexp.MustCompile(`^` + regexp.QuoteMeta(base) + `/c/[2-9a-z]{16}$`).MatchString(text) {
		t.Errorf("the code is %q", text)
	}
	short := text[len(base+"/c/"):]
	for i, want := range []struct{ display, value string }{
		{"TEXT", text},
		{"BIGIMAGE", base + "/qr/" + short + ".png?size=L"},
		{"MIDDLEIMAGE", base + "/qr/" + short + ".png?size=M"},
		{"SMALLIMAGE", base + "/qr/" + short + ".png?size=S"},
	} {
		item := details.Items[i]
		if item.Get("displayType").String() != want.display || item.Get("codeValue").String() != want.value {
			t.Errorf("form %d is %s", i, item.AppendJSON(nil))
		}
	}
}

func TestOnlySomeMethodsHaveAnOrderCode(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]bool{"ALIPAY_HK": true, "ALIPAY_CN": true, "QRIS": true, "PIX": true, "CARD": false, "GCASH": false, "NOT_A_METHOD": false} {
		if got := engine.HasOrderCode(method); got != want {
			t.Errorf("%s: got %v, want %v", method, got, want)
		}
	}
	n := newBench(t).do(engine.OpPay, cardBody())
	if n.Get("orderCodeForm") != nil {
		t.Error("a card has no code to scan")
	}
}

func cardBody(changes ...string) string {
	return payBody(append([]string{
		"paymentMethod.paymentMethodType", `"CARD"`,
		"paymentFactor.isAuthorization", `"true"`,
		"order.buyer", `{"referenceBuyerId":"b1"}`,
	}, changes...)...)
}

func TestAddressesFollowTheTerminal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		terminal, method string
		want             []string
	}{
		{"WEB", "ALIPAY_HK", []string{"normalUrl"}},
		{"WAP", "ALIPAY_HK", []string{"normalUrl", "applinkUrl", "appIdentifier"}},
		{"APP", "ALIPAY_HK", []string{"normalUrl", "applinkUrl", "schemeUrl", "appIdentifier"}},
		{"MINI_APP", "ALIPAY_HK", []string{"normalUrl", "schemeUrl"}},
		{"APP", "CARD", []string{"normalUrl", "appIdentifier"}},
		{"WAP", "IDEAL", []string{"normalUrl", "appIdentifier"}},
	} {
		t.Run(test.terminal+" "+test.method, func(t *testing.T) {
			t.Parallel()
			n := newBench(t).do(engine.OpPay, payWith(test.method,
				"paymentFactor.isAuthorization", `"true"`,
				"env", `{"terminalType":"`+test.terminal+`","osType":"ANDROID"}`,
				"appId", `"app-1"`))
			want := map[string]bool{}
			for _, name := range test.want {
				want[name] = true
			}
			for _, name := range []string{"normalUrl", "applinkUrl", "schemeUrl", "appIdentifier"} {
				if got := n.Get(name) != nil; got != want[name] {
					t.Errorf("%s there: %v, want %v\n%s", name, got, want[name], n.AppendJSON(nil))
				}
			}
		})
	}
}

func TestRepeatsOfAPayment(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		before func(*bench, string) // what happens between the two calls
		again  string
		want   string
	}{
		{"same request", nil, payBody(), "PAYMENT_IN_PROCESS"},
		{"same money, other text", nil, payBody("order.orderDescription", `"Three teas"`, "env.terminalType", `"WEB"`), "PAYMENT_IN_PROCESS"},
		{"native number as value", nil, payBody("paymentAmount.value", `100`), "PAYMENT_IN_PROCESS"},
		{"other amount", nil, payBody("paymentAmount.value", `"101"`), "REPEAT_REQ_INCONSISTENT"},
		{"other currency", nil, payBody("paymentAmount.currency", `"USD"`), "REPEAT_REQ_INCONSISTENT"},
		{"paid meanwhile", func(b *bench, id string) { _, _ = b.Pay(id, "") }, payBody(), "SUCCESS"},
		{"paid and refunded in full", func(b *bench, id string) {
			_, _ = b.Pay(id, "")
			b.wantCode(b.do(engine.OpRefund, refundBody(id)), "SUCCESS")
		}, payBody(), "SUCCESS"},
		{"paid and cancelled", func(b *bench, id string) {
			_, _ = b.Pay(id, "")
			b.wantCode(b.do(engine.OpCancel, `{"paymentId":"`+id+`"}`), "SUCCESS")
		}, payBody(), "ORDER_IS_CANCELED"},
		{"pending meanwhile", func(b *bench, _ string) { b.pass(time.Minute) },
			payBody("order.orderDescription", `"sim: pay=pending after=30s"`), "PAYMENT_IN_PROCESS"},
		{"other amount after it was paid", func(b *bench, id string) { _, _ = b.Pay(id, "") }, payBody("paymentAmount.value", `"101"`), "REPEAT_REQ_INCONSISTENT"},
		{"declined meanwhile", func(b *bench, id string) { _, _ = b.Decline(id, "") }, payBody(), "ORDER_IS_CLOSED"},
		{"expired meanwhile", func(b *bench, _ string) { b.pass(14 * time.Minute) }, payBody(), "ORDER_IS_CLOSED"},
		{"other amount after the end", func(b *bench, _ string) { b.pass(14 * time.Minute) }, payBody("paymentAmount.value", `"101"`), "REPEAT_REQ_INCONSISTENT"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			request := payBody()
			if test.name == "pending meanwhile" {
				request = test.again
			}
			first := b.do(engine.OpPay, request)
			if test.before != nil {
				test.before(b, first.Get("paymentId").String())
			}
			second := b.do(engine.OpPay, test.again)
			b.wantCode(second, test.want)
			if test.want == "PAYMENT_IN_PROCESS" && string(second.AppendJSON(nil)) != string(first.AppendJSON(nil)) {
				t.Errorf("the answers differ:\n%s\n%s", first.AppendJSON(nil), second.AppendJSON(nil))
			}
		})
	}
}

func TestRepeatAfterTheChosenEndIsClosedNotIllegal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	request := payBody("paymentExpiryTime", `"2024-01-15T09:25:46+08:00"`)
	b.wantCode(b.do(engine.OpPay, request), "PAYMENT_IN_PROCESS")
	b.pass(6 * time.Minute)
	b.wantCode(b.do(engine.OpPay, request), "ORDER_IS_CLOSED")
}

func TestOneRequestIDIsForOneOperation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, payBody())
	n := b.do(engine.OpSession, sessionBody("paymentRequestId", `"pay-1"`))
	b.wantCode(n, "REPEAT_REQ_INCONSISTENT")
}

func TestClientsDoNotShareRequestIDs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.do(engine.OpPay, payBody()).Get("paymentId").String()
	node, _ := spec.ParseJSON([]byte(payBody()))
	other, err := b.Do(engine.Request{Operation: engine.OpPay, ClientID: "SANDBOX_OTHER", Body: node})
	if err != nil || other.Body.Get("paymentId").String() == first {
		t.Errorf("another client got the same payment: %v, %v", other.Body, err)
	}
	look, _ := spec.ParseJSON([]byte(`{"paymentId":"` + first + `"}`))
	found, err := b.Do(engine.Request{Operation: engine.OpInquiry, ClientID: "SANDBOX_OTHER", Body: look})
	if err != nil || code(found.Body) != "ORDER_NOT_EXIST" {
		t.Errorf("another client sees the payment: %s, %v", found.Body.AppendJSON(nil), err)
	}
}

func TestEndOfAPayment(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, body string
		open       time.Duration
	}{
		{"14 minutes", payBody(), 14 * time.Minute},
		{"48 hours for a bank transfer", payBody("paymentMethod.paymentMethodType", `"BANKTRANSFER_BNI"`, "paymentAmount", `{"currency":"IDR","value":"100000"}`), 48 * time.Hour},
		{"7 days for a card", cardBody(), 7 * 24 * time.Hour},
		{"as chosen", payBody("paymentExpiryTime", `"2024-01-15T01:25:46Z"`), 5 * time.Minute},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.wantCode(b.do(engine.OpPay, test.body), "PAYMENT_IN_PROCESS")
			b.pass(test.open - time.Second)
			b.wantStatus("pay-1", "PROCESSING", "PAYMENT_IN_PROCESS")
			b.pass(time.Second)
			b.wantStatus("pay-1", "FAIL", "ORDER_IS_CLOSED")
			if _, err := b.Pay("pay-1", ""); err == nil {
				t.Error("a closed payment was paid")
			}
		})
	}
}

func TestTimeScaleShortensTheWait(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"default end": payBody(),
		"chosen end":  payBody("paymentExpiryTime", `"2024-01-15T01:34:46Z"`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newScaled(t, 600)
			b.do(engine.OpPay, body)
			b.pass(1390 * time.Millisecond)
			b.wantStatus("pay-1", "PROCESSING", "PAYMENT_IN_PROCESS")
			b.pass(20 * time.Millisecond)
			b.wantStatus("pay-1", "FAIL", "ORDER_IS_CLOSED")
		})
	}
}

func TestPastEndIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(engine.OpPay, payBody("paymentExpiryTime", `"2024-01-15T01:20:46Z"`))
	b.wantCode(n, "PARAM_ILLEGAL")
	wantText(t, message(n), "paymentExpiryTime", "has passed")
	b.wantCode(b.do(engine.OpInquiry, inquiry("pay-1")), "ORDER_NOT_EXIST")
}
