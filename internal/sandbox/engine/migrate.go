package engine

import (
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// alarmsKey says in Meta that every open payment has its alarm.
const alarmsKey = "alarms"

// Prepare brings records that an older program wrote up to date. It has to be
// called once before anything else is; it does nothing on a store that is new or
// was prepared before.
func (e *Engine) Prepare() error {
	ready := false
	err := e.store.View(func(tx store.Tx) error { ready = tx.Get(store.Meta, alarmsKey) != nil; return nil })
	if err != nil || ready {
		return err
	}
	return e.update(func(w *work) error {
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
	})
}
