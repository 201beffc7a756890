package batch_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/antom-cli/antom/internal/batch"
)

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func TestResultsComeInTheOrderOfTheJobs(t *testing.T) {
	t.Parallel()
	for _, workers := range []int{0, 1, 2, 7, 64} {
		var order, values []int
		begun := batch.Run(t.Context(), 500, workers,
			func(i int) int { return i * i },
			func(i, v int) { order, values = append(order, i), append(values, v) })
		if begun != 500 || !slices.Equal(order, upTo(500)) {
			t.Errorf("%d workers: %d jobs were begun, emitted in the order %v", workers, begun, order)
		}
		for i, v := range values {
			if v != i*i {
				t.Fatalf("%d workers: job %d has the result %d of another", workers, i, v)
			}
		}
	}
}

// The first job ends last: all others wait for it, and not more of them run at
// once than there are workers.
func TestSlowFirstJob(t *testing.T) {
	t.Parallel()
	const workers = 4
	var running, most atomic.Int32
	others := make(chan struct{})
	var once sync.Once
	var order []int
	batch.Run(t.Context(), 20, workers, func(i int) int {
		now := running.Add(1)
		defer running.Add(-1)
		for {
			seen := most.Load()
			if now <= seen || most.CompareAndSwap(seen, now) {
				break
			}
		}
		if i == 0 {
			<-others
		} else if i == 10 {
			once.Do(func() { close(others) })
		}
		return i
	}, func(i, _ int) { order = append(order, i) })
	if !slices.Equal(order, upTo(20)) {
		t.Errorf("emitted in the order %v", order)
	}
	if most.Load() > workers {
		t.Errorf("%d jobs ran at once", most.Load())
	}
}

func TestOneWorkerWaitsForTheEmission(t *testing.T) {
	t.Parallel()
	emitted := 0
	batch.Run(t.Context(), 10, 1, func(i int) int {
		if i != emitted {
			t.Errorf("job %d began when %d results were emitted", i, emitted)
		}
		return i
	}, func(int, int) { emitted++ })
	if emitted != 10 {
		t.Errorf("%d results", emitted)
	}
}

func TestCancelledBatchEmitsWhatWasBegun(t *testing.T) {
	t.Parallel()
	for _, workers := range []int{1, 3} {
		ctx, cancel := context.WithCancel(t.Context())
		var order []int
		begun := batch.Run(ctx, 10_000, workers, func(i int) int {
			if i == 50 {
				cancel()
			}
			return i
		}, func(i, _ int) { order = append(order, i) })
		if begun <= 50 || begun == 10_000 || !slices.Equal(order, upTo(begun)) {
			t.Errorf("%d workers: %d jobs were begun, %d emitted", workers, begun, len(order))
		}
	}
}

func TestNothingToDo(t *testing.T) {
	t.Parallel()
	begun := batch.Run(t.Context(), 0, 4, func(i int) int { return i }, func(int, int) { t.Error("a result of nothing") })
	if begun != 0 {
		t.Errorf("%d jobs were begun", begun)
	}
}
