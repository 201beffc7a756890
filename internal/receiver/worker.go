package receiver

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/notification"
)

const (
	// DefaultWorkers is how many notifications a Worker forwards at once.
	DefaultWorkers = 16
	// lease is how long a claim is a worker's. It is longer than an attempt takes
	// with the noting of it, so that no other worker begins one meanwhile.
	lease = 30 * time.Second
	// lookEvery is how often a worker looks for what other processes queued.
	lookEvery = 500 * time.Millisecond
	// noteEvery and noteFor say how a worker tries to note an attempt while its
	// queue is away. What it cannot note is forwarded again when the lease ends.
	noteEvery = 200 * time.Millisecond
	noteFor   = time.Minute
)

// A Forwarded is one attempt of a Worker.
type Forwarded struct {
	Claim   inbox.Claim
	Attempt inbox.Attempt
	// Next is when the next attempt is due; zero if there is none.
	Next time.Time
	// Failed tells that this was the last attempt, and not acknowledged.
	Failed bool
	// Err is why the attempt could not be noted.
	Err error
}

// A Worker forwards what is in a queue. Client, ForwardTimeout, Place, Now, Sleep and
// Metrics are those of Options.
type Worker struct {
	Options Options
	Queue   inbox.Queue
	// Workers is how many notifications are forwarded at once; 0 is DefaultWorkers.
	Workers int
	// OnAttempt is told of every attempt, by one goroutine at a time; nil is allowed.
	OnAttempt func(Forwarded)
	// OnState is told when the queue does not answer, with the cause, and with nil
	// when it does again; nil is allowed.
	OnState func(err error)

	endpoint *endpoint
	told     sync.Mutex
	down     bool
}

// Run forwards until ctx ends, and finishes the attempts that are under way.
func (w *Worker) Run(ctx context.Context) {
	w.Options = w.Options.withDefaults()
	w.endpoint = &endpoint{Options: w.Options, client: noRedirects(w.Options.Client)}
	if w.Workers <= 0 {
		w.Workers = DefaultWorkers
	}
	slots := make(chan struct{}, w.Workers)
	over := make(chan struct{}, 1) // one ended: the next in its order may be due
	var running sync.WaitGroup
	defer running.Wait()
	for ctx.Err() == nil {
		claims, err := w.Queue.Claim(ctx, w.Workers-len(slots), lease)
		w.state(ctx, err)
		for _, c := range claims {
			slots <- struct{}{}
			running.Go(func() {
				w.forward(ctx, c)
				<-slots
				select {
				case over <- struct{}{}:
				default:
				}
			})
		}
		if len(claims) > 0 && len(slots) < w.Workers {
			continue
		}
		w.wait(ctx, over, len(slots) == w.Workers)
	}
}

// wait waits until there may be something to claim.
func (w *Worker) wait(ctx context.Context, over <-chan struct{}, full bool) {
	wake := w.Queue.Wake()
	timer := time.NewTimer(lookEvery)
	defer timer.Stop()
	tick := timer.C
	if full {
		wake, tick = nil, nil
	}
	select {
	case <-ctx.Done():
	case <-over:
	case <-wake:
	case <-tick:
	}
}

// state tells once that the queue is away, and once that it is back.
func (w *Worker) state(ctx context.Context, err error) {
	if ctx.Err() != nil || (err != nil) == w.down {
		return
	}
	w.down = err != nil
	if w.OnState != nil {
		w.OnState(err)
	}
}

// forward makes one attempt and notes it.
func (w *Worker) forward(ctx context.Context, c inbox.Claim) {
	f := Forwarded{Claim: c, Attempt: w.endpoint.send(context.WithoutCancel(ctx), Route{URL: c.Target}, c.Record)}
	ladder := notification.Ladder()
	pause := time.Duration(0)
	if !f.Attempt.Acknowledged {
		if f.Failed = c.Attempt >= len(ladder); !f.Failed {
			pause = ladder[c.Attempt]
			f.Next = w.Options.Now().Add(pause)
		}
	}
	w.Options.Metrics.forwarded(f)
	f.Err = w.finish(ctx, f, pause)
	if w.OnAttempt != nil {
		w.told.Lock()
		defer w.told.Unlock()
		w.OnAttempt(f)
	}
}

// finish notes an attempt, if need be for as long as noteFor. When the worker is to
// stop it tries only once more.
func (w *Worker) finish(ctx context.Context, f Forwarded, pause time.Duration) (err error) {
	for begin := time.Now(); ; {
		if err = w.Queue.Finish(context.WithoutCancel(ctx), f.Claim, f.Attempt, pause, f.Failed); err == nil {
			return nil
		}
		if ctx.Err() != nil || time.Since(begin) > noteFor {
			return err
		}
		timer := time.NewTimer(noteEvery)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// send forwards a stored notification once, as it came.
func (e *endpoint) send(ctx context.Context, route Route, rec *inbox.Record) inbox.Attempt {
	r := &http.Request{Method: rec.Message.Method, Header: http.Header{}}
	for _, h := range rec.Headers {
		if http.CanonicalHeaderKey(h.Name) == "Host" {
			r.Host = h.Value
			continue
		}
		r.Header.Add(h.Name, h.Value)
	}
	a, _ := e.try(r.WithContext(ctx), route, rec)
	return a
}
