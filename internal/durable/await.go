package durable

import "context"

// Await runs do and returns its result, or the error of ctx when that ends first. A
// system call that blocks cannot be called off: it stays behind with its goroutine
// until the process ends, which a cancelled command is about to do.
func Await[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	if err := ctx.Err(); err != nil {
		var zero T
		return zero, err
	}
	done := make(chan result, 1)
	go func() {
		value, err := do()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var zero T
		return zero, ctx.Err()
	}
}
