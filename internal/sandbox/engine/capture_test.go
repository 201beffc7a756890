package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// captureBody is a request to capture with changes, as in payBody.
func captureBody(paymentID string, changes ...string) string {
	return body(fmt.Sprintf(`{"captureRequestId":"capture-1","paymentId":%q,"captureAmount":{"currency":"USD","value":"100"}}`, paymentID), changes)
}

// authorizeBody is a card payment to be captured afterwards by the merchant.
func authorizeBody(changes ...string) string {
	return cardBody(append([]string{
		"paymentAmount", `{"currency":"USD","value":"100"}`,
		"paymentFactor", `{"isAuthorization":true,"captureMode":"MANUAL"}`,
	}, changes...)...)
}

func amount(value string) []string { return []string{"captureAmount.value", `"` + value + `"`} }

func TestManualCapture(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(authorizeBody())
	n := b.wantStatus("pay-1", "SUCCESS", "SUCCESS")
	wantFields(t, n, map[string]string{"authExpiryTime": "2024-01-22T01:20:46+00:00"})
	if n.Get("transactions") != nil {
		t.Error("nothing is captured yet")
	}
	b.pass(time.Hour)
	n = b.do(engine.OpCapture, captureBody(id))
	b.wantCode(n, "SUCCESS")
	wantFields(t, n, map[string]string{
		"captureRequestId": "capture-1", "paymentId": id, "captureAmount.value": "100", "captureTime": "2024-01-15T02:20:46+00:00",
	})
	capture := n.Get("captureId").String()
	wantFields(t, b.wantStatus("pay-1", "SUCCESS", "SUCCESS"), map[string]string{
		"transactions[0].transactionType": "CAPTURE", "transactions[0].transactionId": capture,
		"transactions[0].transactionStatus": "SUCCESS", "transactions[0].transactionRequestId": "capture-1",
	})
	b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "CAPTURE_RESULT SUCCESS")
	if again := b.do(engine.OpCapture, captureBody(id)); string(again.AppendJSON(nil)) != string(n.AppendJSON(nil)) {
		t.Error("a repeat is answered differently")
	}
	b.wantCode(b.do(engine.OpCapture, captureBody(id, amount("99")...)), "REPEAT_REQ_INCONSISTENT")
	b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "CAPTURE_RESULT SUCCESS")
}

func TestAutomaticCapture(t *testing.T) {
	t.Parallel()
	for _, factor := range []string{`{"isAuthorization":"true"}`, `{"isAuthorization":true,"captureMode":"AUTOMATIC"}`} {
		b := newBench(t)
		id := b.paid(authorizeBody("paymentFactor", factor))
		wantFields(t, b.wantStatus("pay-1", "SUCCESS", "SUCCESS"), map[string]string{"transactions[0].transactionStatus": "PROCESSING"})
		b.wantMessages(id, "PAYMENT_RESULT SUCCESS")
		b.wantCode(b.do(engine.OpRefund, refundBody(id, "refundAmount.currency", `"USD"`)), "ORDER_STATUS_INVALID")
		n := b.do(engine.OpCapture, captureBody(id))
		b.wantCode(n, "MULTI_CAPTURE_NOT_SUPPORTED")
		b.pass(3 * time.Second)
		wantFields(t, b.wantStatus("pay-1", "SUCCESS", "SUCCESS"), map[string]string{
			"transactions[0].transactionStatus": "SUCCESS", "transactions[0].transactionAmount.value": "100",
			"transactions[0].transactionTime": "2024-01-15T01:20:49+00:00",
		})
		b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "CAPTURE_RESULT SUCCESS")
		b.wantCode(b.do(engine.OpRefund, refundBody(id, "refundAmount.currency", `"USD"`)), "SUCCESS")
	}
}

func TestOnlyCardsAreAuthorized(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(payBody("paymentFactor", `{"isAuthorization":true,"captureMode":"MANUAL"}`))
	if n := b.wantStatus("pay-1", "SUCCESS", "SUCCESS"); n.Get("authExpiryTime") != nil {
		t.Error("a wallet payment is an authorization")
	}
	b.wantCode(b.do(engine.OpCapture, captureBody(id)), "AUTH_NOT_FOUND")
	b.wantCode(b.do(engine.OpRefund, refundBody(id)), "SUCCESS") // it was paid at once
}

func TestCapturesInParts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(authorizeBody())
	part := func(name, value string, more ...string) string {
		n := b.do(engine.OpCapture, captureBody(id, append([]string{"captureRequestId", `"` + name + `"`, "captureAmount.value", `"` + value + `"`}, more...)...))
		return code(n)
	}
	if got := part("a", "30"); got != "SUCCESS" {
		t.Fatal(got)
	}
	if got := part("b", "71"); got != "CAPTURE_AMOUNT_EXCEED_AUTH_LIMIT" {
		t.Errorf("more than is authorized: %s", got)
	}
	if got := part("b", "20", "isLastCapture", `true`); got != "SUCCESS" {
		t.Errorf("the last: %s", got)
	}
	if got := part("c", "1"); got != "MULTI_CAPTURE_NOT_SUPPORTED" {
		t.Errorf("after the last: %s", got)
	}
	list, err := b.Captures("pay-1")
	if err != nil || len(list) != 2 || !list[1].Last {
		t.Fatalf("got %+v, %v", list, err)
	}

	// A refund says which of several captures it is taken from.
	refund := func(name, value, capture string) string {
		return code(b.do(engine.OpRefund, refundBody(id, "refundRequestId", `"`+name+`"`, "refundAmount", `{"currency":"USD","value":"`+value+`"}`, "captureId", capture)))
	}
	first := `"` + list[0].CaptureID + `"`
	for _, test := range []struct{ name, value, capture, want string }{
		{"a", "10", "", "PARAM_ILLEGAL"},
		{"a", "10", `"1"`, "PARAM_ILLEGAL"},
		{"a", "31", first, "REFUND_AMOUNT_EXCEED"},
		{"a", "20", first, "SUCCESS"},
		{"b", "11", first, "REFUND_AMOUNT_EXCEED"},
		{"b", "51", `"` + list[1].CaptureID + `"`, "REFUND_AMOUNT_EXCEED"},
		{"b", "20", `"` + list[1].CaptureID + `"`, "SUCCESS"},
		{"c", "10", first, "SUCCESS"},
	} {
		if got := refund(test.name, test.value, test.capture); got != test.want {
			t.Errorf("refund %+v: got %s", test, got)
		}
	}
}

func TestRefundBeforeASecondCaptureCountsOnTheFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(authorizeBody())
	b.do(engine.OpCapture, captureBody(id, amount("30")...))
	b.wantCode(b.do(engine.OpRefund, refundBody(id, "refundAmount", `{"currency":"USD","value":"30"}`)), "SUCCESS")
	b.do(engine.OpCapture, captureBody(id, append(amount("30"), "captureRequestId", `"capture-2"`)...))
	list, _ := b.Captures(id)
	n := b.do(engine.OpRefund, refundBody(id, "refundRequestId", `"r2"`, "captureId", `"`+list[0].CaptureID+`"`, "refundAmount", `{"currency":"USD","value":"1"}`))
	b.wantCode(n, "REFUND_AMOUNT_EXCEED")
}

func TestCapturesThatAreRefused(t *testing.T) {
	t.Parallel()
	paid := func(b *bench) string { return b.paid(authorizeBody()) }
	for _, test := range []struct {
		name   string
		before func(*bench) string
		change []string
		want   string
	}{
		{"no such payment", func(*bench) string { return "1" }, nil, "AUTH_NOT_FOUND"},
		{"not authorized yet", func(b *bench) string { return b.do(engine.OpPay, authorizeBody()).Get("paymentId").String() }, nil, "AUTH_NOT_FOUND"},
		{"cancelled", func(b *bench) string {
			id := b.paid(authorizeBody())
			b.do(engine.OpCancel, `{"paymentId":"`+id+`"}`)
			return id
		}, nil, "AUTH_CANCELLED"},
		{"expired", func(b *bench) string {
			id := b.paid(authorizeBody())
			b.pass(7 * 24 * time.Hour)
			return id
		}, nil, "AUTH_EXPIRED"},
		{"just in time", func(b *bench) string {
			id := b.paid(authorizeBody())
			b.pass(7*24*time.Hour - time.Second)
			return id
		}, nil, "SUCCESS"},
		{"too much", paid, amount("101"), "CAPTURE_AMOUNT_EXCEED_AUTH_LIMIT"},
		{"nothing", paid, amount("0"), "PARAM_ILLEGAL"},
		{"other currency", paid, []string{"captureAmount.currency", `"EUR"`}, "CURRENCY_NOT_SUPPORT"},
		{"negative", paid, amount("-1"), "PARAM_ILLEGAL"},
		{"no amount", paid, []string{"captureAmount", ""}, "PARAM_ILLEGAL"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.wantCode(b.do(engine.OpCapture, captureBody(test.before(b), test.change...)), test.want)
		})
	}
}

func TestCapturesByDirective(t *testing.T) {
	t.Parallel()
	directive := func(text string, changes ...string) string {
		return authorizeBody(append([]string{"order.orderDescription", `"` + text + `"`}, changes...)...)
	}
	b := newBench(t)
	id := b.paid(directive("sim: capture=fail"))
	b.wantCode(b.do(engine.OpCapture, captureBody(id)), "CAPTURE_IN_PROCESS")
	b.pass(3 * time.Second)
	b.wantCode(b.do(engine.OpCapture, captureBody(id)), "PROCESS_FAIL")
	b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "CAPTURE_RESULT PROCESS_FAIL")

	b = newBench(t)
	id = b.paid(directive("sim: capture=CAPTURE_IN_PROCESS times=1"))
	b.wantCode(b.do(engine.OpCapture, captureBody(id)), "CAPTURE_IN_PROCESS")
	b.pass(3 * time.Second)
	b.wantCode(b.do(engine.OpCapture, captureBody(id)), "SUCCESS")

	b = newBench(t)
	id = b.paid(directive("sim: capture=RISK_REJECT", "paymentFactor", `{"isAuthorization":true}`))
	b.pass(3 * time.Second)
	b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "CAPTURE_RESULT RISK_REJECT")
}

func TestCancellationEndsACaptureInProcess(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(authorizeBody("paymentFactor", `{"isAuthorization":true}`))
	b.wantCode(b.do(engine.OpCancel, `{"paymentId":"`+id+`"}`), "SUCCESS")
	b.pass(time.Hour)
	b.wantStatus("pay-1", "CANCELLED", "ORDER_IS_CANCELED")
	b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "CAPTURE_RESULT AUTH_CANCELLED")
}
