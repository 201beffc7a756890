package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestAbsurdDates(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ date, want string }{
		{"9999-12-31T23:59:59Z", "PAYMENT_IN_PROCESS"},
		{"0000-01-01T00:00:00Z", "PARAM_ILLEGAL"},
		{"1970-01-01T00:00:00+00:00", "PARAM_ILLEGAL"},
		{"2024-02-30T00:00:00Z", "PARAM_ILLEGAL"},
		{"2024-01-15T25:00:00Z", "PARAM_ILLEGAL"},
		{"99999-01-01T00:00:00Z", "PARAM_ILLEGAL"},
		{"-2024-01-15T01:30:00Z", "PARAM_ILLEGAL"},
		{strings.Repeat("9", 100000), "PARAM_ILLEGAL"},
	} {
		b := newBench(t)
		n := b.do(engine.OpPay, payBody("paymentExpiryTime", `"`+test.date+`"`))
		b.wantCode(n, test.want)
		if len(message(n)) > 1100 {
			t.Errorf("the message has %d bytes", len(message(n)))
		}
		if next := b.sweep(); test.want != "PARAM_ILLEGAL" && next.Before(b.now.AddDate(200, 0, 0)) {
			t.Errorf("%s: the alarm is at %v", test.date, next)
		}
		b.pass(time.Hour)
		b.sweep()
	}
}

func TestAbsurdAmounts(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`"9999999999999999"`:                 "PAYMENT_IN_PROCESS",
		`9999999999999999`:                   "PAYMENT_IN_PROCESS",
		`"99999999999999999"`:                "PARAM_ILLEGAL",
		`"-100"`:                             "PARAM_ILLEGAL",
		`-100`:                               "PARAM_ILLEGAL",
		`1e400`:                              "PARAM_ILLEGAL",
		`1.5`:                                "PARAM_ILLEGAL",
		`"0"`:                                "PARAM_ILLEGAL",
		`"１００"`:                              "PARAM_ILLEGAL",
		`" 100"`:                             "PARAM_ILLEGAL",
		`true`:                               "PARAM_ILLEGAL",
		`null`:                               "PARAM_ILLEGAL",
		`{}`:                                 "PARAM_ILLEGAL",
		`"` + strings.Repeat("9", 1e5) + `"`: "PARAM_ILLEGAL",
	} {
		b := newBench(t)
		n := b.do(engine.OpPay, payBody("paymentAmount.value", value))
		if got := code(n); got != want {
			t.Errorf("%.40s: got %s (%s), want %s", value, got, message(n), want)
		}
	}
}

func TestStrangeIDs(t *testing.T) {
	t.Parallel()
	for _, id := range []string{`a\u0000b`, `\u001b[2J`, `\n`, `../../etc`, `<script>`, `\ud83d\ude00`, ` `, `ntf-1`, `SANDBOX_OTHER\u0000pay-1`} {
		b := newBench(t)
		n := b.do(engine.OpPay, payBody("paymentRequestId", `"`+id+`"`))
		if got := code(n); got != "PAYMENT_IN_PROCESS" && got != "PARAM_ILLEGAL" {
			t.Errorf("%s: got %s", id, got)
			continue
		}
		if code(n) != "PAYMENT_IN_PROCESS" {
			continue
		}
		got := b.do(engine.OpInquiry, `{"paymentRequestId":"`+id+`"}`)
		b.wantCode(got, "SUCCESS")
		if got.Get("paymentRequestId").String() != n.Get("paymentRequestId").String() {
			t.Errorf("%s came back as %q", id, got.Get("paymentRequestId").String())
		}
		b.wantCode(b.do(engine.OpCancel, `{"paymentRequestId":"`+id+`"}`), "SUCCESS")
	}
}

// A client's key must not be able to reach into another's.
func TestIDsOfOneClientNeverMeanAnothers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ask := func(clientID, requestID string) string {
		node, _ := spec.ParseJSON([]byte(payBody("paymentRequestId", `"`+requestID+`"`)))
		reply, err := b.Do(engine.Request{Operation: engine.OpPay, ClientID: clientID, Body: node})
		if err != nil {
			t.Fatal(err)
		}
		return reply.Body.Get("paymentId").String()
	}
	if one, two := ask("SANDBOX_A", "BC"), ask("SANDBOX_AB", "C"); one == two || one == "" || two == "" {
		t.Error("two clients share a payment")
	}
}

func TestLargeTexts(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 1<<20)
	for path, field := range map[string]string{
		"order.orderDescription": "order.orderDescription", "paymentRedirectUrl": "paymentRedirectUrl",
		"paymentNotifyUrl": "paymentNotifyUrl", "order.referenceOrderId": "order.referenceOrderId",
	} {
		b := newBench(t)
		value := `"` + big + `"`
		if strings.HasSuffix(path, "Url") {
			value = `"https://shop.example/` + big + `"`
		}
		n := b.do(engine.OpPay, payBody(path, value))
		b.wantCode(n, "PARAM_ILLEGAL")
		wantText(t, message(n), field)
		if len(message(n)) > 2000 {
			t.Errorf("%s: the message has %d bytes", path, len(message(n)))
		}
	}
}

func TestLargeDirectives(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(engine.OpRefund, refundBody(b.paid(payBody()), reason("sim: "+strings.Repeat("drop ", 40))...))
	b.wantCode(n, "PARAM_ILLEGAL")
	n = b.do(engine.OpConsult, consultBody("extendInfo", `"sim: `+strings.Repeat("x", 1<<20)+`"`))
	b.wantCode(n, "PARAM_ILLEGAL")
	if len(message(n)) > 2000 {
		t.Errorf("the message has %d bytes", len(message(n)))
	}
}

// The client libraries write the same request in different ways.
func TestOneRequestInManyForms(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(authorizeBody())
	for i, request := range []string{
		`{"captureAmount":{"value":10,"currency":"USD"},"paymentId":%q,"captureRequestId":"%d","isLastCapture":false,"transit":null}`,
		`{ "captureRequestId" : "%[2]d" , "paymentId":%[1]q, "isLastCapture":"false","captureAmount":{"currency":"\u0055SD","value":"10"}}`,
		`{"transit":null,"captureType":null,"isLastCapture":null,"captureRequestId":"%[2]d","captureAmount":{"currency":"USD","value":"10"},"paymentId":%[1]q}`,
	} {
		b.wantCode(b.do(engine.OpCapture, fmt.Sprintf(request, id, i)), "SUCCESS")
	}
	for i, request := range []string{
		`{"refundAmount":{"value":10,"currency":"USD"},"captureId":%[1]q,"paymentId":%[2]q,"refundRequestId":"%[3]d","isAsyncRefund":false,"refundDetails":null,"metadata":null}`,
		`{"refundReason":"caf\u00e9 \ud83d\ude00","refundRequestId":"%[3]d","captureId":%[1]q,"paymentId":%[2]q,"isAsyncRefund":"false","refundAmount":{"currency":"USD","value":"1"}}`,
	} {
		list, err := b.Captures(id)
		if err != nil {
			t.Fatal(err)
		}
		b.wantCode(b.do(engine.OpRefund, fmt.Sprintf(request, list[i].CaptureID, id, i)), "SUCCESS")
	}
}
