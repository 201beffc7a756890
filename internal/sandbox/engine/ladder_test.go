package engine_test

import (
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// TestNotificationsComeLater holds that a notification is due its delay after what it
// reports, by the simulator's time, that the repeats count from the first attempt, and
// that nobody who asks for it has to wait.
func TestNotificationsComeLater(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		currency, method string
		scale            float64
		want             time.Duration
	}{
		"at once after the delay": {"HKD", "ALIPAY_HK", 1, 4 * time.Second},
		"scaled":                  {"HKD", "ALIPAY_HK", 8, time.Second / 2},
		"at a counter":            {"JPY", "KONBINI", 1, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newDelayed(t, c.scale, 4*time.Second)
			id := b.do(engine.OpPay, payBody("paymentAmount", `{"currency":"`+c.currency+`","value":"100"}`,
				"paymentMethod", `{"paymentMethodType":"`+c.method+`"}`)).Get("paymentId").String()
			if _, err := b.Pay(id, ""); err != nil {
				t.Fatal(err)
			}
			due, next, err := b.Due(10)
			if err != nil || len(due) != 0 || !next.Equal(b.now.Add(c.want)) {
				t.Fatalf("due %v, next %v, %v; want the next after %s", due, next.Sub(b.now), err, c.want)
			}
			b.pass(c.want)
			if due, _, err = b.Due(10); err != nil || len(due) != 1 {
				t.Fatalf("%d are due after the delay, %v", len(due), err)
			}
			n, err := b.Attempted(due[0].ID, engine.Attempt{HTTPStatus: 500})
			if want := b.now.Add(time.Duration(float64(2*time.Minute) / c.scale)); err != nil || !n.Next.Equal(want) {
				t.Errorf("the second attempt is due at %v, %v; want %v", n.Next, err, want)
			}
		})
	}
}

func TestNotifyDoesNotWait(t *testing.T) {
	t.Parallel()
	b := newDelayed(t, 1, 4*time.Second)
	id := b.do(engine.OpPay, payBody()).Get("paymentId").String()
	if _, err := b.Pay(id, ""); err != nil {
		t.Fatal(err)
	}
	n, err := b.Notify(id)
	if err != nil || !n.Next.Equal(b.now) {
		t.Errorf("due at %v, %v; want now", n.Next, err)
	}
}
