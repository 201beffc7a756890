package pgstore

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
)

// claimSQL takes what is due and has nothing before it in its order. A claim moves
// the next attempt to the end of the lease: a worker that dies gives it back by
// doing nothing.
const claimSQL = `
UPDATE antom.forwards AS f
SET attempts = f.attempts + 1, next_attempt = now() + $1::bigint * INTERVAL '1 millisecond', worker = $2::text
FROM (
    SELECT c.identity, c.target FROM antom.forwards AS c
    WHERE c.state = 'due' AND c.next_attempt <= now() AND NOT EXISTS (
        SELECT 1 FROM antom.forwards AS e
        WHERE e.state = 'due' AND e.order_key = c.order_key AND e.target = c.target AND (e.queued_at, e.identity) < (c.queued_at, c.identity))
    ORDER BY c.next_attempt
    LIMIT $3::bigint
    FOR UPDATE OF c SKIP LOCKED
) AS due
WHERE f.identity = due.identity AND f.target = due.target
RETURNING f.identity, f.target, f.attempts`

// Claim takes at most so many notifications that are due to be forwarded.
func (s *Store) Claim(ctx context.Context, most int, lease time.Duration) ([]inbox.Claim, error) {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	a := new(args).text(millis(lease)).text(s.options.Listener).text(strconv.Itoa(most))
	claims, err := collect(ctx, s, claimSQL, a, func(r row) inbox.Claim {
		return inbox.Claim{Key: r.text(), Target: r.text(), Attempt: int(r.int())}
	})
	if err != nil || len(claims) == 0 {
		return nil, err
	}
	identities := make([][]byte, len(claims))
	for i := range claims {
		identities[i] = []byte(claims[i].Key)
	}
	records := map[string]*inbox.Record{}
	err = s.query(ctx, "\nSELECT n.identity, "+strings.TrimPrefix(columnsSQL+requestColumns+recordsFrom, "\nSELECT ")+`
WHERE d.id = n.id AND n.identity = ANY($1::bytea[])`, new(args).bytesList(identities), func(r row) error {
		identity := r.text()
		records[identity] = scanRecord(r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	found := claims[:0]
	for _, c := range claims {
		if c.Record = records[c.Key]; c.Record != nil {
			found = append(found, c)
		}
	}
	return found, nil
}

func millis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// finishSQL ends a claim, if it is still this worker's, and notes the attempt in
// any case. What was acknowledged is done, whoever has claimed it since.
const finishSQL = `
WITH ended AS (
    UPDATE antom.forwards
    SET state = $4::text, next_attempt = now() + $5::bigint * INTERVAL '1 millisecond', worker = NULL,
        status = nullif($8::bigint, 0), error = nullif($9::text, ''), finished_at = CASE WHEN $4::text = 'due' THEN NULL ELSE now() END
    WHERE identity = $1::bytea AND target = $2::text AND state = 'due' AND (attempts = $3::bigint OR $4::text = 'done')
    RETURNING identity
)
INSERT INTO antom.attempts (delivery_id, at, url, status, error, duration_ms, acknowledged)
SELECT d.id, $6::timestamptz, $7::text, nullif($8::bigint, 0), nullif($9::text, ''), $10::bigint, $11::boolean
FROM antom.deliveries AS d WHERE d.id = $12::text`

// Finish ends a claim with the outcome of its attempt: done if it was
// acknowledged, else due again after a pause, or failed if it was the last one.
func (s *Store) Finish(ctx context.Context, c inbox.Claim, a inbox.Attempt, pause time.Duration, last bool) error {
	state := "due"
	switch {
	case a.Acknowledged:
		state = "done"
	case last:
		state = "failed"
	}
	p := new(args).bytes([]byte(c.Key)).text(c.Target).text(strconv.Itoa(c.Attempt)).text(state).text(millis(pause))
	if err := s.exec(ctx, finishSQL, addAttempt(p, a, c.Record.ID)); err != nil {
		return fmt.Errorf("noting the attempt: %w", err)
	}
	return nil
}

// addAttempt adds the parameters of an attempt and the id of its delivery.
func addAttempt(p *args, a inbox.Attempt, id string) *args {
	return p.time(a.At).text(storable(a.URL)).text(strconv.Itoa(a.Status)).text(storable(a.Err)).
		text(strconv.FormatInt(a.DurationMS, 10)).text(strconv.FormatBool(a.Acknowledged)).text(id)
}

const updateSQL = `
INSERT INTO antom.attempts (delivery_id, at, url, status, error, duration_ms, acknowledged)
SELECT d.id, $1::timestamptz, $2::text, nullif($3::bigint, 0), nullif($4::text, ''), $5::bigint, $6::boolean
FROM antom.deliveries AS d WHERE d.id = $7::text
RETURNING delivery_id`

// settleSQL ends a forward that had failed, or waits, once its application
// acknowledged the notification in another way: at its URL, with the path and query of
// the notification. One that had failed and was for no other application is over
// wherever it was acknowledged, as it is in a directory.
const settleSQL = `
UPDATE antom.forwards AS f SET state = 'done', worker = NULL, error = NULL, finished_at = now()
WHERE f.state <> 'done' AND f.identity = (SELECT identity FROM antom.deliveries WHERE id = $1::text) AND (
    substr($2::text, 1, length(rtrim(f.target, '/'))) = rtrim(f.target, '/')
        AND substr($2::text, length(rtrim(f.target, '/')) + 1, 1) IN ('', '/', '?')
    OR f.state = 'failed' AND NOT EXISTS (SELECT 1 FROM antom.forwards AS o WHERE o.identity = f.identity AND o.target <> f.target))`

// Update notes an attempt to forward a record. If it was acknowledged, what was
// queued for that application is done, and so is what had failed for the only one.
func (s *Store) Update(ctx context.Context, id string, a inbox.Attempt) error {
	found := false
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	err := s.with(ctx, func(c *conn) error {
		return c.query(ctx, updateSQL, addAttempt(new(args), a, storable(id)), func(row) error {
			found = true
			return nil
		})
	})
	if err == nil && !found {
		return fmt.Errorf("%w: %q", inbox.ErrNotFound, id)
	}
	if err == nil && a.Acknowledged {
		err = s.exec(ctx, settleSQL, new(args).text(id).text(storable(a.URL)))
	}
	if err != nil {
		return fmt.Errorf("noting the attempt: %w", err)
	}
	return nil
}

// NoteSent adds attempts that were made to their records.
func (s *Store) NoteSent(ctx context.Context, sent []inbox.Sent) error {
	for _, one := range sent {
		if err := s.Update(ctx, one.ID, one.Attempt); err != nil {
			return err
		}
	}
	return nil
}

const acknowledgedSQL = `
SELECT 1 FROM antom.attempts AS a JOIN antom.deliveries AS d ON d.id = a.delivery_id
WHERE d.identity = $1::bytea AND a.acknowledged LIMIT 1`

// Acknowledged reports whether an application acknowledged the notification with
// this key. It is false if the server does not say.
func (s *Store) Acknowledged(key [32]byte) bool {
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	found := false
	_ = s.query(ctx, acknowledgedSQL, new(args).bytes(key[:]), func(row) error {
		found = true
		return nil
	})
	return found
}

const requeueSQL = `
UPDATE antom.forwards AS f SET state = 'due', attempts = 0, next_attempt = now(), finished_at = NULL
FROM antom.deliveries AS d
WHERE d.id = $1::text AND f.identity = d.identity AND (f.worker IS NULL OR f.next_attempt <= now())
RETURNING f.target`

// Requeue has a notification forwarded again, from the first attempt on, to each
// application that it was queued for, and returns these. None: it was queued for
// none, or is being forwarded now.
func (s *Store) Requeue(ctx context.Context, id string) (targets []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	err = s.with(ctx, func(c *conn) error {
		targets = nil
		return c.query(ctx, requeueSQL, new(args).text(storable(id)), func(r row) error {
			targets = append(targets, r.text())
			return nil
		})
	})
	return targets, err
}
