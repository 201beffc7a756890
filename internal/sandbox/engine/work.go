package engine

import (
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// work is one writing transaction at one moment. It remembers the earliest time
// that it made something due.
type work struct {
	store.Tx
	e     *Engine
	now   time.Time
	alarm earliest
	out   earliest
}

// update runs f in a transaction, and tells Options.Changed when something came
// of it that is due earlier than what was known.
func (e *Engine) update(f func(*work) error) error {
	now := e.now()
	var w *work
	err := e.store.Update(func(tx store.Tx) error {
		w = &work{Tx: tx, e: e, now: now}
		return f(w)
	})
	if err != nil {
		return err
	}
	// Both have to be noted, so neither may keep the other from it.
	sooner := e.alarms.note(w.alarm)
	if e.outbox.note(w.out) || sooner {
		e.changed()
	}
	return nil
}

// earliest is the earliest of some moments; zero when there was none.
type earliest struct{ time.Time }

func (m *earliest) add(t time.Time) {
	if !t.IsZero() && (m.IsZero() || t.Before(m.Time)) {
		m.Time = t
	}
}

// sortable is a moment as a text that sorts by time, for keys. It holds any year
// from 1970 to 9999.
func sortable(t time.Time) string {
	const digits = 12 + 9
	var b [digits]byte
	fill(b[:12], uint64(max(t.Unix(), 0)))
	fill(b[12:], uint64(t.Nanosecond()))
	return string(b[:])
}

// sortableLength is the length of a sortable text.
const sortableLength = 12 + 9

// fill writes a number with leading zeros.
func fill(b []byte, n uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}

// fromSortable reads what sortable wrote; zero when it is something else.
func fromSortable(s string) time.Time {
	if len(s) < sortableLength {
		return time.Time{}
	}
	var n [2]int64
	for i, digits := range []string{s[:12], s[12:sortableLength]} {
		for _, d := range digits {
			if d < '0' || d > '9' {
				return time.Time{}
			}
			n[i] = n[i]*10 + int64(d-'0')
		}
	}
	return time.Unix(n[0], n[1]).UTC()
}
