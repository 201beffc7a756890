package sandbox_test

import (
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// BenchmarkServedWith100000Payments makes new payments in a store that is full
// and in one that is empty, in turns. It reports what a call costs in the full
// one as a multiple of the cost in the empty one, and how long it takes to open.
func BenchmarkServedWith100000Payments(b *testing.B) {
	const turns, payments = 8, 100_000
	dir := b.TempDir()
	fill(b, dir, payments)
	begin := time.Now()
	full := serveIn(b, dir)
	opening := time.Since(begin)
	empty := serveIn(b, b.TempDir())
	requests := full.rawRequests(b.N)
	inFull, inEmpty := dialAll(b, full.address), dialAll(b, empty.address)
	var costFull, costEmpty time.Duration
	b.ResetTimer()
	for turn := range turns {
		part := requests[len(requests)*turn/turns : len(requests)*(turn+1)/turns]
		begin := time.Now()
		sendAll(b, inFull, part)
		costFull += time.Since(begin)
		begin = time.Now()
		sendAll(b, inEmpty, part)
		costEmpty += time.Since(begin)
	}
	b.StopTimer()
	b.ReportMetric(costFull.Seconds()/costEmpty.Seconds(), "full/empty")
	b.ReportMetric(float64(opening.Milliseconds()), "ms-to-open")
	b.ReportMetric(float64(len(requests))/costFull.Seconds(), "calls/s")
}

// fill makes payments without the work of signatures.
func fill(b *testing.B, dir string, payments int) {
	b.Helper()
	st, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	// Each payment has a millisecond of its own: so many in one and the same would
	// have two with the same short code now and then.
	var next atomic.Int64
	begin := newClock().Now()
	now := func() time.Time { return begin.Add(time.Duration(next.Load()) * time.Millisecond) }
	e := engine.New(engine.Options{Store: st, BaseURL: func() string { return "http://127.0.0.1" }, ClientID: sandbox.ClientID, Now: now, Rand: rand.Reader})
	if err := e.Prepare(); err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 256 {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(payments); i = next.Add(1) {
				body, err := spec.ParseJSON([]byte(payBody(fmt.Sprintf("old-%d", i))))
				if err == nil {
					_, err = e.Do(engine.Request{Operation: engine.OpPay, ClientID: sandbox.ClientID, Body: body})
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}
