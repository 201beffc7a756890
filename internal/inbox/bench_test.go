package inbox

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// quantile of sorted or unsorted durations, 0 ≤ q < 1.
func quantile(d []time.Duration, q float64) time.Duration {
	slices.Sort(d)
	return d[int(q*float64(len(d)))]
}

// bareSync measures writing a record and an fsync, alone on the disk.
func bareSync(b *testing.B, f file, line []byte) []time.Duration {
	b.Helper()
	var times []time.Duration
	for range 100 {
		begin := time.Now()
		if err := writeAll(f, line); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(begin))
	}
	return times
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
// fsync takes 2 ms longer, in turns with one goroutine that writes and syncs
// one record at a time. "rate" is how many times as many records a second it
// stores; p50 and p99 are times to the acknowledgement, in median fsyncs alone;
// "p99/p99" is in 99th percentiles of the fsyncs of this very load, because
// the disk may have other work as well.
func BenchmarkAppend64(b *testing.B) {
	b.Run("disk", func(b *testing.B) { append64(b, 0) })
	b.Run("slow", func(b *testing.B) { append64(b, 2*time.Millisecond) })
}

func append64(b *testing.B, slower time.Duration) {
	dir := b.TempDir()
	i := open(b, dir, Options{Now: time.Now})
	var syncs, unused, bare, got []time.Duration
	var elapsed, alone time.Duration
	i.writer.open = func(path string, create bool) (file, error) {
		f, err := openSegment(path, create)
		return &timed{file: f, slower: slower, syncs: &syncs}, err
	}
	line, err := encode(note(0))
	if err != nil {
		b.Fatal(err)
	}
	f, err := openSegment(filepath.Join(dir, "bare"), true)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for b.Loop() {
		begin := time.Now()
		bare = append(bare, bareSync(b, &timed{file: f, slower: slower, syncs: &unused}, line)...)
		alone += time.Since(begin)
		begin = time.Now()
		got = append(got, appendMany(b, i)...)
		elapsed += time.Since(begin)
	}
	median := float64(quantile(bare, 0.5))
	b.ReportMetric(float64(alone)/float64(len(bare))*float64(len(got))/float64(elapsed), "rate")
	b.ReportMetric(float64(quantile(got, 0.5))/median, "p50/fsync")
	b.ReportMetric(float64(quantile(got, 0.99))/median, "p99/fsync")
	b.ReportMetric(float64(quantile(got, 0.99))/float64(quantile(syncs, 0.99)), "p99/p99")
	b.ReportMetric(median/1000, "fsync-µs")
	b.ReportMetric(float64(len(got))/float64(len(syncs)), "group")
}

// appendMany appends 100 records from each of 64 goroutines.
func appendMany(b *testing.B, i *Inbox) []time.Duration {
	b.Helper()
	times := make([][]time.Duration, 64)
	var all sync.WaitGroup
	for g := range times {
		r := note(g)
		all.Go(func() {
			for range 100 {
				begin := time.Now()
				if err := i.Append(background(), r); err != nil {
					b.Error(err)
				}
				times[g] = append(times[g], time.Since(begin))
			}
		})
	}
	all.Wait()
	return slices.Concat(times...)
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
