package pgtest

import (
	"testing"
	"time"
)

// Eventually waits until a condition holds. It looks again every few milliseconds.
func Eventually(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for !holds() {
		select {
		case <-again.C:
		case <-limit.C:
			tb.Fatalf("it did not come to be in %v: %s", patience, what)
		}
	}
}
