package engine

import (
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// The kinds of records that the clock changes, as keys name them.
const (
	kindPayment = "p"
	kindRefund  = "r"
	kindCapture = "c"
	kindDispute = "d"

	kindSubscription = "s"
	kindVaulting     = "v"
)

// maxSweep is how many alarms one transaction settles.
const maxSweep = 200

// horizon is what is known about the earliest thing that is due.
type horizon struct {
	mu   sync.Mutex
	next time.Time // zero: nothing is known to be due
}

// forget is called before somebody looks: whatever is made due from then on
// counts as news until look has told what there is.
func (h *horizon) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.next = time.Time{}
}

// look notes what was seen.
func (h *horizon) look(next time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	e := earliest{h.next}
	e.add(next)
	h.next = e.Time
}

// note reports whether a moment is news.
func (h *horizon) note(m earliest) bool {
	if m.IsZero() {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.next.IsZero() && !m.Before(h.next) {
		return false
	}
	h.next = m.Time
	return true
}

// alarm moves the alarm of a record from one moment to another; zero is none.
func (w *work) setAlarm(kind, id string, from, to time.Time) error {
	if from.Equal(to) {
		return nil
	}
	if !from.IsZero() {
		if err := w.Delete(store.Alarms, sortable(from)+kind+id); err != nil {
			return err
		}
	}
	if to.IsZero() {
		return nil
	}
	w.alarm.add(to)
	return w.Put(store.Alarms, sortable(to)+kind+id, nil)
}

// Sweep settles what the clock made due: planned outcomes, expiries, refunds and
// captures in process, deadlines of disputes. It queues the notifications that come of them, and tells
// when to look again; zero when nothing is scheduled. Its cost grows with what is
// due, not with what there is.
func (e *Engine) Sweep() (next time.Time, err error) {
	e.sweeping.Lock()
	defer e.sweeping.Unlock()
	e.alarms.forget()
	for {
		due, next, err := e.dueAlarms()
		if err != nil {
			return time.Time{}, err
		}
		if len(due) == 0 {
			e.alarms.look(next)
			return next, nil
		}
		if err := e.update(func(w *work) error { return w.ring(due) }); err != nil {
			return time.Time{}, err
		}
	}
}

// settleDue is a Sweep for those who only look: it costs nothing when nothing is due.
func (e *Engine) settleDue() error {
	due, _, err := e.dueAlarms()
	if err == nil && len(due) > 0 {
		_, err = e.Sweep()
	}
	return err
}

// dueAlarms returns the keys of alarms that are due, and when the first of the
// others will be.
func (e *Engine) dueAlarms() (due []string, next time.Time, err error) {
	now := e.now()
	err = e.store.View(func(tx store.Tx) error {
		for key := range tx.Ascend(store.Alarms, "", "") {
			if at := fromSortable(key); at.After(now) {
				next = at
				break
			}
			if due = append(due, key); len(due) == maxSweep {
				break
			}
		}
		return nil
	})
	return due, next, err
}

// ring settles the records of some alarms. Each alarm goes, whatever becomes of
// its record: one that nobody can read must not hold up the others, and tells so
// itself to whoever asks for it. Only an alarm that is not due any more stays: the
// clock was set back since it was found to be.
func (w *work) ring(keys []string) error {
	for _, key := range keys {
		if fromSortable(key).After(w.now) {
			continue
		}
		if err := w.Delete(store.Alarms, key); err != nil {
			return err
		}
		if len(key) <= sortableLength {
			continue
		}
		kind, id := key[sortableLength:sortableLength+1], key[sortableLength+1:]
		var err error
		switch kind {
		case kindPayment:
			err = w.ringPayment(id)
		case kindRefund:
			err = w.ringRefund(id)
		case kindCapture:
			err = w.ringCapture(id)
		case kindDispute:
			err = w.ringDispute(id)
		case kindSubscription:
			err = w.ringSubscription(id)
		case kindVaulting:
			err = w.ringVaulting(id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *work) ringPayment(id string) error {
	p, found, err := findPayment(w, id)
	if !found || err != nil {
		return nil
	}
	_, err = w.currentPayment(p)
	return err
}

func (w *work) ringRefund(id string) error {
	r, found, err := findRefund(w, id)
	if !found || err != nil {
		return nil
	}
	_, err = w.currentRefund(r)
	return err
}

func (w *work) ringCapture(id string) error {
	c, found, err := findCapture(w, id)
	if !found || err != nil {
		return nil
	}
	_, err = w.currentCapture(c)
	return err
}
