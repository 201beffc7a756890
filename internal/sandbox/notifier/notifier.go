// Package notifier delivers the notifications of the simulator: it signs what the
// engine has queued, sends it, checks the response and reports to the engine, which
// decides when to try again. The queue belongs to the engine alone, so a process
// that is killed loses nothing except the attempt in progress.
//
// The notifications of one payment are sent one after the other, in their order. A
// slow server delays only its own notifications.
package notifier

import (
	"cmp"
	"context"
	"crypto"
	"crypto/x509"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/fault"
)

const (
	// Timeout is how long one delivery may take, to the end of its answer.
	Timeout = 10 * time.Second
	// MaxAnswer is the largest answer that is read, in bytes.
	MaxAnswer = 64 << 10
	// Concurrency is how many deliveries are under way at once, PerHost how
	// many of them to one host and port.
	Concurrency = 32
	PerHost     = 8
	// StopTimeout is how long a stop waits for what is due and under way, unless
	// Hurry says otherwise.
	StopTimeout = 2 * time.Second
	// FlushTimeout is how long one delivery of a Flush may take.
	FlushTimeout = 3 * StopTimeout / 4
)

// Queue is where notifications wait. An *engine.Engine is one.
type Queue interface {
	// Sweep queues what the clock made due, and says when to look again.
	Sweep() (next time.Time, err error)
	// Due returns notifications to deliver now, the oldest first, and the time of
	// the earliest later one.
	Due(limit int) (due []engine.Notification, next time.Time, err error)
	// Attempted records a delivery.
	Attempted(id string, a engine.Attempt) (engine.Notification, error)
}

// Options are the surroundings of a Notifier. Queue and Key are needed.
type Options struct {
	Queue Queue
	// Key signs in place of Antom's own.
	Key crypto.Signer
	// AllowRemote lets notifications leave this machine.
	AllowRemote bool
	// Roots are the authorities that applications are trusted by; nil means those
	// of the system.
	Roots *x509.CertPool
	// Own tells the simulator's own addresses, which are not called; nil
	// knows none.
	Own func(netip.AddrPort) bool
	// Faults draws whether a delivery is to be made once more, or is to be
	// overtaken by the next one.
	Faults *fault.Set
	// Timeout is how long one delivery may take; Timeout, the constant, when 0.
	Timeout time.Duration
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Timer starts a timer; a real one when nil.
	Timer func(time.Duration) (fires <-chan time.Time, stop func() bool)
	// Transport sends, for tests; nil is one that obeys AllowRemote and Own.
	Transport http.RoundTripper
	// OnAttempt is told of every delivery, by one goroutine at a time; the last
	// attempt of its argument is the one. nil is allowed.
	OnAttempt func(engine.Notification)
	// OnError is told of failures of the queue, such as a full disk, which
	// are tried again later. nil is allowed.
	OnError func(error)
}

func (o Options) withDefaults() Options {
	if o.Own == nil {
		o.Own = func(netip.AddrPort) bool { return false }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timer == nil {
		o.Timer = realTimer
	}
	if o.Transport == nil {
		o.Transport = newTransport(guard{allowRemote: o.AllowRemote, own: o.Own}, o.Roots)
	}
	if o.OnAttempt == nil {
		o.OnAttempt = func(engine.Notification) {}
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
	return o
}

func realTimer(d time.Duration) (<-chan time.Time, func() bool) {
	t := time.NewTimer(d)
	return t.C, t.Stop
}

// Notifier delivers notifications.
type Notifier struct {
	Options
	client notification.Client
	wake   chan struct{}

	running chan struct{} // holds a token while Run or Flush is under way
	hurry   atomic.Int64  // how long a stop may wait; 0 is StopTimeout

	mu       sync.Mutex
	watchers map[chan engine.Notification]bool
}

// New makes a Notifier.
func New(o Options) *Notifier {
	o = o.withDefaults()
	return &Notifier{
		Options: o,
		client: notification.Client{
			HTTP:    &http.Client{Transport: o.Transport, CheckRedirect: httpclient.StayHere},
			Timeout: cmp.Or(o.Timeout, Timeout), MaxAnswer: MaxAnswer, Now: o.Now,
		},
		wake:     make(chan struct{}, 1),
		running:  make(chan struct{}, 1),
		watchers: map[chan engine.Notification]bool{},
	}
}

// Wake makes Run look at the queue. It never blocks.
func (n *Notifier) Wake() {
	select {
	case n.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Hurry makes the next stop of Run wait no longer than d, for somebody who has
// waited for other things already.
func (n *Notifier) Hurry(d time.Duration) { n.hurry.Store(int64(d)) }

// Run delivers until the context ends, and then what is due already for at most
// StopTimeout. A second Run waits for the end of the first.
func (n *Notifier) Run(ctx context.Context) {
	select {
	case n.running <- struct{}{}:
	case <-ctx.Done():
		return
	}
	defer func() { <-n.running }()
	s, end := n.newSchedule(ctx)
	defer end()
	for ctx.Err() == nil {
		s.wait(ctx, s.round())
	}
	s.drain(cmp.Or(time.Duration(n.hurry.Swap(0)), StopTimeout))
}

// Flush delivers what is due, for at most StopTimeout. A delivery that takes longer
// than FlushTimeout counts as failed, so that a slow server does not hold up every
// Flush from then on. While Run is under way it does nothing, as that does all.
func (n *Notifier) Flush(ctx context.Context) {
	select {
	case n.running <- struct{}{}:
	default:
		return
	}
	defer func() { <-n.running }()
	s, end := n.newSchedule(ctx)
	defer end()
	s.client.Timeout = min(s.client.Timeout, FlushTimeout)
	s.drain(StopTimeout)
}

// watched is how many deliveries a channel of Watch holds.
const watched = 64

// Watch returns a channel that gets every notification after each delivery, as
// long as it has room. Whoever does not read it any more calls stop.
func (n *Notifier) Watch() (delivered <-chan engine.Notification, stop func()) {
	c := make(chan engine.Notification, watched)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.watchers[c] = true
	return c, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.watchers, c)
	}
}

// tell passes on that a delivery was made.
func (n *Notifier) tell(d engine.Notification) {
	n.OnAttempt(d)
	n.mu.Lock()
	defer n.mu.Unlock()
	for w := range n.watchers {
		select {
		case w <- d:
		default: // it is not read
		}
	}
}
