package engine

import (
	"math"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

const (
	// alarmsKey says in Meta that every open payment has its alarm.
	alarmsKey = "alarms"
	// scaleKey is where the time scale is by which waiting notifications are due;
	// nothing stands for 1.
	scaleKey = "time-scale"
)

// Prepare makes the records that other programs wrote fit this one: those of an
// older version, and what waits by another time scale. It has to be called once
// before anything else is. Mostly it only reads.
func (e *Engine) Prepare() error {
	fits := false
	err := e.store.View(func(tx store.Tx) error {
		fits = tx.Get(store.Meta, alarmsKey) != nil && string(tx.Get(store.Meta, scaleKey)) == e.scaleText()
		return nil
	})
	if err != nil || fits {
		return err
	}
	return e.update((*work).prepare)
}

// prepare is what Prepare writes.
func (w *work) prepare() error {
	if w.Get(store.Meta, alarmsKey) == nil {
		if err := w.giveAlarms(); err != nil {
			return err
		}
	}
	scale, own := string(w.Get(store.Meta, scaleKey)), w.e.scaleText()
	if own == scale {
		return nil
	}
	return w.rescale(scaleOf(scale), own)
}

func (e *Engine) scaleText() string {
	if e.scale == 1 {
		return ""
	}
	return strconv.FormatFloat(e.scale, 'g', -1, 64)
}

// scaleOf reads what scaleText wrote; what makes no sense is 1.
func scaleOf(text string) float64 {
	scale, err := strconv.ParseFloat(text, 64)
	if err != nil || !(scale > 0) || math.IsInf(scale, 0) {
		return 1
	}
	return scale
}

// giveAlarms gives the open payments of version 1 their alarms.
func (w *work) giveAlarms() error {
	for _, data := range w.Ascend(store.Payments, "", "") {
		// A record that cannot be read tells so to whoever asks for it.
		p, err := decodePayment(data)
		if err != nil {
			continue
		}
		if err := w.setAlarm(kindPayment, p.PaymentID, time.Time{}, p.next()); err != nil {
			return err
		}
	}
	return w.Put(store.Meta, alarmsKey, []byte("1"))
}

// rescale moves what waits from another time scale to the present one.
func (w *work) rescale(from float64, own string) error {
	if err := w.rescaleOutbox(); err != nil {
		return err
	}
	if err := w.rescaleSubscriptions(from); err != nil {
		return err
	}
	return w.Put(store.Meta, scaleKey, []byte(own))
}

// rescaleOutbox moves the next attempts of waiting notifications to where the ladder
// has them by the present time scale.
func (w *work) rescaleOutbox() error {
	var waiting []string
	for key := range w.Ascend(store.Outbox, "", "") {
		waiting = append(waiting, key[sortableLength:])
	}
	for _, id := range waiting {
		before, found, err := findNotification(w, id)
		if err != nil || !found {
			continue // as above
		}
		n := before
		if last := len(n.Attempts) - 1; n.Tries > 0 && last >= 0 {
			n.Next = w.e.afterTries(n.Tries, n.Attempts[last].At)
		}
		if err := w.saveNotification(before, n); err != nil {
			return err
		}
	}
	return nil
}

// rescaleSubscriptions lets the calendars of running subscriptions go on from where
// they stand: what the other time scale made due is due, and no more.
func (w *work) rescaleSubscriptions(from float64) error {
	var running []Subscription
	for _, data := range w.Ascend(store.Subscriptions, "", "") {
		if s, err := decodeSubscription(data); err == nil && s.running() { // as above
			running = append(running, s)
		}
	}
	for _, before := range running {
		s := before
		s.CalendarAt, s.ClockAt = calendarAt(s, w.now, from), w.now
		if !s.RetryAt.IsZero() {
			left := calendarAt(Subscription{ClockAt: w.now, CalendarAt: w.now}, s.RetryAt, from)
			s.RetryAt = w.e.after(w.now, left.Sub(w.now))
		}
		if err := w.saveSubscription(before, s); err != nil {
			return err
		}
	}
	return nil
}
