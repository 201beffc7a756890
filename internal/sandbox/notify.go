package sandbox

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/notifier"
)

// notifyWait is how long Notify waits for a delivery to end: longer than one may
// take. One that has to wait for others goes on without it.
const notifyWait = notifier.Timeout + 2*time.Second

// Notification is a message that the simulator owes a merchant, with the
// deliveries that were tried.
type Notification = engine.Notification

// NotificationAttempt is one of these deliveries.
type NotificationAttempt = engine.Attempt

// NothingToNotifyError says why there is no notification to send.
type NothingToNotifyError = engine.NothingToNotifyError

func (s *Sandbox) newNotifier(o Options) *notifier.Notifier {
	return notifier.New(notifier.Options{
		Queue: queue{s.engine, &s.clock}, Key: s.identity.AntomKey, AllowRemote: o.AllowRemoteNotify, Own: s.isOwnAddress,
		Faults: s.faults, Now: o.Now, Timer: o.Timer, Transport: o.NotifyTransport, Roots: o.NotifyRoots, OnAttempt: s.attempted(o.OnNotify), OnError: o.OnNotifyError,
	})
}

// attempted tells of attempts, also whoever watches for changes.
func (s *Sandbox) attempted(tell func(Notification)) func(Notification) {
	return func(n Notification) {
		s.changes.tell()
		s.metrics.attempt(n)
		if tell != nil {
			tell(n)
		}
	}
}

// changed is told by the engine that something is due.
func (s *Sandbox) changed() {
	if s.notifier != nil {
		s.notifier.Wake()
	}
}

// isOwnAddress tells the address that is served.
func (s *Sandbox) isOwnAddress(at netip.AddrPort) bool {
	own := s.own.Load()
	return own != nil && at.Port() == own.Port() && (at.Addr() == own.Addr() || own.Addr().IsUnspecified() && at.Addr().IsLoopback())
}

// leastDrain is how long deliveries under way have in any case when the simulator
// stops, however long its calls took to end.
const leastDrain = 500 * time.Millisecond

// startNotifying delivers notifications until the function it returns is called,
// which waits for what is under way, but not for long: the less the more of a
// stop's time has passed already.
func (s *Sandbox) startNotifying(addr net.Addr) (stop func(passed time.Duration)) {
	if tcp, ok := addr.(*net.TCPAddr); ok {
		at := tcp.AddrPort()
		at = netip.AddrPortFrom(at.Addr().Unmap().WithZone(""), at.Port())
		s.own.Store(&at)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.notifier.Run(ctx)
	}()
	return func(passed time.Duration) {
		s.notifier.Hurry(max(notifier.StopTimeout-passed, leastDrain))
		cancel()
		<-done
		s.own.Store(nil)
	}
}

// Flush delivers the notifications that are due, for a simulator that is not
// served. It takes a few seconds at most; what is cut off stays due.
func (s *Sandbox) Flush(ctx context.Context) { s.notifier.Flush(ctx) }

// Next is when the clock makes something happen or a notification due the next
// time, of what is not due already; zero when nothing is planned.
func (s *Sandbox) Next() (time.Time, error) {
	happens, err := s.engine.Sweep()
	if err != nil {
		return time.Time{}, err
	}
	_, due, err := s.engine.Due(0)
	if happens.IsZero() || !due.IsZero() && due.Before(happens) {
		happens = due
	}
	return happens, err
}

// Notify makes a notification due, and waits for its delivery.
func (l local) Notify(ctx context.Context, id string) (Notification, error) {
	delivered, stop := l.s.notifier.Watch()
	defer stop()
	n, err := l.s.engine.Notify(id)
	if err != nil {
		return Notification{}, err
	}
	if l.s.own.Load() == nil { // it is not served, so it is done here and now
		l.s.Flush(ctx)
		return find(delivered, n), nil
	}
	ctx, cancel := context.WithTimeout(ctx, notifyWait)
	defer cancel()
	for {
		select {
		case d := <-delivered:
			if isAfter(d, n) {
				return d, nil
			}
		case <-ctx.Done():
			return n, nil // it goes on without whoever asked
		}
	}
}

// find returns the notification as it is after its delivery, if that was made.
func find(delivered <-chan Notification, n Notification) Notification {
	for {
		select {
		case d := <-delivered:
			if isAfter(d, n) {
				return d
			}
		default:
			return n
		}
	}
}

// isAfter reports whether d is n after a further delivery, and not as it was told
// late of one before. Only the latest attempts are kept.
func isAfter(d, n Notification) bool {
	same := func(a, b NotificationAttempt) bool { return a.At.Equal(b.At) && a.Error == b.Error }
	return d.ID == n.ID && len(d.Attempts) >= len(n.Attempts) && !slices.EqualFunc(d.Attempts, n.Attempts, same)
}
