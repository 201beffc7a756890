package cli

import (
	"context"
	"time"
)

// stopPatience is how long a server may take to finish before it says what it waits
// for.
const stopPatience = 300 * time.Millisecond

// SayFinishing tells the user, when ctx has ended and a server takes a moment to
// finish its requests, how to stop it at once. The function that it returns is to be
// called when the server has finished. Without a terminal nothing is said.
func SayFinishing(ctx context.Context, env *Env) (finished func()) {
	done, finish := context.WithCancel(context.Background())
	if s := env.Streams(); !s.InTTY && !s.ErrTTY {
		return finish
	}
	context.AfterFunc(ctx, func() {
		select {
		case <-done.Done():
		case <-time.After(stopPatience):
			env.Note("finishing the requests that have begun; press Ctrl-C again to stop at once")
		}
	})
	return finish
}
