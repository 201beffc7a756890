package pgstore

import (
	"context"
	"fmt"
	"time"
)

// Stats count what a store holds.
type Stats struct {
	Notifications int64     `json:"notifications"`
	Deliveries    int64     `json:"deliveries"`
	Rejected      int64     `json:"rejected"`
	Oldest        time.Time `json:"oldest,omitzero"`
	Newest        time.Time `json:"newest,omitzero"`
	Bytes         int64     `json:"bytes,omitempty"` // on the disk; 0 if the server does not say
	// Forwards counts what is queued: due, done and failed.
	Due    int64 `json:"due"`
	Done   int64 `json:"done"`
	Failed int64 `json:"failed"`
	// OldestDue is since when the longest waiting forward waits.
	OldestDue time.Time `json:"oldestDue,omitzero"`
}

const (
	statsSQL = `
SELECT (SELECT count(*)::bigint FROM antom.notifications), (SELECT count(*)::bigint FROM antom.deliveries),
    (SELECT count(*)::bigint FROM antom.notifications WHERE NOT verified),
    (SELECT min(received_at) FROM antom.deliveries), (SELECT max(received_at) FROM antom.deliveries)`
	queueSQL = `SELECT state, count(*)::bigint, min(queued_at) FROM antom.forwards GROUP BY state`
	sizeSQL  = `
SELECT (pg_total_relation_size('antom.notifications') + pg_total_relation_size('antom.deliveries')
    + pg_total_relation_size('antom.forwards') + pg_total_relation_size('antom.attempts'))::bigint`
)

// Stats counts what the store holds.
func (s *Store) Stats(ctx context.Context) (st Stats, err error) {
	err = s.query(ctx, statsSQL, nil, func(r row) error {
		st.Notifications, st.Deliveries, st.Rejected, st.Oldest, st.Newest = r.int(), r.int(), r.int(), r.time(), r.time()
		return nil
	})
	if err != nil {
		return st, err
	}
	err = s.query(ctx, queueSQL, nil, func(r row) error {
		switch state, count, since := r.text(), r.int(), r.time(); state {
		case "due":
			st.Due, st.OldestDue = count, since
		case "done":
			st.Done = count
		case "failed":
			st.Failed = count
		}
		return nil
	})
	if err != nil {
		return st, err
	}
	// Not every server knows the function.
	_ = s.query(ctx, sizeSQL, nil, func(r row) error {
		st.Bytes = r.int()
		return nil
	})
	return st, nil
}

const waitingSQL = `
SELECT count(*)::bigint, coalesce(extract(epoch FROM now() - min(queued_at)), 0)::bigint FROM antom.forwards WHERE state = 'due'`

// Waiting counts what waits to be forwarded, and tells how long the first of it has.
func (s *Store) Waiting(ctx context.Context) (count int64, longest time.Duration, err error) {
	err = s.query(ctx, waitingSQL, nil, func(r row) error {
		count, longest = r.int(), max(0, time.Duration(r.int())*time.Second)
		return nil
	})
	return count, longest, err
}

// oldSQL says which notifications may be removed: those whose last delivery is
// older than a moment and that wait for no attempt.
const oldSQL = `
FROM antom.notifications AS n
WHERE n.received_at < $1::timestamptz
    AND NOT EXISTS (SELECT 1 FROM antom.deliveries AS d WHERE d.identity = n.identity AND d.received_at >= $1::timestamptz)
    AND NOT EXISTS (SELECT 1 FROM antom.forwards AS f WHERE f.identity = n.identity AND f.state = 'due')`

// pruneStep is how many notifications one transaction removes.
const pruneStep = 1000

// Old counts what Prune would remove.
func (s *Store) Old(ctx context.Context, before time.Time) (count int64, err error) {
	err = s.query(ctx, "SELECT count(*)::bigint "+oldSQL, new(args).time(before), func(r row) error {
		count = r.int()
		return nil
	})
	return count, err
}

// removeSQL removes those of the locked ones that are still old: a delivery may have
// come before they were locked.
const removeSQL = `
DELETE FROM antom.notifications WHERE identity IN (SELECT n.identity` + oldSQL + ` AND n.identity = ANY($2::bytea[])) RETURNING 1`

// Prune removes the notifications whose last delivery was received before a
// moment, but none that is still to be forwarded. It goes on in small steps, so
// that listeners do not wait for it, and returns how many it removed.
func (s *Store) Prune(ctx context.Context, before time.Time) (removed int64, err error) {
	for {
		var found, step int
		err := s.with(ctx, func(c *conn) (err error) {
			ctx, cancel := context.WithTimeout(ctx, readTimeout)
			defer cancel()
			found, step, err = pruneOnce(ctx, c, before)
			return err
		})
		if err != nil {
			return removed, err
		}
		removed += int64(step)
		if found < pruneStep {
			return removed, nil
		}
	}
}

// pruneOnce removes at most pruneStep notifications. It locks them first, as storing a
// delivery does, and chooses anew what no delivery came for meanwhile: one that was
// acknowledged must not be removed with those before it. If it fails, the connection is
// given up with its transaction.
func pruneOnce(ctx context.Context, c *conn, before time.Time) (found, removed int, err error) {
	if _, err := c.Exec(ctx, "BEGIN ISOLATION LEVEL READ COMMITTED").ReadAll(); err != nil {
		return 0, 0, err
	}
	var identities [][]byte
	lock := fmt.Sprintf("SELECT n.identity %s ORDER BY n.received_at LIMIT %d FOR UPDATE OF n", oldSQL, pruneStep)
	err = c.query(ctx, lock, new(args).time(before), func(r row) error {
		identities = append(identities, r.bytes())
		return nil
	})
	if err == nil {
		err = c.query(ctx, removeSQL, new(args).time(before).bytesList(identities), func(row) error {
			removed++
			return nil
		})
	}
	if err == nil {
		_, err = c.Exec(ctx, "COMMIT").ReadAll()
	}
	return len(identities), removed, err
}
