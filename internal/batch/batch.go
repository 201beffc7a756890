// Package batch runs many independent jobs, several at a time. It returns their
// results in the order of the jobs, each one as soon as it and all jobs before it
// are finished. It knows nothing of requests.
package batch

import (
	"context"
	"sync"
)

// lookahead is how many results per worker may wait for a slower one before
// them. It keeps the memory of a long batch bounded.
const lookahead = 8

// Run does the jobs 0 to n-1, at most workers of them at a time, and calls emit
// with each result in the order of the jobs, from one goroutine. No further job
// is begun once ctx is done; those that run are waited for and emitted. With one
// worker a job is begun only when the result before it was emitted.
//
// It returns how many jobs were begun: the first so many.
func Run[T any](ctx context.Context, n, workers int, do func(i int) T, emit func(i int, result T)) (begun int) {
	if workers <= 1 {
		return oneByOne(ctx, n, do, emit)
	}
	pending := make(chan chan T, workers*lookahead)
	go func() {
		defer close(pending)
		begun = start(ctx, n, workers, do, pending)
	}()
	for i := 0; ; i++ {
		result, more := <-pending
		if !more {
			return begun
		}
		emit(i, <-result)
	}
}

// start begins jobs as workers become free, until all are begun or ctx is done.
// It returns when those that it began have ended.
func start[T any](ctx context.Context, n, workers int, do func(i int) T, pending chan<- chan T) int {
	var running sync.WaitGroup
	defer running.Wait()
	free := make(chan struct{}, workers)
	for i := range n {
		select {
		case <-ctx.Done():
			return i
		case free <- struct{}{}:
		}
		if ctx.Err() != nil {
			return i
		}
		result := make(chan T, 1)
		pending <- result
		running.Go(func() {
			defer func() { <-free }()
			result <- do(i)
		})
	}
	return n
}

func oneByOne[T any](ctx context.Context, n int, do func(i int) T, emit func(i int, result T)) int {
	for i := range n {
		if ctx.Err() != nil {
			return i
		}
		emit(i, do(i))
	}
	return n
}
