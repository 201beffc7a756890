package engine_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Whatever a merchant, a buyer and the clock do in whatever order: money that goes
// back is never more than came, every end is notified once, and nothing stays
// scheduled that is over. bench.do checks every answer on the way.
func TestAnyOrderOfOperationsKeepsTheBooks(t *testing.T) {
	t.Parallel()
	made := map[string]int{}
	for seed := range uint64(30) {
		b := newBench(t)
		random := rand.New(rand.NewPCG(seed, 7))
		for range 120 {
			b.randomStep(random)
			b.checkBooks()
		}
		b.pass(8 * 24 * time.Hour)
		if next := b.sweep(); !next.IsZero() {
			t.Errorf("seed %d: something is scheduled for %v", seed, next)
		}
		b.checkEnds()
		all, _ := b.Notifications()
		for _, n := range all {
			made[n.NotifyType]++
		}
	}
	// The steps must lead somewhere.
	for kind, want := range map[string]int{"PAYMENT_RESULT": 60, "PAYMENT_PENDING": 10, "REFUND_RESULT": 60, "CAPTURE_RESULT": 60} {
		if made[kind] < want {
			t.Errorf("only %d of %s came of it", made[kind], kind)
		}
	}
}

const randomPayments = 4

func (b *bench) randomStep(random *rand.Rand) {
	id := fmt.Sprintf("pay-%d", random.IntN(randomPayments))
	p, _ := b.Find(id)
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	value := strconv.Itoa(1 + random.IntN(60))
	switch random.IntN(8) {
	case 0:
		b.do(engine.OpPay, authorizeBody("paymentRequestId", `"`+id+`"`,
			"paymentFactor", pick(`{}`, `{"isAuthorization":true}`, `{"isAuthorization":true,"captureMode":"MANUAL"}`),
			"order.orderDescription", pick(`"coffee"`, `"sim: pay=success after=1m"`, `"sim: capture=fail"`, `"sim: pay=pending after=2s"`)))
	case 1:
		_, _ = b.Pay(id, "")
	case 2:
		if random.IntN(6) == 0 {
			_, _ = b.Decline(id, "")
		}
	case 3:
		if random.IntN(3) == 0 {
			b.do(engine.OpCancel, cancelBody(id))
		}
	case 4, 5:
		b.do(engine.OpRefund, refundBody(p.PaymentID+"0"[:btoi(p.PaymentID == "")], "refundRequestId", fmt.Sprintf(`"r%d"`, random.IntN(40)),
			"refundAmount", `{"currency":"USD","value":"`+value+`"}`, "refundReason", pick(`"late"`, `"sim: refund=fail"`, `"sim: refund=success after=1m"`)))
	case 6:
		b.do(engine.OpCapture, captureBody(p.PaymentID+"0"[:btoi(p.PaymentID == "")], "captureRequestId", fmt.Sprintf(`"c%d"`, random.IntN(40)), "captureAmount.value", `"`+value+`"`))
	default:
		b.pass(time.Duration(random.IntN(120)) * time.Second)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// checkBooks adds up what every payment has.
func (b *bench) checkBooks() {
	b.t.Helper()
	payments, err := b.List()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, p := range payments {
		refunded, captured := int64(0), int64(0)
		refunds, err := b.Refunds(p.PaymentID)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, r := range refunds {
			if r.Status != engine.Fail {
				refunded += number(r.Amount)
			}
		}
		captures, err := b.Captures(p.PaymentID)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, c := range captures {
			if c.Status != engine.Fail {
				captured += number(c.Amount)
			}
		}
		limit := number(p.Amount)
		if p.Authorized() {
			limit = captured
		}
		if refunded != p.Refunded || refunded > limit && p.Status != engine.Cancelled || captured > number(p.Amount) {
			b.t.Errorf("payment %s: refunded %d (counted %d), captured %d of %s", p.PaymentID, refunded, p.Refunded, captured, p.Amount)
		}
	}
}

func number(a engine.Amount) int64 {
	n, _ := strconv.ParseInt(a.Value, 10, 64)
	return n
}

// checkEnds finds the notification of every end, and one only.
func (b *bench) checkEnds() {
	b.t.Helper()
	counts := map[string]int{}
	_ = b.store.View(func(tx store.Tx) error {
		for id := range tx.Ascend(store.Notifications, "", "") {
			n, err := b.FindNotification(id)
			if err != nil {
				b.t.Error(err)
			}
			counts[n.NotifyType+n.PaymentRequestID+n.RefundRequestID+n.CaptureRequestID]++
		}
		return nil
	})
	payments, _ := b.List()
	for _, p := range payments {
		if want := btoi(p.Status == engine.Success || p.Status == engine.Fail); counts["PAYMENT_RESULT"+p.PaymentRequestID] < want || counts["PAYMENT_RESULT"+p.PaymentRequestID] > 1 {
			b.t.Errorf("payment %s is %s and has %d notifications", p.PaymentRequestID, p.Status, counts["PAYMENT_RESULT"+p.PaymentRequestID])
		}
		refunds, _ := b.Refunds(p.PaymentID)
		for _, r := range refunds {
			if counts["REFUND_RESULT"+r.RefundRequestID] != 1 {
				b.t.Errorf("refund %s has %d notifications", r.RefundRequestID, counts["REFUND_RESULT"+r.RefundRequestID])
			}
		}
		captures, _ := b.Captures(p.PaymentID)
		for _, c := range captures {
			if counts["CAPTURE_RESULT"+c.CaptureRequestID] != 1 {
				b.t.Errorf("capture %s has %d notifications", c.CaptureRequestID, counts["CAPTURE_RESULT"+c.CaptureRequestID])
			}
		}
	}
}

// No body makes the engine fail or answer against the specification.
func FuzzDo(f *testing.F) {
	for _, seed := range []struct{ operation, body string }{
		{engine.OpPay, payBody()}, {engine.OpSession, sessionBody()}, {engine.OpInquiry, inquiry("pay-1")}, {engine.OpCancel, cancelBody("pay-1")},
		{engine.OpRefund, refundBody("1", "refundReason", `"sim: refund=fail"`)}, {engine.OpInquiryRefund, `{"refundId":"1"}`}, {engine.OpCapture, captureBody("1")},
		{engine.OpConsult, consultBody("extendInfo", `"sim: drop"`)}, {engine.OpRetrieve, `{"paymentRequestId":"session-1"}`}, {engine.OpPay, `[]`}, {"nothing", `null`},
	} {
		f.Add(seed.operation, seed.body)
	}
	f.Fuzz(func(t *testing.T, operation, body string) {
		node, err := spec.ParseJSON([]byte(body))
		if err != nil {
			return
		}
		b := newBench(t)
		b.do(engine.OpPay, payBody())
		reply, err := b.Do(engine.Request{Operation: operation, ClientID: client, Body: node})
		if err != nil {
			t.Fatal(err)
		}
		for _, finding := range spec.ValidateResponse(operation, reply.Body, spec.Options{}) {
			if finding.Severity == spec.Error {
				t.Errorf("%s: %s in %s", finding.Path, finding.Message, reply.Body.AppendJSON(nil))
			}
		}
		b.pass(400 * 24 * time.Hour)
		b.sweep()
	})
}
