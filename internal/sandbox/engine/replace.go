package engine

import (
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// Replace lets load put another state into the store and makes it fit this engine, all
// in one transaction: after an error, the state is what it was. now is what time it is
// in the other state. The ids of notifications go on, so that none comes back with
// another meaning. load may be called more than once.
func (e *Engine) Replace(now time.Time, load func(tx store.Tx) error) error {
	e.alarms.forget()
	e.outbox.forget()
	err := e.update(func(w *work) error {
		before, err := w.readQueue()
		if err != nil {
			return err
		}
		if err := load(w); err != nil {
			return err
		}
		q, err := w.readQueue()
		if err != nil {
			return err
		}
		q.Last = max(q.Last, before.Last)
		if err := w.saveQueue(q); err != nil {
			return err
		}
		w.now = now
		return w.prepare()
	})
	if err != nil {
		return err
	}
	e.changed()
	return nil
}

// Count returns the number of payments.
func Count(tx store.Tx) int {
	n := 0
	for range tx.Ascend(store.Payments, "", "") {
		n++
	}
	return n
}
