package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
)

func (b *bench) sweep() time.Time {
	b.t.Helper()
	next, err := b.Sweep()
	if err != nil {
		b.t.Fatal(err)
	}
	return next
}

func TestSweepTellsWhenToLookAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if next := b.sweep(); !next.IsZero() {
		t.Errorf("nothing is scheduled, but next is %v", next)
	}
	b.do(engine.OpPay, payBody())
	if next := b.sweep(); next.Sub(b.now) != 14*time.Minute {
		t.Errorf("next in %v", next.Sub(b.now))
	}
	b.do(engine.OpPay, payBody("paymentRequestId", `"pay-2"`, "order.orderDescription", `"sim: pay=success after=3s"`))
	if next := b.sweep(); next.Sub(b.now) != 3*time.Second {
		t.Errorf("next in %v", next.Sub(b.now))
	}
	b.pass(3 * time.Second)
	if next := b.sweep(); next.Sub(b.now) != 14*time.Minute-3*time.Second {
		t.Errorf("next in %v", next.Sub(b.now))
	}
	if due, _, _ := b.Due(10); len(due) != 1 || due[0].PaymentRequestID != "pay-2" {
		t.Errorf("due: %+v", due)
	}
	b.pass(time.Hour)
	if next := b.sweep(); !next.IsZero() {
		t.Errorf("next is %v", next)
	}
	if due, _, _ := b.Due(10); len(due) != 2 {
		t.Errorf("%d are due", len(due))
	}
}

func TestPaidPaymentsHaveNoAlarm(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid(payBody())
	b.do(engine.OpPay, payBody("paymentRequestId", `"pay-2"`))
	b.do(engine.OpCancel, cancelBody("pay-2"))
	if next := b.sweep(); !next.IsZero() {
		t.Errorf("next is %v", next)
	}
}

func TestSweepSettlesOnceAndAtTheRightTime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, payBody()).Get("paymentId").String()
	b.pass(48 * time.Hour)
	b.sweep()
	b.sweep()
	b.wantMessages(id, "PAYMENT_RESULT ORDER_IS_CLOSED")
	if n := b.one(); !n.Created.Equal(start().Add(14 * time.Minute)) {
		t.Errorf("the notification is of %v", n.Created)
	}
	if p, err := b.Find(id); err != nil || !p.Updated.Equal(start().Add(14*time.Minute)) {
		t.Errorf("settled at %v, %v", p.Updated, err)
	}
}

func TestAChainOfEventsSettlesInOneSweep(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, authorizeBody("paymentFactor", `{"isAuthorization":true}`, "order.orderDescription", `"sim: pay=success after=1m"`)).Get("paymentId").String()
	b.pass(time.Hour)
	b.sweep()
	b.wantMessages(id, "PAYMENT_RESULT SUCCESS", "CAPTURE_RESULT SUCCESS")
	list, err := b.Captures(id)
	if err != nil || len(list) != 1 || !list[0].Updated.Equal(start().Add(time.Minute+3*time.Second)) {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestSweepOfManyTakesThemAll(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const many = 450 // more than two transactions' worth
	for i := range many {
		b.do(engine.OpPay, payBody("paymentRequestId", fmt.Sprintf(`"pay-%d"`, i)))
	}
	b.pass(time.Hour)
	if next := b.sweep(); !next.IsZero() {
		t.Errorf("next is %v", next)
	}
	if list, _ := b.Notifications(); len(list) != many {
		t.Errorf("%d notifications", len(list))
	}
}

func TestSweepPassesByWhatItCannotRead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, payBody()).Get("paymentId").String()
	b.do(engine.OpPay, payBody("paymentRequestId", `"pay-2"`))
	_ = b.store.Update(func(tx store.Tx) error { return tx.Put(store.Payments, id, []byte("{")) })
	b.pass(time.Hour)
	if next := b.sweep(); !next.IsZero() {
		t.Errorf("next is %v", next)
	}
	b.wantStatus("pay-2", "FAIL", "ORDER_IS_CLOSED")
}

func TestChangedIsCalledForWhatIsDueEarlier(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	called := func(do func()) bool {
		before := b.changed.Load()
		do()
		return b.changed.Load() > before
	}
	b.sweep()
	if _, _, err := b.Due(1); err != nil {
		t.Fatal(err)
	}
	pay := func(i int) { b.do(engine.OpPay, payBody("paymentRequestId", fmt.Sprintf(`"pay-%d"`, i))) }
	if !called(func() { pay(1) }) {
		t.Error("not called for the first alarm")
	}
	b.pass(time.Second)
	if called(func() { pay(2) }) {
		t.Error("called for a later alarm")
	}
	if !called(func() { b.quick("pay-3") }) {
		t.Error("not called for a notification")
	}
}

func TestScaledAlarms(t *testing.T) {
	t.Parallel()
	b := newScaled(t, 600)
	b.do(engine.OpPay, payBody())
	if next := b.sweep(); next.Sub(b.now) != 1400*time.Millisecond {
		t.Errorf("next in %v", next.Sub(b.now))
	}
}

// Records of the first version had no alarms: Prepare gives open payments theirs.
func TestStoresOfOlderProgramsAreBroughtUpToDate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const record = `{"v":1,"paymentId":"%[1]s","clientId":"SANDBOX_LOCAL","paymentRequestId":"%[2]s","operation":"pay","status":"%[3]s","resultCode":"PAYMENT_IN_PROCESS",
		"amount":{"currency":"HKD","value":"100"},"method":"ALIPAY_HK","notifyUrl":"https://shop.example/notify","code":"abc","created":"2024-01-15T01:20:46Z","expires":"2024-01-15T01:34:46Z","updated":"2024-01-15T01:20:46Z"}`
	err := b.store.Update(func(tx store.Tx) error {
		for id, status := range map[string]string{"2024011500001": "PROCESSING", "2024011500002": "SUCCESS"} {
			if err := tx.Put(store.Payments, id, fmt.Appendf(nil, record, id, "r"+id, status)); err != nil {
				return err
			}
			if err := tx.Put(store.Requests, client+"\x00r"+id, []byte(id)); err != nil {
				return err
			}
		}
		return tx.Put(store.Payments, "spoilt", []byte("{"))
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.Prepare(); err != nil {
			t.Fatal(err)
		}
	}
	if next := b.sweep(); !next.Equal(start().Add(14 * time.Minute)) {
		t.Errorf("next is %v", next)
	}
	b.pass(time.Hour)
	b.wantMessages("2024011500001", "PAYMENT_RESULT ORDER_IS_CLOSED")
	b.wantStatus("r2024011500002", "SUCCESS", "PAYMENT_IN_PROCESS")
}

func TestPagesOfPayments(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 7 {
		b.do(engine.OpPay, payBody("paymentRequestId", fmt.Sprintf(`"pay-%d"`, i)))
	}
	var got []string
	before := ""
	for page := 0; page < 5; page++ {
		list, next, err := b.Page(before, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			got = append(got, p.PaymentRequestID)
		}
		if before = next; next == "" {
			break
		}
	}
	if want := "[pay-6 pay-5 pay-4 pay-3 pay-2 pay-1 pay-0]"; fmt.Sprint(got) != want {
		t.Errorf("got %v", got)
	}
}

func TestPagesOfNotifications(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 7 {
		b.quick(fmt.Sprintf("pay-%d", i))
	}
	var got []string
	for before, pages := "", 0; ; pages++ {
		list, next, err := b.Engine.Notifications(before, 3)
		if err != nil || pages > 3 {
			t.Fatal(pages, err)
		}
		for _, n := range list {
			got = append(got, n.PaymentRequestID)
		}
		if before = next; next == "" {
			break
		}
	}
	if want := "[pay-6 pay-5 pay-4 pay-3 pay-2 pay-1 pay-0]"; fmt.Sprint(got) != want {
		t.Errorf("got %v", got)
	}
}

// A program with another time scale must not wait by that of the last one.
func TestWaitingNotificationsFollowTheTimeScale(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid(payBody())
	b.paid(payBody("paymentRequestId", `"pay-2"`))
	if _, err := b.Attempted(b.messages(mustFind(b, "pay-1"))[0].ID, engine.Attempt{At: b.now, Error: "refused"}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		scale float64
		wait  time.Duration
	}{{600, 200 * time.Millisecond}, {1, 2 * time.Minute}, {1, 2 * time.Minute}, {60, 2 * time.Second}} {
		e := engine.New(engine.Options{Store: b.store, ClientID: client, BaseURL: func() string { return base }, Now: func() time.Time { return b.now }, TimeScale: test.scale})
		if err := e.Prepare(); err != nil {
			t.Fatal(err)
		}
		due, next, err := e.Due(10)
		if err != nil || len(due) != 1 || due[0].PaymentRequestID != "pay-2" || next.Sub(b.now) != test.wait {
			t.Errorf("scale %v: %d due, next in %v, %v; want %v", test.scale, len(due), next.Sub(b.now), err, test.wait)
		}
	}
}

func mustFind(b *bench, id string) string {
	b.t.Helper()
	p, err := b.Find(id)
	if err != nil {
		b.t.Fatal(err)
	}
	return p.PaymentID
}

func TestAClockThatIsSetBackDuringASweepLosesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, payBody()).Get("paymentId").String()
	looks := 0
	e := engine.New(engine.Options{Store: b.store, BaseURL: func() string { return base }, Now: func() time.Time {
		if looks++; looks == 1 {
			return b.now.Add(time.Hour)
		}
		return b.now
	}})
	if next, err := e.Sweep(); err != nil || next.Sub(b.now) != 14*time.Minute {
		t.Errorf("next in %v, %v", next.Sub(b.now), err)
	}
	b.pass(time.Hour)
	b.sweep()
	b.wantMessages(id, "PAYMENT_RESULT ORDER_IS_CLOSED")
}
