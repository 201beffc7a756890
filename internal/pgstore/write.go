package pgstore

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/poll"
)

const (
	// maxGroup and maxGroupBytes bound what one transaction stores.
	maxGroup      = 256
	maxGroupBytes = 4 << 20
)

// An entry is a record that waits to be stored.
type entry struct {
	record   *inbox.Record
	id       string
	identity [32]byte
	target   string
	place    int    // within its group, in the order in which they came
	first    string // the id of the first delivery, once it is stored
	err      error
	done     chan struct{}
}

func (e *entry) size() int { return len(e.record.Message.Body) + 1024 }

// Append stores a record. When it returns without an error the transaction is
// committed, and r.ID is set. A verified notification that was delivered before,
// to whichever listener, gets the DuplicateOf of its first delivery. One
// transaction serves all that wait. It takes no longer than three seconds: an
// error may mean that it is not known whether the record was stored.
func (s *Store) Append(ctx context.Context, r *inbox.Record) error {
	e, err := s.entry(r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	select {
	case s.queue <- e:
	case <-s.closed:
		return inbox.ErrClosed
	case <-ctx.Done():
		return s.late(ctx)
	}
	select {
	case <-e.done:
	case <-ctx.Done():
		return s.late(ctx)
	}
	if e.err != nil {
		return fmt.Errorf("storing the notification: %w", e.err)
	}
	r.ID = e.id
	if e.first != e.id {
		r.DuplicateOf = e.first
	}
	return nil
}

// late is the error of a record that was not stored in time.
func (s *Store) late(ctx context.Context) error {
	err := s.config.explain(ctx.Err())
	if cause := s.cause(); cause != nil && ProblemOf(err) == ProblemTimeout {
		err = cause
	}
	s.note(err)
	return fmt.Errorf("storing the notification: %w", err)
}

func (s *Store) entry(r *inbox.Record) (*entry, error) {
	if err := inbox.Check(r); err != nil {
		return nil, err
	}
	if r.ReceivedAt.IsZero() {
		r.ReceivedAt = s.options.Now()
	}
	r.ReceivedAt = r.ReceivedAt.Truncate(time.Microsecond) // what a column keeps
	e := &entry{record: r, id: s.newID(r.ReceivedAt), done: make(chan struct{})}
	e.identity = identity(r, e.id)
	if r.Verified && s.options.Target != nil {
		if target, ok := s.options.Target(r); ok {
			e.target = target
		}
	}
	return e, nil
}

// identity is what makes a notification one. What did not verify may be
// anybody's, and must not make a true one a duplicate.
func identity(r *inbox.Record, id string) [32]byte {
	key := inbox.Key(r)
	if r.Verified {
		return key
	}
	return sha256.Sum256(append(key[:], id...))
}

// newID is an id of the form of those of package inbox: the time, this process,
// and a number.
func (s *Store) newID(at time.Time) string {
	return at.UTC().Format("20060102-150405") + "-" + strconv.FormatUint(uint64(s.instance), 10) + "-" + strconv.FormatUint(uint64(s.count.Add(1)), 36)
}

// write stores groups until the store is closed.
func (s *Store) write() {
	for {
		select {
		case e := <-s.queue:
			s.store(s.gather(e))
		case <-s.closed:
			return
		}
	}
}

// gather takes all that wait.
func (s *Store) gather(first *entry) []*entry {
	group, size := []*entry{first}, first.size()
	for len(group) < maxGroup && size < maxGroupBytes {
		select {
		case e := <-s.queue:
			group, size = append(group, e), size+e.size()
		default:
			return group
		}
	}
	return group
}

// store stores a group and tells its members.
func (s *Store) store(group []*entry) {
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	for i, e := range group {
		e.place = i
	}
	for _, part := range distinct(group) {
		err := s.insert(ctx, part)
		if err != nil && len(part) > 1 && !away(err) {
			// One record that the server refuses must not cost the others.
			for _, e := range part {
				e.err = s.insert(ctx, []*entry{e})
			}
		} else {
			for _, e := range part {
				e.err = err
			}
		}
	}
	queued := false
	for _, e := range group {
		s.note(e.err)
		queued = queued || e.err == nil && e.target != ""
		close(e.done)
	}
	if queued {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

// distinct splits a group into parts in which each notification occurs once, in
// the order of their identities, so that two groups never wait for each other.
func distinct(group []*entry) [][]*entry {
	sorted := slices.SortedStableFunc(slices.Values(group), func(a, b *entry) int { return slices.Compare(a.identity[:], b.identity[:]) })
	var parts [][]*entry
	n := 0
	for i, e := range sorted {
		if n++; i == 0 || e.identity != sorted[i-1].identity {
			n = 0
		}
		if n == len(parts) {
			parts = append(parts, nil)
		}
		parts[n] = append(parts[n], e)
	}
	return parts
}

// errUncertain is the warning of a server that does not wait for its standby any
// more: the transaction is committed, but perhaps only there.
var errUncertain = errors.New("the server warned that the notification may not be on its standby")

// retryEvery is the pause before a group is tried again.
const retryEvery = 75 * time.Millisecond

// insert stores records of distinct notifications in one transaction. While the server
// is away or has no connection left, it tries again until ctx ends.
func (s *Store) insert(ctx context.Context, group []*entry) error {
	for {
		err := s.tryInsert(ctx, group)
		switch ProblemOf(err) {
		case ProblemUnreachable, ProblemReadOnly, ProblemConnections, ProblemLost:
		default:
			return err
		}
		s.note(err)
		if poll.Sleep(ctx, retryEvery+rand.N(retryEvery)) != nil {
			return err
		}
	}
}

// tryInsert tries it once, but settles conflicts with other transactions.
func (s *Store) tryInsert(ctx context.Context, group []*entry) error {
	a := insertArgs(group, s.options.Listener)
	byID := map[string]*entry{}
	for _, e := range group {
		byID[e.id] = e
	}
	for range 3 {
		err := s.with(ctx, func(c *conn) error {
			err := c.query(ctx, insertSQL, a, func(r row) error {
				if e := byID[r.text()]; e != nil {
					e.first = r.text()
				}
				return nil
			})
			if err == nil && c.warned.Load() {
				return &Error{Problem: ProblemTimeout, Err: errUncertain}
			}
			return err
		})
		if code := codeOf(err); code != "40001" && code != "40P01" {
			return err
		}
	}
	return &Error{Problem: ProblemTimeout, Err: errors.New("the server did not settle a conflict of transactions")}
}

// insertSQL stores notifications, their deliveries, and what is to be forwarded,
// and gives for each delivery the id of the first one of its notification. Done
// twice it stores nothing twice.
const insertSQL = `
WITH input AS (
    SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
        $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[],
        $21::text[], $22::bytea[], $23::bytea[], $24::text[], $25::text[], $26::text[])
    AS t(identity, id, received_at, verified, cause, synthetic, trimmed, key_fingerprint, client_id, request_time,
        notify_type, payment_request_id, payment_id, request_id, object_id, result_code, result_status, currency, value, method,
        path, headers, body, target, order_key, place)
), stored AS (
    INSERT INTO antom.notifications AS n (identity, id, received_at, verified, cause, synthetic, trimmed, key_fingerprint, client_id, request_time,
        notify_type, payment_request_id, payment_id, request_id, object_id, result_code, result_status, currency, value, method, path, headers, body)
    SELECT identity, id, received_at::timestamptz, verified::boolean, nullif(cause, ''), synthetic::boolean, trimmed::boolean,
        nullif(key_fingerprint, ''), nullif(client_id, ''), nullif(request_time, ''), nullif(notify_type, ''), nullif(payment_request_id, ''),
        nullif(payment_id, ''), nullif(request_id, ''), nullif(object_id, ''), nullif(result_code, ''), nullif(result_status, ''),
        nullif(currency, ''), nullif(value, ''), method, path, headers, body
    FROM input
    ON CONFLICT (identity) DO UPDATE SET deliveries = n.deliveries + 1
    RETURNING n.identity, n.id, n.received_at
), delivered AS (
    INSERT INTO antom.deliveries (id, identity, received_at, listener, request_time, method, path, headers)
    SELECT i.id, i.identity, i.received_at::timestamptz, $27::text,
        CASE WHEN s.id = i.id THEN NULL ELSE i.request_time END, CASE WHEN s.id = i.id THEN NULL ELSE i.method END,
        CASE WHEN s.id = i.id THEN NULL ELSE i.path END, CASE WHEN s.id = i.id THEN NULL ELSE i.headers END
    FROM input i JOIN stored s ON s.identity = i.identity
    ON CONFLICT (id) DO NOTHING
    RETURNING id
), queued AS (
    INSERT INTO antom.forwards (identity, target, order_key, delivery_id, received_at, queued_at)
    SELECT i.identity, i.target, i.order_key, s.id, s.received_at, now() + i.place::bigint * INTERVAL '1 microsecond'
    FROM input i JOIN stored s ON s.identity = i.identity WHERE i.target <> ''
    ON CONFLICT (identity, target) DO NOTHING
    RETURNING identity
)
SELECT i.id, s.id FROM input i JOIN stored s ON s.identity = i.identity`

// insertArgs are the parameters of insertSQL: the columns of a group.
func insertArgs(group []*entry, listener string) *args {
	columns := make([][]string, 26)
	identities, headers, bodies := make([][]byte, len(group)), make([][]byte, len(group)), make([][]byte, len(group))
	for i, e := range group {
		r := e.record
		amountOf := [2]string{}
		if r.Amount != nil {
			amountOf = [2]string{r.Amount.Currency, r.Amount.Value}
		}
		identities[i], headers[i], bodies[i] = e.identity[:], headerBlock(r.Headers), r.Message.Body
		for n, text := range []string{
			1: e.id, timeText(r.ReceivedAt), strconv.FormatBool(r.Verified), r.Cause, strconv.FormatBool(r.Synthetic), strconv.FormatBool(r.Trimmed),
			r.KeyFingerprint, r.Message.ClientID, r.Message.Time, r.NotifyType, r.PaymentRequestID, r.PaymentID, r.RequestID, r.ObjectID,
			string(r.Result.ResultCode), string(r.Result.ResultStatus), amountOf[0], amountOf[1], r.Message.Method, r.Message.Path,
			23: e.target, orderKey(e), strconv.Itoa(e.place),
		} {
			columns[n] = append(columns[n], storable(text))
		}
	}
	a := new(args)
	for n, column := range columns {
		switch n {
		case 0:
			a.bytesList(identities)
		case 21:
			a.bytesList(headers)
		case 22:
			a.bytesList(bodies)
		default:
			a.texts(column)
		}
	}
	return a.text(listener)
}

// orderKey is what notifications have in common that must be forwarded in order:
// the payment, or whatever they are of.
func orderKey(e *entry) string {
	r := e.record
	return cmp.Or(r.PaymentID, r.PaymentRequestID, r.ObjectID, r.RequestID, e.id)
}
