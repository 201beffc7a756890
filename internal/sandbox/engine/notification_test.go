package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// one is the only notification there is.
func (b *bench) one() engine.Notification {
	b.t.Helper()
	list, err := b.Notifications()
	if err != nil || len(list) != 1 {
		b.t.Fatalf("got %d notifications, %v; want one", len(list), err)
	}
	return list[0]
}

func TestPaidPaymentIsNotified(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, payBody("metadata", `"<a>&b"`)).Get("paymentId").String()
	b.pass(time.Minute)
	if due, next, err := b.Due(10); err != nil || len(due) != 0 || !next.IsZero() {
		t.Errorf("before the payment: %v, %v, %v", due, next, err)
	}
	if _, err := b.Pay(id, ""); err != nil {
		t.Fatal(err)
	}
	due, next, err := b.Due(10)
	if err != nil || len(due) != 1 || !next.IsZero() {
		t.Fatalf("got %v, %v, %v", due, next, err)
	}
	n := due[0]
	if n.Name != "notifyPayment" || n.NotifyType != "PAYMENT_RESULT" || n.URL != "https://shop.example/notify" ||
		n.PaymentID != id || n.PaymentRequestID != "pay-1" || n.ClientID != client || n.State != engine.Waiting || !n.Next.Equal(b.now) {
		t.Errorf("got %+v", n)
	}
	root, err := spec.ParseJSON(n.Body)
	if err != nil {
		t.Fatal(err)
	}
	wantFields(t, root, map[string]string{
		"result.resultStatus": "S", "result.resultCode": "SUCCESS", "paymentTime": "2024-01-15T01:21:46+00:00",
		"paymentCreateTime": "2024-01-15T01:20:46+00:00", "paymentAmount.value": "100", "actualPaymentAmount.value": "100", "metadata": "<a>&b",
	})
	if !strings.Contains(string(n.Body), "<a>&b") {
		t.Errorf("the body was changed: %s", n.Body)
	}
}

func TestWhichEndsAreNotified(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		body string
		then func(*bench, string)
		want []string
	}{
		{"declined", payBody(), func(b *bench, id string) { _, _ = b.Decline(id, "RISK_REJECT") }, []string{"PAYMENT_RESULT RISK_REJECT"}},
		{"expired", payBody(), func(b *bench, _ string) { b.pass(time.Hour) }, []string{"PAYMENT_RESULT ORDER_IS_CLOSED"}},
		{"still open", payBody(), func(*bench, string) {}, nil},
		{"planned", describe("sim: pay=fail code=DO_NOT_HONOR after=1m"), func(b *bench, _ string) { b.pass(time.Minute) }, []string{"PAYMENT_RESULT DO_NOT_HONOR"}},
		{"pending, then paid", describe("sim: pay=pending"), func(b *bench, id string) { b.pass(time.Second); _, _ = b.Pay(id, "") }, []string{"PAYMENT_PENDING SUCCESS", "PAYMENT_RESULT SUCCESS"}},
		{"paid at once", describe("sim: result=SUCCESS"), func(*bench, string) {}, []string{"PAYMENT_RESULT SUCCESS"}},
		{"refused at once", describe("sim: result=RISK_REJECT"), func(b *bench, _ string) { b.pass(time.Hour) }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.do(engine.OpPay, test.body)
			p, err := b.Find("pay-1")
			if err != nil {
				t.Fatal(err)
			}
			test.then(b, p.PaymentID)
			b.wantMessages(p.PaymentID, test.want...)
		})
	}
}

func TestWithoutAnAddressTheDashboardsIsUsed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid(payBody("paymentNotifyUrl", ""))
	if got := b.one().URL; got != "https://shop.example/dashboard" {
		t.Errorf("got %q", got)
	}
	b = newBench(t)
	b.Engine = engine.New(engine.Options{Store: b.store, ClientID: client, BaseURL: func() string { return base }, Now: func() time.Time { return b.now }})
	b.paid(payBody("paymentNotifyUrl", ""))
	if list, err := b.Notifications(); err != nil || len(list) != 0 {
		t.Errorf("got %v, %v", list, err)
	}
	var nothing *engine.NothingToNotifyError
	if _, err := b.Notify("pay-1"); !errors.As(err, &nothing) || !strings.Contains(err.Error(), "address") {
		t.Errorf("got %v", err)
	}
}

func TestLadder(t *testing.T) {
	t.Parallel()
	for _, scale := range []float64{1, 600} {
		b := newScaled(t, scale)
		b.paid(payBody())
		id := b.one().ID
		waits := []time.Duration{2 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour}
		for i, wait := range waits {
			n, err := b.Attempted(id, engine.Attempt{At: b.now, HTTPStatus: 500, Error: "HTTP status 500"})
			scaled := time.Duration(float64(wait) / scale)
			if err != nil || n.State != engine.Waiting || n.Next.Sub(b.now) != scaled {
				t.Fatalf("after attempt %d: next in %v, %v; want %v", i+1, n.Next.Sub(b.now), err, scaled)
			}
			if due, next, _ := b.Due(1); len(due) != 0 || !next.Equal(n.Next) {
				t.Errorf("after attempt %d: due %v, next %v", i+1, due, next)
			}
			b.pass(scaled)
			if due, _, _ := b.Due(1); len(due) != 1 {
				t.Errorf("attempt %d is not due", i+2)
			}
		}
		n, err := b.Attempted(id, engine.Attempt{At: b.now, Error: "refused"})
		if err != nil || n.State != engine.GivenUp || !n.Next.IsZero() || len(n.Attempts) != 8 {
			t.Errorf("after the last: %+v, %v", n, err)
		}
		if due, next, _ := b.Due(1); len(due) != 0 || !next.IsZero() {
			t.Errorf("something is due after the last: %v, %v", due, next)
		}
	}
}

func TestAcknowledgedEndsTheRepeats(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid(payBody())
	id := b.one().ID
	n, err := b.Attempted(id, engine.Attempt{At: b.now, HTTPStatus: 200, Acknowledged: true, Duration: time.Millisecond})
	if err != nil || n.State != engine.Delivered || !n.Next.IsZero() {
		t.Errorf("got %+v, %v", n, err)
	}
	if n, err = b.Attempted(id, engine.Attempt{At: b.now, Error: "a copy that failed"}); err != nil || n.State != engine.Delivered || len(n.Attempts) != 2 {
		t.Errorf("after a copy: %+v, %v", n, err)
	}
	if _, err := b.Attempted("ntf-x", engine.Attempt{}); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func TestNotifyAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(payBody())
	own := b.one().ID
	if _, err := b.Attempted(own, engine.Attempt{At: b.now, Acknowledged: true}); err != nil {
		t.Fatal(err)
	}
	b.pass(time.Hour)
	for _, any := range []string{own, id, "pay-1"} {
		n, err := b.Notify(any)
		if err != nil || n.ID != own || n.State != engine.Waiting || !n.Next.Equal(b.now) {
			t.Errorf("%s: %+v, %v", any, n, err)
		}
		if due, _, _ := b.Due(10); len(due) != 1 {
			t.Errorf("%s: %d are due", any, len(due))
		}
		if n, err = b.Attempted(own, engine.Attempt{At: b.now}); err != nil || n.Next.Sub(b.now) != 2*time.Minute {
			t.Errorf("%s: the ladder does not begin again: %+v, %v", any, n, err)
		}
	}
	refund := b.do(engine.OpRefund, refundBody(id))
	for _, any := range []string{"refund-1", refund.Get("refundId").String()} {
		if n, err := b.Notify(any); err != nil || n.NotifyType != "REFUND_RESULT" {
			t.Errorf("%s: %+v, %v", any, n, err)
		}
	}
	if _, err := b.Notify("nothing"); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	b.do(engine.OpPay, payBody("paymentRequestId", `"pay-2"`))
	var open *engine.NothingToNotifyError
	if _, err := b.Notify("pay-2"); !errors.As(err, &open) || !strings.Contains(err.Error(), "PROCESSING") {
		t.Errorf("an open payment: %v", err)
	}
}

func TestNotifyMakesAForgottenOneAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paid(authorizeBody())
	b.do(engine.OpCapture, captureBody(id))
	b.do(engine.OpRefund, refundBody(id, "refundAmount.currency", `"USD"`))
	_ = b.store.Update(func(tx store.Tx) error {
		for _, bucket := range []store.Bucket{store.Notifications, store.Outbox, store.Finished} {
			if err := tx.Clear(bucket); err != nil {
				return err
			}
		}
		return nil
	})
	for any, want := range map[string]string{id: "PAYMENT_RESULT", "capture-1": "CAPTURE_RESULT", "refund-1": "REFUND_RESULT"} {
		if n, err := b.Notify(any); err != nil || n.NotifyType != want {
			t.Errorf("%s: %+v, %v", any, n, err)
		}
	}
	if due, _, err := b.Due(10); err != nil || len(due) != 3 {
		t.Errorf("%d are due, %v", len(due), err)
	}
}

func TestDueIsOldestFirstAndLimited(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var want []string
	for i := range 5 {
		b.paid(payBody("paymentRequestId", fmt.Sprintf(`"pay-%d"`, i)))
		want = append(want, fmt.Sprintf("pay-%d", i))
	}
	due, next, err := b.Due(3)
	var got []string
	for _, n := range due {
		got = append(got, n.PaymentRequestID)
	}
	if err != nil || !slices.Equal(got, want[:3]) || !next.Equal(b.now) {
		t.Errorf("got %v, next %v, %v", got, next, err)
	}
}

func TestQueueIsBounded(t *testing.T) {
	t.Parallel()
	const finished, waiting = 1000, 10000
	b := newBench(t)
	for i := range finished + waiting + 300 {
		id := fmt.Sprintf("pay-%d", i)
		b.quick(id)
		if i < finished+100 {
			due, _, err := b.Due(1)
			if err != nil || len(due) != 1 {
				t.Fatalf("%v, %v", due, err)
			}
			if _, err := b.Attempted(due[0].ID, engine.Attempt{At: b.now, Acknowledged: true}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for bucket, want := range map[store.Bucket]int{store.Notifications: finished + waiting, store.Outbox: waiting, store.Finished: finished} {
		got := 0
		_ = b.store.View(func(tx store.Tx) error {
			for range tx.Ascend(bucket, "", "") {
				got++
			}
			return nil
		})
		if got != want {
			t.Errorf("%s holds %d, want %d", bucket, got, want)
		}
	}
	list, err := b.Notifications()
	if err != nil || len(list) != finished+waiting || list[0].PaymentRequestID != fmt.Sprintf("pay-%d", finished+waiting+299) {
		t.Errorf("%d are listed, %v", len(list), err)
	}
}

// quick makes a paid payment without the checks of bench.do.
func (b *bench) quick(requestID string) {
	b.t.Helper()
	node, err := spec.ParseJSON([]byte(payBody("paymentRequestId", `"`+requestID+`"`, "order.orderDescription", `"sim: result=SUCCESS"`)))
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.Do(engine.Request{Operation: engine.OpPay, ClientID: client, Body: node}); err != nil {
		b.t.Fatal(err)
	}
}

func TestAttemptsAreBounded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid(payBody())
	id := b.one().ID
	var n engine.Notification
	for i := range 50 {
		var err error
		if n, err = b.Attempted(id, engine.Attempt{At: b.now, HTTPStatus: i, Error: strings.Repeat("x", 5000)}); err != nil {
			t.Fatal(err)
		}
	}
	if len(n.Attempts) != 20 || n.Attempts[19].HTTPStatus != 49 || len(n.Attempts[0].Error) > 300 {
		t.Errorf("%d attempts, the last %+v", len(n.Attempts), n.Attempts[len(n.Attempts)-1])
	}
}

func TestANotificationThatNobodyCanReadHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.damaged = true
	b.paid(payBody())
	spoilt := b.one().ID
	err := b.store.Update(func(tx store.Tx) error { return tx.Put(store.Notifications, spoilt, []byte(`{"v":99}`)) })
	if err != nil {
		t.Fatal(err)
	}
	id := b.paid(payBody("paymentRequestId", `"pay-2"`))
	if due, _, err := b.Due(10); err != nil || len(due) != 1 || due[0].PaymentID != id {
		t.Errorf("due are %+v, %v", due, err)
	}
	if n := b.one(); n.PaymentID != id {
		t.Errorf("listed is %+v", n)
	}
	if _, err := b.FindNotification(spoilt); err == nil {
		t.Error("it was read")
	}
}
