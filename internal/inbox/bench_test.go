package inbox

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// quantile of sorted or unsorted durations, 0 ≤ q < 1.
func quantile(d []time.Duration, q float64) time.Duration {
	slices.Sort(d)
	return d[int(q*float64(len(d)))]
}

// bareSync measures writing a record and an fsync, alone on the disk.
func bareSync(b *testing.B, dir string, slower time.Duration) []time.Duration {
	b.Helper()
	line, err := encode(note(0))
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "bare"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	var syncs []time.Duration
	bare := &timed{file: f, slower: slower, syncs: &syncs}
	for range 300 {
		if err := writeAll(bare, line); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return syncs
}

// timed notes how long the fsyncs of a segment take, and may make them slower.
type timed struct {
	file
	slower time.Duration
	syncs  *[]time.Duration
}

func (f *timed) Sync() error {
	begin := time.Now()
	time.Sleep(f.slower)
	err := f.file.Sync()
	*f.syncs = append(*f.syncs, time.Since(begin))
	return err
}

// BenchmarkAppend64 has 64 goroutines append, on this disk and on one whose
// fsync takes 2 ms longer, and compares with the fsync alone on the same disk
// before and after: "rate" is how many times the rate of one fsync per record
// it reaches; p50 and p99 are times to the acknowledgement in median fsyncs
// alone; "p99/p99" is in 99th percentiles of the fsyncs of this very load.
func BenchmarkAppend64(b *testing.B) {
	b.Run("disk", func(b *testing.B) { append64(b, 0) })
	b.Run("slow", func(b *testing.B) { append64(b, 2*time.Millisecond) })
}

func append64(b *testing.B, slower time.Duration) {
	const appenders = 64
	dir := b.TempDir()
	i := open(b, dir, Options{Now: time.Now})
	var syncs []time.Duration
	i.writer.open = func(path string, create bool) (file, error) {
		f, err := openSegment(path, create)
		return &timed{file: f, slower: slower, syncs: &syncs}, err
	}
	bare := bareSync(b, dir, slower)
	times := make([][]time.Duration, appenders)
	var left atomic.Int64
	left.Store(int64(b.N))
	var all sync.WaitGroup
	b.ResetTimer()
	for g := range appenders {
		r := note(g)
		all.Go(func() {
			for left.Add(-1) >= 0 {
				begin := time.Now()
				if err := i.Append(background(), r); err != nil {
					b.Error(err)
				}
				times[g] = append(times[g], time.Since(begin))
			}
		})
	}
	all.Wait()
	elapsed := b.Elapsed()
	bare = append(bare, bareSync(b, dir, slower)...)
	alone := float64(quantile(bare, 0.5))
	got := slices.Concat(times...)
	b.ReportMetric(alone*float64(b.N)/float64(elapsed), "rate")
	b.ReportMetric(float64(quantile(got, 0.5))/alone, "p50/fsync")
	b.ReportMetric(float64(quantile(got, 0.99))/alone, "p99/fsync")
	b.ReportMetric(float64(quantile(got, 0.99))/float64(quantile(syncs, 0.99)), "p99/p99")
	b.ReportMetric(alone/1000, "fsync-µs")
	b.ReportMetric(float64(b.N)/float64(len(syncs)), "group")
}

func BenchmarkAppendAlone(b *testing.B) {
	i := open(b, b.TempDir(), Options{})
	for b.Loop() {
		add(b, i, note(1))
	}
}

func BenchmarkList(b *testing.B) {
	dir, ids := filled(b, 2000, Options{})
	for _, c := range []struct {
		name string
		f    Filter
		want int
	}{
		{"all", Filter{}, len(ids)},
		{"newest20", Filter{Limit: 20, Reverse: true}, 20},
		{"byID", Filter{ID: ids[1000]}, 1},
		{"since", Filter{Since: start().Add(1990 * time.Second)}, 10},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if got, _ := list(b, dir, c.f); len(got) != c.want {
					b.Fatal(len(got))
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	dir, _ := filled(b, 2000, Options{})
	for b.Loop() {
		i, err := Open(dir, Options{Now: start})
		if err != nil {
			b.Fatal(err)
		}
		if err := i.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
