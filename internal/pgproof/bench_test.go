package pgproof

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/pgtest"
)

const (
	// together is how many senders there are in a measurement.
	together = 64
	// perRound is how many notifications each round of a measurement delivers.
	perRound = 1000
)

// pace is how fast notifications were stored.
type pace struct {
	rate     float64 // a second
	p50, p99 time.Duration
}

// measure has so many goroutines do the numbers 0 to n-1.
func measure(n, goroutines int, do func(n int)) pace {
	times := make([]time.Duration, n)
	var next atomic.Int64
	var all sync.WaitGroup
	begin := time.Now()
	for range goroutines {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				start := time.Now()
				do(int(i))
				times[i] = time.Since(start)
			}
		})
	}
	all.Wait()
	took := time.Since(begin)
	slices.Sort(times)
	return pace{float64(n) / took.Seconds(), times[n/2], times[n*99/100]}
}

func (p pace) report(b *testing.B, name string, base pace) {
	b.Helper()
	b.Logf("%-24s %6.0f/s (×%.2f)  p50 %v  p99 %v", name, p.rate, p.rate/base.rate, p.p50.Round(10*time.Microsecond), p.p99.Round(10*time.Microsecond))
	b.ReportMetric(p.rate/base.rate, name+"-ratio")
}

// BenchmarkListeners delivers notifications over HTTP to one, two and three listeners
// with one server on the disk, and to one with the file store, one after the other.
func BenchmarkListeners(b *testing.B) {
	p := newBench(b)
	s := newStore(p, pgtest.Start(b, pgtest.Options{OnDisk: true, Settings: []string{"min_wal_size=256MB"}}))
	files := []*program{p.listen(filepath.Join(p.home, "inbox"))}
	var shared []*program
	for range 3 {
		shared = append(shared, p.listen(s.url))
	}
	round := 0
	deliver := func(listeners []*program) pace {
		round++
		requests := make([]*notification.Request, perRound)
		for i := range requests {
			requests[i] = p.sign.signed(b, fmt.Sprintf("order-%d-%d", round, i))
		}
		return measure(perRound, together, func(n int) {
			if o := p.sign.deliver(context.Background(), listeners[n%len(listeners)].url, requests[n]); !o.acknowledged() {
				b.Errorf("HTTP %d %s %v", o.status, o.body, o.err)
			}
		})
	}
	written := "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"
	for b.Loop() {
		deliver(files) // warms up
		base := deliver(files)
		base.report(b, "file-store", base)
		for n := range shared {
			wal := s.number(written)
			deliver(shared[:n+1])
			b.ReportMetric(float64(s.number(written)-wal)/perRound, "wal-bytes/notification")
			deliver(shared[:n+1]).report(b, fmt.Sprintf("listeners-%d", n+1), base)
		}
	}
	s.reportCosts(b, files, shared, round)
}

// reportCosts reports what a notification costs: bytes on the disk, and CPU time of
// the listeners and of the server, which does not depend on what else the machine does.
func (s *store) reportCosts(b *testing.B, files, shared []*program, rounds int) {
	b.Helper()
	size := "SELECT sum(pg_total_relation_size(relid))::bigint / (SELECT count(*) FROM antom.notifications) FROM pg_stat_user_tables WHERE schemaname = 'antom'"
	b.ReportMetric(float64(s.number(size)), "disk-bytes/notification")
	perNotification := func(used time.Duration, n int) float64 { return float64(used.Microseconds()) / float64(n) }
	stored := s.number("SELECT count(*) FROM antom.notifications")
	b.ReportMetric(perNotification(cpuTime(files), rounds*perRound-stored), "file-listener-cpu-µs")
	b.ReportMetric(perNotification(cpuTime(shared), stored), "listener-cpu-µs")
	s.server.Stop(b)
	b.ReportMetric(perNotification(s.server.CPUTime(), stored), "server-cpu-µs")
}

// cpuTime ends programs and adds up the CPU time that they took.
func cpuTime(list []*program) (used time.Duration) {
	for _, p := range list {
		p.stop()
		used += p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
	}
	return used
}

// BenchmarkGroupCommit stores notifications from many goroutines, which share
// transactions, and from as many as there are connections, which do not.
func BenchmarkGroupCommit(b *testing.B) {
	server := pgtest.Start(b, pgtest.Options{OnDisk: true, Settings: []string{"min_wal_size=256MB"}})
	c, err := pgstore.Parse(server.Database(b), "")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := pgstore.Migrate(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	s, err := pgstore.Open(b.Context(), c, pgstore.Options{Writer: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	var count atomic.Int64
	store := func(int) {
		if err := s.Append(context.Background(), record(count.Add(1))); err != nil {
			b.Error(err)
		}
	}
	const transactionsAtOnce = 2 // of one store
	for b.Loop() {
		measure(perRound, together, store)
		alone := measure(perRound/3, transactionsAtOnce, store)
		alone.report(b, "one-transaction-each", alone)
		measure(perRound, together, store).report(b, "group-commit", alone)
	}
}

// record is a verified notification of its own payment.
func record(n int64) *inbox.Record {
	r := &inbox.Record{ReceivedAt: time.Now(), Verified: true}
	r.NotifyType, r.PaymentRequestID, r.PaymentID = "PAYMENT_RESULT", fmt.Sprintf("order-%d", n), fmt.Sprintf("pay-order-%d", n)
	r.Message.Method, r.Message.Path, r.Message.ClientID, r.Message.Body = "POST", path, clientID, body(r.PaymentRequestID)
	return r
}
