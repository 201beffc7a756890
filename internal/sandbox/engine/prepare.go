package engine

import (
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
	ready, scale := false, ""
	err := e.store.View(func(tx store.Tx) error {
		ready = tx.Get(store.Meta, alarmsKey) != nil
		scale = string(tx.Get(store.Meta, scaleKey))
		return nil
	})
	if err != nil {
		return err
	}
	if !ready {
		if err := e.update((*work).giveAlarms); err != nil {
			return err
		}
	}
	if own := e.scaleText(); own != scale {
		return e.update(func(w *work) error { return w.rescale(own) })
	}
	return nil
}

func (e *Engine) scaleText() string {
	if e.scale == 1 {
		return ""
	}
	return strconv.FormatFloat(e.scale, 'g', -1, 64)
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

// rescale moves the next attempts of waiting notifications to where the ladder has
// them by the present time scale.
func (w *work) rescale(scale string) error {
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
	return w.Put(store.Meta, scaleKey, []byte(scale))
}
