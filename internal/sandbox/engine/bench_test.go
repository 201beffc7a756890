package engine_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// loaded is an engine over a store on disk with so many payments in it.
func loaded(b *testing.B, payments int) *engine.Engine {
	b.Helper()
	s, err := store.Open(store.Options{Dir: b.TempDir(), LockTimeout: time.Second})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	e := over(s)
	fillUp(b, e, payments)
	return e
}

func over(s store.Store) *engine.Engine {
	return engine.New(engine.Options{Store: s, ClientID: client, BaseURL: func() string { return base }})
}

// fillUp makes payments, many at once, so that they share their commits.
func fillUp(b *testing.B, e *engine.Engine, payments int) {
	b.Helper()
	var wg sync.WaitGroup
	var next atomic.Int64
	for range 256 {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(payments); i = next.Add(1) {
				call(b, e, engine.OpPay, payBody("paymentRequestId", fmt.Sprintf(`"load-%d"`, i)))
			}
		})
	}
	wg.Wait()
}

func call(b *testing.B, e *engine.Engine, operation, body string) {
	node, err := spec.ParseJSON([]byte(body))
	if err != nil {
		b.Error(err)
		return
	}
	reply, err := e.Do(engine.Request{Operation: operation, ClientID: client, Body: node})
	if err != nil || reply.Body.At("result.resultStatus").String() == "F" {
		b.Errorf("%s: %v %s", operation, err, reply.Body.AppendJSON(nil))
	}
}

// BenchmarkStore is what the calls cost without signatures, over an empty store
// and over a full one, from many callers at once.
func BenchmarkStore(b *testing.B) {
	for _, payments := range []int{0, 100_000} {
		b.Run(fmt.Sprintf("payments=%d", payments), func(b *testing.B) {
			e := loaded(b, payments)
			call(b, e, engine.OpPay, payBody())
			var n atomic.Int64
			for name, f := range map[string]func(){
				"pay": func() {
					call(b, e, engine.OpPay, payBody("paymentRequestId", fmt.Sprintf(`"new-%d"`, n.Add(1))))
				},
				"inquiry": func() { call(b, e, engine.OpInquiry, inquiry("pay-1")) },
				"list": func() {
					if _, _, err := e.Page("", 20); err != nil {
						b.Error(err)
					}
				},
				"sweep": func() {
					if _, err := e.Sweep(); err != nil {
						b.Error(err)
					}
				},
			} {
				b.Run(name, func(b *testing.B) {
					b.ReportAllocs()
					b.SetParallelism(32 / runtime.GOMAXPROCS(0))
					begin := cpuTime()
					defer func() { b.ReportMetric(float64(cpuTime()-begin)/float64(b.N), "cpu-ns/op") }()
					b.RunParallel(func(pb *testing.PB) {
						for pb.Next() {
							f()
						}
					})
				})
			}
		})
	}
}

// BenchmarkOpenFull is the start over a store with 100,000 payments.
func BenchmarkOpenFull(b *testing.B) {
	dir := b.TempDir()
	s, err := store.Open(store.Options{Dir: dir, LockTimeout: time.Second})
	if err != nil {
		b.Fatal(err)
	}
	e := over(s)
	if err := e.Prepare(); err != nil {
		b.Fatal(err)
	}
	fillUp(b, e, 100_000)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, store.FileName))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { b.ReportMetric(float64(info.Size())/(1<<20), "MiB") }()
	for b.Loop() {
		s, err := store.Open(store.Options{Dir: dir, LockTimeout: time.Second})
		if err != nil {
			b.Fatal(err)
		}
		if err := over(s).Prepare(); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
