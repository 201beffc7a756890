package inbox

import (
	"context"
	"time"
)

// A Claim is a notification that one worker is to forward, and nobody else until
// its lease ends.
type Claim struct {
	Record *Record // the first delivery
	// Target is the application, as a URL.
	Target string
	// Attempt is the number of this attempt, from 1.
	Attempt int
	// Key names the notification in its queue.
	Key string
}

// A Queue has the notifications that are to be forwarded, for any number of workers.
type Queue interface {
	// Claim takes at most so many that are due. Those of one payment are given in
	// order, each after the one before it is over.
	Claim(ctx context.Context, most int, lease time.Duration) ([]Claim, error)
	// Finish ends a claim with the outcome of its attempt: it is done if it was
	// acknowledged, else due again after a pause, or failed if it was the last one.
	Finish(ctx context.Context, c Claim, a Attempt, pause time.Duration, last bool) error
	// Wake gets a value after something was queued by this process.
	Wake() <-chan struct{}
}
