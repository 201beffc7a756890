package sandbox_test

import (
	"testing"
	"time"
)

// BenchmarkSnapshotOf100000Payments saves and loads a full store. It reports what
// both take, and the size of the snapshot.
func BenchmarkSnapshotOf100000Payments(b *testing.B) {
	dir := b.TempDir()
	fill(b, dir, 100_000)
	c := newRigIn(b, dir).Control()
	for b.Loop() {
		begin := time.Now()
		saved, err := c.SaveSnapshot(b.Context(), "all", true)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(begin).Milliseconds()), "ms-to-save")
		b.ReportMetric(float64(saved.Size)/1e6, "MB")
		begin = time.Now()
		if _, err := c.LoadSnapshot(b.Context(), "all"); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(begin).Milliseconds()), "ms-to-load")
	}
}
