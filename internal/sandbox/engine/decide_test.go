package engine_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// pendingRefund is a paid payment with a refund of a half in process.
func pendingRefund(t *testing.T) (b *bench, payment, refund string) {
	b = newBench(t)
	payment = b.do(engine.OpPay, payBody("order.orderDescription", `"sim: pay=success refund=pending"`)).Get("paymentId").String()
	n := b.do(engine.OpRefund, `{"refundRequestId":"r1","paymentId":"`+payment+`","refundAmount":{"currency":"HKD","value":"50"}}`)
	b.wantCode(n, "REFUND_IN_PROCESS")
	return b, payment, n.Get("refundId").String()
}

// TestDecideRefund holds that a refund ends as it is told, by either of its ids, with
// one notification, and that one that fails gives its amount free.
func TestDecideRefund(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		byOwn        bool
		status       engine.Status
		code, result string
		left         string // refunding the rest and this much more is accepted
	}{
		"accepted":           {false, engine.Success, "", "SUCCESS", "50"},
		"declined":           {true, engine.Fail, "", "PROCESS_FAIL", "100"},
		"declined with code": {true, engine.Fail, "MERCHANT_BALANCE_NOT_ENOUGH", "MERCHANT_BALANCE_NOT_ENOUGH", "100"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, payment, id := pendingRefund(t)
			asked := id
			if c.byOwn {
				asked = "r1"
			}
			b.pass(time.Hour)
			r, err := b.DecideRefund(asked, c.status, c.code)
			if err != nil || r.Status != c.status || r.ResultCode != c.result || !r.Updated.Equal(b.now) {
				t.Fatalf("got %+v, %v", r, err)
			}
			wantFields(t, b.do(engine.OpInquiryRefund, `{"refundRequestId":"r1"}`), map[string]string{"refundStatus": string(c.status)})
			list, err := b.Notifications()
			if err != nil || len(list) != 2 || list[0].Name != "notifyRefund" || !strings.Contains(string(list[0].Body), c.result) {
				t.Errorf("notified %v, %v", list, err)
			}
			b.wantCode(b.do(engine.OpRefund, `{"refundRequestId":"r2","paymentId":"`+payment+`","refundAmount":{"currency":"HKD","value":"`+c.left+`"}}`), "REFUND_IN_PROCESS")
			var state *engine.StateError
			if again, err := b.DecideRefund(id, engine.Success, ""); !errors.As(err, &state) || state.ID != id || again.Status != c.status {
				t.Errorf("a second decision: %+v, %v", again, err)
			}
		})
	}
}

// TestDecisionBeforeItsTime holds that a decision takes the place of the planned end.
func TestDecisionBeforeItsTime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, cardBody("order.orderDescription", `"sim: pay=success"`)).Get("paymentId").String()
	captures, err := b.Captures(id)
	if err != nil || len(captures) != 1 {
		t.Fatalf("%v, %v", captures, err)
	}
	c, err := b.DecideCapture(captures[0].CaptureID, engine.Fail, "")
	if err != nil || c.Status != engine.Fail || c.ResultCode != "PROCESS_FAIL" {
		t.Fatalf("got %+v, %v", c, err)
	}
	b.pass(time.Minute)
	if captures, err = b.Captures(id); err != nil || captures[0].Status != engine.Fail {
		t.Errorf("%v, %v", captures, err)
	}
	p, err := b.Find(id)
	if err != nil || p.Authorization.Settled != 0 || p.Authorization.Captured != 0 {
		t.Errorf("%+v, %v", p.Authorization, err)
	}
}

func TestDecisionsThatCannotBe(t *testing.T) {
	t.Parallel()
	b, payment, id := pendingRefund(t)
	var missing *engine.NotFoundError
	for _, other := range []string{"", payment, "r9"} {
		if _, err := b.DecideRefund(other, engine.Success, ""); !errors.As(err, &missing) || missing.What != "refund" {
			t.Errorf("%q: %v", other, err)
		}
	}
	if _, err := b.DecideCapture(id, engine.Success, ""); !errors.As(err, &missing) || missing.What != "capture" {
		t.Errorf("a refund is no capture: %v", err)
	}
	var code *engine.CodeError
	if _, err := b.DecideRefund(id, engine.Fail, "PROCES_FAIL"); !errors.As(err, &code) || code.Nearest != "PROCESS_FAIL" || !strings.Contains(err.Error(), "of a failed refund") {
		t.Errorf("got %v", err)
	}
}
