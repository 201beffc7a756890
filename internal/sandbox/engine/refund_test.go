package engine_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// refundBody is a request to refund with changes, as in payBody.
func refundBody(paymentID string, changes ...string) string {
	return body(fmt.Sprintf(`{"refundRequestId":"refund-1","paymentId":%q,
		"refundAmount":{"currency":"HKD","value":"100"},
		"refundNotifyUrl":"https://shop.example/refunds"}`, paymentID), changes)
}

func reason(directive string) []string { return []string{"refundReason", `"` + directive + `"`} }

func (b *bench) wantRefund(id, status string) *spec.Node {
	b.t.Helper()
	n := b.do(engine.OpInquiryRefund, `{"refundRequestId":"`+id+`"}`)
	b.wantCode(n, "SUCCESS")
	if got := n.Get("refundStatus").String(); got != status {
		b.t.Errorf("refundStatus is %s, want %s", got, status)
	}
	return n
}

func TestRefundOfTheWholePayment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(payBody())
	b.pass(time.Minute)
	n := b.do(engine.OpRefund, refundBody(id, "metadata", `"{\"a\":1}"`))
	b.wantCode(n, "SUCCESS")
	wantFields(t, n, map[string]string{
		"paymentId": id, "refundRequestId": "refund-1", "refundAmount.value": "100", "refundTime": "2024-01-15T01:21:46+00:00",
	})
	refundID := n.Get("refundId").String()
	if len(refundID) != 35 || refundID == id {
		t.Errorf("refundId is %q", refundID)
	}
	got := b.wantRefund("refund-1", "SUCCESS")
	wantFields(t, got, map[string]string{"refundId": refundID, "refundAmount.currency": "HKD", "refundTime": "2024-01-15T01:21:46+00:00", "metadata": `{"a":1}`})
	b.wantCode(b.do(engine.OpInquiryRefund, `{"refundId":"`+refundID+`","refundRequestId":"other"}`), "SUCCESS")

	wantFields(t, b.wantStatus("pay-1", "SUCCESS", "SUCCESS"), map[string]string{
		"transactions[0].transactionType": "REFUND", "transactions[0].transactionId": refundID,
		"transactions[0].transactionRequestId": "refund-1", "transactions[0].transactionStatus": "SUCCESS",
		"transactions[0].transactionAmount.value": "100",
	})
	b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "REFUND_RESULT SUCCESS")
	if m := b.messages(id)[1]; m.URL != "https://shop.example/refunds" || m.RefundRequestID != "refund-1" {
		t.Errorf("the notification is %+v", m)
	}
}

func TestRefundsInParts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(payBody())
	part := func(name, value string) *spec.Node {
		return b.do(engine.OpRefund, refundBody(id, "refundRequestId", `"`+name+`"`, "refundAmount.value", `"`+value+`"`))
	}
	b.wantCode(part("a", "60"), "SUCCESS")
	n := part("b", "41")
	b.wantCode(n, "REFUND_AMOUNT_EXCEED")
	wantText(t, message(n), "HKD 0.40", "41")
	b.wantCode(part("b", "40"), "SUCCESS") // the refused one made no refund
	b.wantCode(part("c", "1"), "REFUND_AMOUNT_EXCEED")
	if list, err := b.Refunds("pay-1"); err != nil || len(list) != 2 || list[0].RefundRequestID != "a" {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestRepeatsOfARefund(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, other := b.paid(payBody()), b.paid(payBody("paymentRequestId", `"pay-2"`))
	half := []string{"refundAmount.value", `"50"`}
	first := b.do(engine.OpRefund, refundBody(id, half...))
	b.pass(time.Hour)
	for name, again := range map[string]string{
		"same":           refundBody(id, half...),
		"native value":   refundBody(id, "refundAmount.value", `50`),
		"another reason": refundBody(id, append([]string{"refundReason", `"too late"`}, half...)...),
	} {
		n := b.do(engine.OpRefund, again)
		if string(n.AppendJSON(nil)) != string(first.AppendJSON(nil)) {
			t.Errorf("%s: the answers differ:\n%s\n%s", name, first.AppendJSON(nil), n.AppendJSON(nil))
		}
	}
	b.wantCode(b.do(engine.OpRefund, refundBody(id, "refundAmount.value", `"49"`)), "REPEAT_REQ_INCONSISTENT")
	b.wantCode(b.do(engine.OpRefund, refundBody(other, half...)), "REPEAT_REQ_INCONSISTENT")
	b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "REFUND_RESULT SUCCESS")
}

func TestManyRepeatsAtOnceMakeOneRefund(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(payBody())
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			node, _ := spec.ParseJSON([]byte(refundBody(id)))
			if _, err := b.Do(engine.Request{Operation: engine.OpRefund, ClientID: client, Body: node}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if list, _ := b.Refunds(id); len(list) != 1 {
		t.Errorf("%d refunds were made", len(list))
	}
}

func TestRefundsThatAreRefused(t *testing.T) {
	t.Parallel()
	paid := func(b *bench) string { return b.paid(payBody()) }
	for _, test := range []struct {
		name   string
		before func(*bench) string
		change []string
		want   string
		say    string
	}{
		{"no such payment", func(*bench) string { return "20240115" }, nil, "ORDER_NOT_EXIST", "20240115"},
		{"not paid", func(b *bench) string { return b.do(engine.OpPay, payBody()).Get("paymentId").String() }, nil, "ORDER_STATUS_INVALID", "PROCESSING"},
		{"expired", func(b *bench) string {
			id := b.do(engine.OpPay, payBody()).Get("paymentId").String()
			b.pass(time.Hour)
			return id
		}, nil, "ORDER_STATUS_INVALID", "FAIL"},
		{"cancelled", func(b *bench) string {
			id := b.paid(payBody())
			b.do(engine.OpCancel, `{"paymentId":"`+id+`"}`)
			return id
		}, nil, "ORDER_IS_CANCELED", "cancelled"},
		{"more than paid", paid, []string{"refundAmount.value", `"101"`}, "REFUND_AMOUNT_EXCEED", "HKD 1.00 of"},
		{"nothing", paid, []string{"refundAmount.value", `"0"`}, "PARAM_ILLEGAL", "zero"},
		{"other currency", paid, []string{"refundAmount.currency", `"USD"`}, "CURRENCY_NOT_SUPPORT", "HKD, not USD"},
		{"a capture of a payment without", paid, []string{"captureId", `"1"`}, "PARAM_ILLEGAL", "captureId"},
		{"huge", paid, []string{"refundAmount.value", `"99999999999999999999"`}, "PARAM_ILLEGAL", "refundAmount.value"},
		{"the most that fits", paid, []string{"refundAmount.value", `"9999999999999999"`}, "REFUND_AMOUNT_EXCEED", "not HKD 99999999999999.99"},
		{"negative", paid, []string{"refundAmount.value", `"-5"`}, "PARAM_ILLEGAL", "refundAmount.value"},
		{"no id", paid, []string{"refundRequestId", ""}, "PARAM_ILLEGAL", "refundRequestId"},
		{"directive", paid, reason("sim: explode"), "PARAM_ILLEGAL", "refund=success|fail|pending"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			n := b.do(engine.OpRefund, refundBody(test.before(b), test.change...))
			b.wantCode(n, test.want)
			wantText(t, message(n), test.say)
			b.wantCode(b.do(engine.OpInquiryRefund, `{"refundRequestId":"refund-1"}`), "REFUND_NOT_EXIST")
		})
	}
}

func TestMethodsLimitRefunds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	konbini := b.paid(payBody("paymentMethod.paymentMethodType", `"ONLINEBANKING_PAYEASY"`, "paymentAmount", `{"currency":"JPY","value":"100"}`))
	n := b.do(engine.OpRefund, refundBody(konbini, "refundAmount.currency", `"JPY"`))
	b.wantCode(n, "PAYMENT_METHOD_NOT_SUPPORTED")
	wantText(t, message(n), "ONLINEBANKING_PAYEASY")

	// EPS can be refunded for 365 days.
	eps := b.paid(payBody("paymentRequestId", `"pay-2"`, "paymentMethod.paymentMethodType", `"EPS"`, "paymentAmount", `{"currency":"EUR","value":"100"}`))
	euro := func(name string) string {
		return refundBody(eps, "refundRequestId", `"`+name+`"`, "refundAmount", `{"currency":"EUR","value":"10"}`)
	}
	b.pass(365*24*time.Hour - time.Second)
	b.wantCode(b.do(engine.OpRefund, euro("a")), "SUCCESS")
	b.pass(time.Second)
	b.wantCode(b.do(engine.OpRefund, euro("b")), "REFUND_WINDOW_EXCEED")
}

func TestRefundsThatTakeTheirTime(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name           string
		pay            string
		change         []string
		after          time.Duration
		status, result string
	}{
		{"asked for", payBody(), []string{"isAsyncRefund", `true`}, 3 * time.Second, "SUCCESS", "SUCCESS"},
		{"asked for as text", payBody(), []string{"isAsyncRefund", `"true"`}, 3 * time.Second, "SUCCESS", "SUCCESS"},
		{"by directive", payBody(), reason("sim: refund=success after=1h"), time.Hour, "SUCCESS", "SUCCESS"},
		{"by its code", payBody(), reason("sim: result=REFUND_IN_PROCESS"), 3 * time.Second, "SUCCESS", "SUCCESS"},
		{"fails", payBody(), reason("sim: refund=fail"), 3 * time.Second, "FAIL", "PROCESS_FAIL"},
		{"fails with a code", payBody(), reason("sim: refund=fail code=RISK_REJECT after=10s"), 10 * time.Second, "FAIL", "RISK_REJECT"},
		{"by the payment's directive", describe("sim: refund=fail"), nil, 3 * time.Second, "FAIL", "PROCESS_FAIL"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			id := b.paid(test.pay)
			request := refundBody(id, test.change...)
			n := b.do(engine.OpRefund, request)
			b.wantCode(n, "REFUND_IN_PROCESS")
			b.wantRefund("refund-1", "PROCESSING")
			b.wantCode(b.do(engine.OpRefund, refundBody(id, "refundRequestId", `"second"`)), "REFUND_AMOUNT_EXCEED") // the amount is taken
			b.pass(test.after - time.Millisecond)
			b.wantRefund("refund-1", "PROCESSING")
			b.pass(time.Millisecond)
			b.wantRefund("refund-1", test.status)
			b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "REFUND_RESULT "+test.result)
			b.wantCode(b.do(engine.OpRefund, request), test.result) // a repeat tells the state
			if test.status == "FAIL" {
				// What failed can be refunded again, with a new id.
				b.wantCode(b.do(engine.OpRefund, refundBody(id, "refundRequestId", `"second"`, "refundReason", `"sim: refund=success"`)), "REFUND_IN_PROCESS")
			}
		})
	}
}

func TestPendingRefundStaysInProcess(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(payBody())
	b.wantCode(b.do(engine.OpRefund, refundBody(id, reason("sim: refund=pending")...)), "REFUND_IN_PROCESS")
	b.pass(1000 * time.Hour)
	b.wantRefund("refund-1", "PROCESSING")
}

func TestDirectivesOfARefundsAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(payBody())
	request := refundBody(id, reason("sim: drop delay=2s times=1")...)
	if r := b.reply(engine.OpRefund, request); !r.Drop || r.Delay != 2*time.Second {
		t.Errorf("the first answer: %+v", r)
	}
	r := b.reply(engine.OpRefund, request)
	if r.Drop || r.Delay != 0 {
		t.Errorf("the second answer: %+v", r)
	}
	b.wantCode(r.Body, "SUCCESS")
	if list, _ := b.Refunds(id); len(list) != 1 {
		t.Errorf("%d refunds were made", len(list))
	}

	request = refundBody(b.paid(payBody("paymentRequestId", `"pay-2"`)), append(reason("sim: result=UNKNOWN_EXCEPTION times=2"), "refundRequestId", `"refund-2"`)...)
	for _, want := range []string{"UNKNOWN_EXCEPTION", "UNKNOWN_EXCEPTION", "SUCCESS", "SUCCESS"} {
		b.wantCode(b.do(engine.OpRefund, request), want)
	}
}

func TestRefundsOfOthersAreNotSeen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(payBody())
	refund := b.do(engine.OpRefund, refundBody(id)).Get("refundId").String()
	for operation, request := range map[string]string{
		engine.OpRefund:        refundBody(id, "refundRequestId", `"x"`),
		engine.OpInquiryRefund: `{"refundId":"` + refund + `"}`,
		engine.OpCancel:        `{"paymentId":"` + id + `"}`,
		engine.OpCapture:       captureBody(id),
	} {
		node, _ := spec.ParseJSON([]byte(request))
		reply, err := b.Do(engine.Request{Operation: operation, ClientID: "SANDBOX_OTHER", Body: node})
		if got := code(reply.Body); err != nil || got != "ORDER_NOT_EXIST" && got != "REFUND_NOT_EXIST" && got != "AUTH_NOT_FOUND" {
			t.Errorf("%s: %s, %v", operation, got, err)
		}
	}
}
