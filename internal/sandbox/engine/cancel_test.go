package engine_test

import (
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

func cancelBody(requestID string) string { return `{"paymentRequestId":"` + requestID + `"}` }

func TestCancelBeforeThePayment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, payBody()).Get("paymentId").String()
	b.pass(time.Minute)
	n := b.do(engine.OpCancel, cancelBody("pay-1"))
	b.wantCode(n, "SUCCESS")
	wantFields(t, n, map[string]string{"paymentId": id, "paymentRequestId": "pay-1", "cancelTime": "2024-01-15T01:21:46+00:00"})
	b.wantStatus("pay-1", "CANCELLED", "ORDER_IS_CANCELED")
	b.wantCode(b.do(engine.OpPay, payBody()), "ORDER_IS_CANCELED")
	if _, err := b.Pay(id, ""); err == nil {
		t.Error("a cancelled payment was paid")
	}
	b.pass(time.Hour)
	if again := b.do(engine.OpCancel, `{"paymentId":"`+id+`"}`); string(again.AppendJSON(nil)) != string(n.AppendJSON(nil)) {
		t.Errorf("a repeat is answered differently: %s", again.AppendJSON(nil))
	}
	b.wantMessages(id) // neither the cancellation nor an expiry is notified
}

func TestCancelAfterThePayment(t *testing.T) {
	t.Parallel()
	// It is 09:20 in GMT+8: the end is at 00:15 there, 14 h 54 min 14 s later.
	const left = 14*time.Hour + 54*time.Minute + 14*time.Second
	for _, test := range []struct {
		name   string
		scale  float64
		method string
		after  time.Duration
		want   string
	}{
		{"at once", 1, "ALIPAY_HK", 0, "SUCCESS"},
		{"in time", 1, "ALIPAY_HK", left - time.Second, "SUCCESS"},
		{"too late", 1, "ALIPAY_HK", left, "CANCEL_WINDOW_EXCEED"},
		{"in time, faster", 60, "ALIPAY_HK", left/60 - time.Second, "SUCCESS"},
		{"too late, faster", 60, "ALIPAY_HK", left/60 + time.Second, "CANCEL_WINDOW_EXCEED"},
		{"card in time", 1, "CARD", 7*24*time.Hour - time.Second, "SUCCESS"},
		{"card too late", 1, "CARD", 7 * 24 * time.Hour, "CANCEL_WINDOW_EXCEED"},
		{"never", 1, "JKOPAY", 0, "ORDER_STATUS_INVALID"},
		{"only before", 1, "ONLINEBANKING_BANGKOKBANK", 0, "ORDER_STATUS_INVALID"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newScaled(t, test.scale)
			request := payWith(test.method)
			if test.method == "CARD" {
				request = cardBody()
			}
			b.paid(request)
			b.pass(test.after)
			n := b.do(engine.OpCancel, cancelBody("pay-1"))
			b.wantCode(n, test.want)
			want, result := "SUCCESS", "SUCCESS"
			if test.want == "SUCCESS" {
				want, result = "CANCELLED", "ORDER_IS_CANCELED"
			}
			b.wantStatus("pay-1", want, result)
		})
	}
}

func TestCancelThatIsRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		before func(*bench)
		body   string
		want   string
	}{
		{"no id", func(*bench) {}, `{}`, "PARAM_ILLEGAL"},
		{"unknown", func(*bench) {}, cancelBody("pay-1"), "ORDER_NOT_EXIST"},
		{"control characters", func(*bench) {}, `{"paymentRequestId":"a\u0000b\u001b[2J"}`, "ORDER_NOT_EXIST"},
		{"expired", func(b *bench) { b.do(engine.OpPay, payBody()); b.pass(time.Hour) }, cancelBody("pay-1"), "ORDER_STATUS_INVALID"},
		{"refunded in part", func(b *bench) {
			b.do(engine.OpRefund, refundBody(b.paid(payBody()), "refundAmount.value", `"1"`))
		}, cancelBody("pay-1"), "ORDER_STATUS_INVALID"},
		{"not for the method", func(b *bench) {
			b.do(engine.OpPay, payWith("JKOPAY"))
		}, cancelBody("pay-1"), "ORDER_STATUS_INVALID"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			test.before(b)
			b.wantCode(b.do(engine.OpCancel, test.body), test.want)
		})
	}
}

func TestCancelOfASessionAndOfAPendingPayment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpSession, sessionBody())
	b.wantCode(b.do(engine.OpCancel, cancelBody("session-1")), "SUCCESS")
	b.wantCode(b.do(engine.OpSession, sessionBody()), "ORDER_IS_CANCELED")

	id := b.do(engine.OpPay, describe("sim: pay=pending")).Get("paymentId").String()
	b.wantMessages(id, "PAYMENT_PENDING SUCCESS")
	b.wantCode(b.do(engine.OpCancel, cancelBody("pay-1")), "SUCCESS")
	b.wantStatus("pay-1", "CANCELLED", "ORDER_IS_CANCELED")
}

func TestCancelByDirective(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid(describe("sim: cancel=UNKNOWN_EXCEPTION times=2"))
	for _, want := range []string{"UNKNOWN_EXCEPTION", "UNKNOWN_EXCEPTION", "SUCCESS"} {
		b.wantCode(b.do(engine.OpCancel, cancelBody("pay-1")), want)
	}
}
