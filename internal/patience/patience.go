// Package patience waits, in tests, for what must happen. No test fails because a
// machine is slow: what must happen has all the time of Limit, and what must end
// something else (a signal, the stop of a server) is set against a time that never
// comes, an hour or more.
package patience

import (
	"testing"
	"time"
)

// Limit is how long a test waits for what happens at once on an idle machine. It only
// ends tests that would hang.
const Limit = 5 * time.Minute

// interval is the pause between two looks at a condition.
const interval = 2 * time.Millisecond

// Deadline is the time at which a test gives up waiting, as connections take it.
func Deadline() time.Time { return time.Now().Add(Limit) }

// Until waits until a condition holds, and ends the test if it never does.
func Until(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	if !Holds(holds) {
		tb.Fatalf("it did not come to be in %v: %s", Limit, what)
	}
}

// Holds waits until a condition holds, and reports whether it ever did. It is for
// helpers that have no testing.TB.
func Holds(holds func() bool) bool {
	for deadline := Deadline(); !holds(); time.Sleep(interval) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

// Receive waits for a value of a channel, or its end, and ends the test if none comes.
func Receive[T any](tb testing.TB, what string, from <-chan T) T {
	tb.Helper()
	limit := time.NewTimer(Limit)
	defer limit.Stop()
	select {
	case value := <-from:
		return value
	case <-limit.C:
		tb.Fatalf("it did not come in %v: %s", Limit, what)
		panic("not reached")
	}
}
