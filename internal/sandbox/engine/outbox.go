package engine

import (
	"fmt"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// The queue keeps so many notifications and no more. Of those that are finished
// the oldest go first, of those that wait the ones that are due longest: nobody
// has come for them.
const (
	maxFinished = 1000
	maxWaiting  = 10000
)

// queueKey is where the numbers of notifications are kept.
const queueKey = "notification-queue"

// queue counts what the queue holds.
type queue struct {
	Waiting  int `json:"waiting"`
	Finished int `json:"finished"`
	// Last is the number of the newest notification; their ids are made of it.
	Last int64 `json:"last"`
}

// notificationPrefix begins the ids of notifications, which are the simulator's own.
const notificationPrefix = "ntf-"

// readQueue and saveQueue keep the numbers.
func (w *work) readQueue() (q queue, err error) {
	if data := w.Get(store.Meta, queueKey); data != nil {
		err = decode("count of notifications", data, &q)
	}
	return q, err
}

func (w *work) saveQueue(q queue) error {
	data, err := encode("count of notifications", queueKey, q)
	if err != nil {
		return err
	}
	return w.Put(store.Meta, queueKey, data)
}

// newNotificationID makes ids that sort in the order of the messages.
func (w *work) newNotificationID() (string, error) {
	q, err := w.readQueue()
	if err != nil {
		return "", err
	}
	q.Last++
	return fmt.Sprintf("%s%010d", notificationPrefix, q.Last), w.saveQueue(q)
}

// saveNotification writes a notification in place of what it was before, which
// is the zero value when it is new.
func (w *work) saveNotification(before, n Notification) error {
	n.Version = recordVersion
	data, err := encode("notification", n.ID, n)
	if err != nil {
		return err
	}
	if err := w.Put(store.Notifications, n.ID, data); err != nil {
		return err
	}
	if err := w.index(before, n); err != nil {
		return err
	}
	return w.count(before, n)
}

// index moves a notification in the lists of what is due and what is finished.
func (w *work) index(before, n Notification) error {
	for _, list := range []struct {
		bucket   store.Bucket
		from, to time.Time
	}{{store.Outbox, before.Next, n.Next}, {store.Finished, before.Finished, n.Finished}} {
		if list.from.Equal(list.to) {
			continue
		}
		if !list.from.IsZero() {
			if err := w.Delete(list.bucket, sortable(list.from)+n.ID); err != nil {
				return err
			}
		}
		if list.to.IsZero() {
			continue
		}
		if err := w.Put(list.bucket, sortable(list.to)+n.ID, nil); err != nil {
			return err
		}
	}
	w.out.add(n.Next)
	return nil
}

// count keeps the numbers, and the queue within its limits.
func (w *work) count(before, n Notification) error {
	if before.State == n.State {
		return nil
	}
	q, err := w.readQueue()
	if err != nil {
		return err
	}
	q.add(before.State, -1)
	q.add(n.State, 1)
	for ; q.Finished > maxFinished; q.Finished-- {
		if err := w.dropFirst(store.Finished); err != nil {
			return err
		}
	}
	for ; q.Waiting > maxWaiting; q.Waiting-- {
		if err := w.dropFirst(store.Outbox); err != nil {
			return err
		}
	}
	return w.saveQueue(q)
}

func (q *queue) add(state string, n int) {
	switch state {
	case Waiting:
		q.Waiting += n
	case Delivered, GivenUp:
		q.Finished += n
	}
}

// dropFirst forgets the first notification of a list.
func (w *work) dropFirst(list store.Bucket) error {
	for key := range w.Ascend(list, "", "") {
		if err := w.Delete(list, key); err != nil {
			return err
		}
		return w.Delete(store.Notifications, key[sortableLength:])
	}
	return nil
}

// Due returns at most max notifications that are to be attempted now, the one
// that is due longest first, and when the first of the others is due; zero when
// there is none. It returns the same ones until Attempted was told of them.
func (e *Engine) Due(max int) (due []Notification, next time.Time, err error) {
	e.outbox.forget()
	now := e.now()
	err = e.store.View(func(tx store.Tx) error {
		for key := range tx.Ascend(store.Outbox, "", "") {
			at := fromSortable(key)
			if at.After(now) || len(due) >= max {
				next = at
				return nil
			}
			// One that nobody can read must not hold up the others.
			if n, found, err := findNotification(tx, key[sortableLength:]); found && err == nil {
				due = append(due, n)
			}
		}
		return nil
	})
	e.outbox.look(next)
	return due, next, err
}

// Attempted records an attempt. An acknowledged one ends the repeats; after
// another the next is due when the ladder says so. The error is a *NotFoundError
// when the notification is not kept any more.
func (e *Engine) Attempted(id string, a Attempt) (n Notification, err error) {
	if a.At.IsZero() {
		a.At = e.now()
	}
	err = e.update(func(w *work) error {
		before, found, err := findNotification(w, id)
		if err != nil {
			return err
		}
		if !found {
			return &NotFoundError{ID: id}
		}
		n = e.attempted(before, a)
		return w.saveNotification(before, n)
	})
	return n, err
}

// Notifications returns at most max notifications, newest first, that are older
// than the one with the id before; an empty one stands for the newest. Those that
// nobody can read are not among them. next leads to the following page and is
// empty on the last.
func (e *Engine) Notifications(before string, max int) (list []Notification, next string, err error) {
	list = []Notification{}
	if err := e.settleDue(); err != nil {
		return list, "", err
	}
	err = e.store.View(func(tx store.Tx) error {
		last := ""
		for id, data := range tx.Descend(store.Notifications, before) {
			if len(list) == max {
				next = last
				return nil
			}
			if n, err := decodeNotification(data); err == nil {
				list = append(list, n)
			}
			last = id
		}
		return nil
	})
	return list, next, err
}

// FindNotification returns a notification by its id.
func (e *Engine) FindNotification(id string) (n Notification, err error) {
	err = e.store.View(func(tx store.Tx) error {
		var found bool
		if n, found, err = findNotification(tx, id); err == nil && !found {
			return &NotFoundError{ID: id}
		}
		return err
	})
	return n, err
}

func findNotification(tx store.Tx, id string) (Notification, bool, error) {
	data := tx.Get(store.Notifications, id)
	if id == "" || data == nil {
		return Notification{}, false, nil
	}
	n, err := decodeNotification(data)
	return n, err == nil, err
}

func decodeNotification(data []byte) (n Notification, err error) {
	if err = decode("notification", data, &n); err == nil {
		err = known("notification", n.ID, n.Version)
	}
	return n, err
}
