package engine_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// atOnce sends many requests at the same moment and counts the result codes.
func (b *bench) atOnce(operation string, bodies []string) map[string]int {
	b.t.Helper()
	var mu sync.Mutex
	codes := map[string]int{}
	begin := make(chan struct{})
	var wg sync.WaitGroup
	for _, body := range bodies {
		wg.Go(func() {
			node, err := spec.ParseJSON([]byte(body))
			if err != nil {
				b.t.Error(err)
				return
			}
			<-begin
			reply, err := b.Do(engine.Request{Operation: operation, ClientID: client, Body: node})
			if err != nil {
				b.t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			codes[code(reply.Body)]++
		})
	}
	close(begin)
	wg.Wait()
	return codes
}

// Both stores decide one call after the other, also when the calls share a commit.
func eachStore(t *testing.T, f func(t *testing.T, b *bench)) {
	t.Run("memory", func(t *testing.T) { t.Parallel(); f(t, newBench(t)) })
	t.Run("disk", func(t *testing.T) {
		t.Parallel()
		b := newBench(t)
		disk, err := store.Open(store.Options{Dir: t.TempDir(), LockTimeout: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = disk.Close() })
		b.store = disk
		b.Engine = engine.New(engine.Options{Store: disk, ClientID: client, BaseURL: func() string { return base }, Now: func() time.Time { return b.now }})
		f(t, b)
	})
}

func TestFirstRefundsAtOnceNeverExceedThePayment(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, b *bench) {
		id := b.paid(payBody()) // 100
		var bodies []string
		for i := range 40 {
			bodies = append(bodies, refundBody(id, "refundRequestId", fmt.Sprintf(`"refund-%d"`, i), "refundAmount.value", `"30"`))
		}
		codes := b.atOnce(engine.OpRefund, bodies)
		if codes["SUCCESS"] != 3 || codes["REFUND_AMOUNT_EXCEED"] != 37 {
			t.Errorf("the answers are %v", codes)
		}
		if p, err := b.Find(id); err != nil || p.Refunded != 90 {
			t.Errorf("%d was given back, %v", p.Refunded, err)
		}
	})
}

func TestCapturesAtOnceNeverExceedTheAuthorization(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, b *bench) {
		id := b.paid(authorizeBody()) // 100
		var bodies []string
		for i := range 40 {
			bodies = append(bodies, captureBody(id, "captureRequestId", fmt.Sprintf(`"capture-%d"`, i), "captureAmount.value", `"30"`))
		}
		codes := b.atOnce(engine.OpCapture, bodies)
		if p, err := b.Find(id); err != nil || codes["SUCCESS"] != 3 || p.Authorization.Captured != 90 {
			t.Errorf("the answers are %v, captured is %d, %v", codes, p.Authorization.Captured, err)
		}
	})
}

// A payment is either cancelled as a whole or refunded, whichever comes first.
func TestACancelAndRefundsAtOnceGiveTheMoneyBackOnce(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, b *bench) {
		for round := range 20 {
			name := fmt.Sprintf("pay-%d", round)
			id := b.paid(payBody("paymentRequestId", `"`+name+`"`))
			var wg sync.WaitGroup
			var cancelled, refunded map[string]int
			wg.Go(func() { cancelled = b.atOnce(engine.OpCancel, []string{cancelBody(name)}) })
			wg.Go(func() {
				refunded = b.atOnce(engine.OpRefund, []string{refundBody(id, "refundRequestId", `"refund-`+name+`"`)})
			})
			wg.Wait()
			if cancelled["SUCCESS"]+refunded["SUCCESS"] != 1 {
				t.Errorf("round %d: cancel %v, refund %v", round, cancelled, refunded)
			}
		}
	})
}
