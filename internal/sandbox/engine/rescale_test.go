package engine_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// restart is another engine over the same store, with another time scale.
func (b *bench) restart(scale float64) {
	b.t.Helper()
	b.Engine = engine.New(engine.Options{
		Store: b.store, ClientID: client, BaseURL: func() string { return base }, Now: func() time.Time { return b.now },
		Rand: rand.NewChaCha8([32]byte{byte(scale)}), TimeScale: scale,
		DefaultNotifyURL: func(string) string { return "https://shop.example/dashboard" },
	})
	if err := b.Prepare(); err != nil {
		b.t.Fatal(err)
	}
}

// TestSubscriptionKeepsItsCalendarOverATimeScale holds that a subscription goes on from
// where it stands when a simulator with another time scale takes the state over.
func TestSubscriptionKeepsItsCalendarOverATimeScale(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.subscribed()
	b.pass(10 * 24 * time.Hour)
	b.sweep()
	b.restart(600)
	b.sweep()
	if s := b.subscription(); s.Phase != 1 {
		t.Fatalf("right after the restart it is in period %d", s.Phase)
	}
	// 21 days are left, which take 50 minutes.
	if next, want := b.sweep(), b.now.Add(21*24*time.Hour/600); !next.Equal(want) {
		t.Errorf("the next alarm is at %s, want %s", next, want)
	}
	b.pass(51 * time.Minute)
	b.sweep()
	if s := b.subscription(); s.Phase != 2 {
		t.Errorf("after 51 minutes it is in period %d", s.Phase)
	}
	b.restart(1)
	b.pass(20 * 24 * time.Hour)
	b.sweep()
	if s := b.subscription(); s.Phase != 2 {
		t.Errorf("20 days later it is in period %d", s.Phase)
	}
	b.pass(10 * 24 * time.Hour)
	b.sweep()
	if s := b.subscription(); s.Phase != 3 {
		t.Errorf("30 days later it is in period %d", s.Phase)
	}
}

// TestRetryMovesWithTheTimeScale holds that a charge is tried again a day of the
// simulator's after it failed, by whichever time scale.
func TestRetryMovesWithTheTimeScale(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.subscribed("allowRetry", "true", "subscriptionDescription", `"sim: fail=1 times=1"`)
	retry := b.subscription().RetryAt
	if retry.Sub(b.now) != 24*time.Hour {
		t.Fatalf("it is tried again at %s", retry)
	}
	b.pass(12 * time.Hour)
	b.restart(600)
	if got := b.subscription().RetryAt.Sub(b.now); got != 72*time.Second {
		t.Errorf("with the time scale 600 it is tried again in %s", got)
	}
}

// TestReplaceKeepsTheCalendar holds the same for a state that is loaded, whose time is
// another one.
func TestReplaceKeepsTheCalendar(t *testing.T) {
	t.Parallel()
	other := newBench(t)
	other.subscribed()
	other.pass(10 * 24 * time.Hour)
	b := newScaled(t, 600)
	if err := b.Prepare(); err != nil {
		t.Fatal(err)
	}
	err := other.store.View(func(from store.Tx) error {
		return b.Replace(other.now, func(tx store.Tx) error {
			for _, bucket := range store.Buckets() {
				if err := tx.Clear(bucket); err != nil {
					return err
				}
				for key, value := range from.Ascend(bucket, "", "") {
					if err := tx.Put(bucket, key, value); err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	b.now = other.now
	b.sweep()
	if s := b.subscription(); s.Phase != 1 || !s.Next.Equal(b.now.Add(21*24*time.Hour/600)) {
		t.Errorf("it is in period %d until %s", s.Phase, s.Next)
	}
	b.wantCode(b.do(spec.OpSubscriptionsInquiry, `{"subscriptionRequestId":"sub-1"}`), "SUCCESS")
}
