package patience_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/antom-cli/antom/internal/patience"
)

// failing is a test that notes its failure.
type failing struct {
	testing.TB
	failed string
}

func (f *failing) Helper() {}

func (f *failing) Fatalf(format string, args ...any) {
	f.failed = fmt.Sprintf(format, args...)
	panic(f)
}

// run calls a test that may fail.
func run(test func(f *failing)) (failed string) {
	f := &failing{}
	defer func() {
		if recover() != nil {
			failed = f.failed
		}
	}()
	test(f)
	return ""
}

func TestUntil(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		third := func() bool { calls++; return calls == 3 }
		if got := run(func(f *failing) { patience.Until(f, "the third", third) }); got != "" || calls != 3 {
			t.Errorf("%q after %d calls", got, calls)
		}
		begin := time.Now()
		if got := run(func(f *failing) { patience.Until(f, "pigs fly", func() bool { return false }) }); got != "it did not come to be in 5m0s: pigs fly" {
			t.Errorf("%q", got)
		}
		if took := time.Since(begin); took < patience.Limit || took > patience.Limit+time.Second {
			t.Errorf("gave up after %v", took)
		}
	})
}

func TestReceive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		numbers := make(chan int, 1)
		numbers <- 7
		if got := run(func(f *failing) {
			if n := patience.Receive(f, "a number", numbers); n != 7 {
				t.Errorf("received %d", n)
			}
		}); got != "" {
			t.Error(got)
		}
		if got := run(func(f *failing) { patience.Receive(f, "a number", numbers) }); got != "it did not come in 5m0s: a number" {
			t.Errorf("%q", got)
		}
	})
}
