package notifier

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/fault"
)

const (
	// spacing is the least time between two looks at the queue, so that a busy
	// gateway does not have it read for each of its calls.
	spacing = 10 * time.Millisecond
	// wideSpacing is the same for looks beyond the oldest notifications, which
	// are made while a host has more due than it takes.
	wideSpacing = 250 * time.Millisecond
	// longestWait bounds a wait, as the clock can be set.
	longestWait = time.Minute
	// overtaking is how long a notification waits to be overtaken.
	overtaking = 5 * time.Second
	// afterFailure is how long nothing is tried when the queue fails.
	afterFailure = 5 * time.Second
	// look is how many notifications are looked at first, wideLook at most.
	look     = 2 * Concurrency
	wideLook = 1 << 14
)

// schedule decides what is delivered next. It belongs to one goroutine; the
// deliveries of others only come back by finished.
type schedule struct {
	*Notifier
	client   notification.Client
	life     context.Context // of the deliveries
	finished chan result
	active   map[string]bool      // ids under way
	payments map[string]int       // under way, by paymentId
	hosts    map[string]int       // under way, by host and port
	held     map[string]time.Time // ids that must wait, and until when
	passed   map[string]bool      // ids that were held to be overtaken already
	looked   time.Time            // when the queue was last read
	wide     time.Time            // when it was last read beyond the oldest
}

// result is the end of a delivery.
type result struct {
	n    engine.Notification
	made []engine.Notification // as recorded after each attempt
	err  error                 // of recording it
}

func (n *Notifier) newSchedule(ctx context.Context) (*schedule, func()) {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	s := &schedule{
		Notifier: n, client: n.client, life: life, finished: make(chan result),
		active: map[string]bool{}, payments: map[string]int{}, hosts: map[string]int{},
		held: map[string]time.Time{}, passed: map[string]bool{},
	}
	return s, func() {
		end()
		for len(s.active) > 0 {
			s.finish(<-s.finished)
		}
	}
}

// round starts what is due, and returns when to look again; zero is never.
func (s *schedule) round() time.Time {
	s.looked = s.Now()
	next, err := s.Queue.Sweep()
	if err == nil {
		var later time.Time
		later, err = s.start()
		next = earliest(next, later)
	}
	if err != nil {
		s.OnError(err)
		return s.looked.Add(afterFailure)
	}
	return next
}

// start starts as many of the due notifications as may be. It looks further than
// the oldest ones only when those cannot fill the places.
func (s *schedule) start() (time.Time, error) {
	for limit := look; ; limit *= 2 {
		due, next, err := s.Queue.Due(limit)
		if err != nil {
			return time.Time{}, err
		}
		if len(due) == limit {
			next = time.Time{} // that of one that is due as well, perhaps
		}
		for _, d := range due {
			next = earliest(next, s.consider(d))
		}
		switch full := len(s.active) >= Concurrency; {
		case full, len(due) < limit:
			return next, nil
		case limit >= wideLook:
			return earliest(next, s.Now().Add(wideSpacing)), nil
		case limit == look:
			if again := s.wide.Add(wideSpacing); s.Now().Before(again) {
				return earliest(next, again), nil
			}
			s.wide = s.Now()
		}
	}
}

// consider starts a notification if it may be started now. The time is when to
// look again if it must wait for that; zero when the end of a delivery decides.
func (s *schedule) consider(d engine.Notification) time.Time {
	now := s.Now()
	if until, ok := s.held[d.ID]; ok {
		if now.Before(until) {
			return until
		}
		delete(s.held, d.ID)
	}
	host := hostOf(d.URL)
	if s.active[d.ID] || s.payments[d.PaymentID] > 0 || s.hosts[host] >= PerHost || len(s.active) >= Concurrency {
		return time.Time{}
	}
	if !s.passed[d.ID] && len(d.Attempts) == 0 && s.Faults.Strikes(fault.ReorderNotify, d.Name) {
		s.passed[d.ID] = true
		s.held[d.ID] = now.Add(overtaking)
		return s.held[d.ID]
	}
	s.active[d.ID] = true
	s.payments[d.PaymentID]++
	s.hosts[host]++
	go func() { s.finished <- s.work(d) }()
	return time.Time{}
}

// work delivers a notification and records it, and once more if that is drawn.
func (s *schedule) work(d engine.Notification) result {
	r := result{n: d}
	a, ok := s.deliver(s.life, d)
	if !ok {
		return r
	}
	recorded, err := s.Queue.Attempted(d.ID, a)
	if errors.Is(err, engine.ErrNotFound) {
		return r // it was forgotten meanwhile
	}
	if r.err = err; err != nil {
		return r
	}
	r.made = append(r.made, recorded)
	if a.Acknowledged && s.Faults.Strikes(fault.DuplicateNotify, d.Name) {
		r.made = append(r.made, s.again(recorded)...)
	}
	return r
}

// again delivers what was acknowledged once more. It stays delivered, whatever
// the answer is now.
func (s *schedule) again(d engine.Notification) []engine.Notification {
	a, ok := s.deliver(s.life, d)
	if !ok {
		return nil
	}
	if a.Acknowledged {
		if recorded, err := s.Queue.Attempted(d.ID, a); err == nil {
			return []engine.Notification{recorded}
		}
	}
	d.Attempts = append(slices.Clone(d.Attempts), a)
	return []engine.Notification{d}
}

// finish notes the end of a delivery. Whoever waited to be overtaken has been.
func (s *schedule) finish(r result) {
	host := hostOf(r.n.URL)
	delete(s.active, r.n.ID)
	delete(s.passed, r.n.ID)
	release(s.payments, r.n.PaymentID)
	release(s.hosts, host)
	if len(r.made) > 0 {
		for id := range s.passed {
			delete(s.held, id)
		}
	}
	if r.err != nil {
		// It is still due, and must not be sent over and over.
		s.held[r.n.ID] = s.Now().Add(longestWait)
		s.OnError(r.err)
	}
	for _, d := range r.made {
		s.tell(d)
	}
}

func release(counts map[string]int, key string) {
	if counts[key]--; counts[key] <= 0 {
		delete(counts, key)
	}
}

// wait returns when it is time for another round.
func (s *schedule) wait(ctx context.Context, next time.Time) {
	fires, stop := s.alarm(next)
	defer stop()
	select {
	case <-ctx.Done():
		return
	case <-fires:
		return
	case r := <-s.finished:
		s.finish(r)
	case <-s.wake:
	}
	// Something has happened, and more may in the next moment.
	soon, stopSoon := s.alarm(s.looked.Add(spacing))
	defer stopSoon()
	for {
		select {
		case <-ctx.Done():
			return
		case <-soon:
			return
		case r := <-s.finished:
			s.finish(r)
		}
	}
}

// alarm fires at a time, or earlier; never when the time is zero.
func (s *schedule) alarm(at time.Time) (<-chan time.Time, func() bool) {
	if at.IsZero() {
		return nil, func() bool { return false }
	}
	d := at.Sub(s.Now())
	if d <= 0 {
		now := make(chan time.Time, 1)
		now <- at
		return now, func() bool { return false }
	}
	return s.Timer(min(d, longestWait))
}

// drain delivers what is due and ends what is under way, for so long at most.
func (s *schedule) drain(limit time.Duration) {
	over, stop := s.Timer(limit)
	defer stop()
	for {
		clear(s.held)
		s.round()
		if len(s.active) == 0 && len(s.held) > 0 {
			continue // they waited to be overtaken, and there is nobody to do it
		}
		if len(s.active) == 0 {
			return
		}
		select {
		case <-over:
			return
		case r := <-s.finished:
			s.finish(r)
			if r.err != nil || len(r.made) == 0 {
				return
			}
		}
	}
}

// hostOf is the host and port of a URL, "" of one that is none.
func hostOf(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return u.Host
}

// earliest is the earlier of two times, of which zero is never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
