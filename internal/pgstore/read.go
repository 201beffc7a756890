package pgstore

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/pkg/antom"
)

const (
	// firstPage and lastPage bound how many records are read at once. A page grows
	// as long as it stays below pageBytes.
	firstPage = 32
	lastPage  = 1024
	pageBytes = 2 << 20
)

// columnsSQL and requestColumns give records as scanRecord reads them: of all deliveries,
// or of those of which a forward has failed, in the order of an index on these.
const (
	recordsFrom = `
FROM antom.deliveries d JOIN antom.notifications n ON n.identity = d.identity`
	failedFrom = `
FROM antom.forwards f JOIN antom.notifications n ON n.identity = f.identity JOIN antom.deliveries d ON d.id = f.delivery_id`
	columnsSQL = `
SELECT d.id, d.received_at, n.id, n.verified, n.cause, n.synthetic, n.trimmed, n.key_fingerprint, n.client_id,
    n.notify_type, n.payment_request_id, n.payment_id, n.request_id, n.object_id, n.result_code, n.result_status, n.currency, n.value`
	// requestColumns are those of the request, briefColumns stand for them.
	requestColumns = `,
    coalesce(d.request_time, n.request_time), coalesce(d.method, n.method), coalesce(d.path, n.path), coalesce(d.headers, n.headers), n.body, false`
	briefColumns = `,
    NULL::text, NULL::text, NULL::text, NULL::bytea, NULL::bytea,
    EXISTS (SELECT 1 FROM antom.forwards q WHERE q.identity = n.identity)`
)

func scanRecord(r row) *inbox.Record {
	rec := &inbox.Record{ID: r.text(), ReceivedAt: r.time()}
	if first := r.text(); first != rec.ID {
		rec.DuplicateOf = first
	}
	rec.Verified, rec.Cause, rec.Synthetic, rec.Trimmed = r.bool(), r.text(), r.bool(), r.bool()
	rec.KeyFingerprint, rec.Message.ClientID = r.text(), r.text()
	rec.NotifyType, rec.PaymentRequestID, rec.PaymentID, rec.RequestID, rec.ObjectID = r.text(), r.text(), r.text(), r.text(), r.text()
	rec.Result.ResultCode, rec.Result.ResultStatus = antom.ResultCode(r.text()), antom.ResultStatus(r.text())
	if amount := (antom.Amount{Currency: r.text(), Value: r.text()}); amount.Currency != "" || amount.Value != "" {
		rec.Amount = &amount
	}
	rec.Message.Time, rec.Message.Method, rec.Message.Path = r.text(), r.text(), r.text()
	rec.Headers = parseHeaders(r.next())
	rec.Message.Body = r.bytes()
	rec.Raw = rec.Message.Body
	rec.Queued = r.bool()
	return rec
}

// A selection is a WHERE clause with its parameters.
type selection struct {
	terms  []string
	args   args
	failed bool // of forwards that have failed
	brief  bool // without the requests
}

// key is the columns that records are ordered by.
func (q *selection) key() (at, id string) {
	if q.failed {
		return "f.received_at", "f.delivery_id"
	}
	return "d.received_at", "d.id"
}

// clone is a copy that conditions can be added to.
func (q *selection) clone() selection {
	return selection{
		terms: slices.Clone(q.terms), failed: q.failed, brief: q.brief,
		args: args{values: slices.Clone(q.args.values), formats: slices.Clone(q.args.formats)},
	}
}

// after chooses what comes after a record in the order of the list.
func (q *selection) after(last *inbox.Record, reverse bool) {
	at, id := q.key()
	compare := ">"
	if reverse {
		compare = "<"
	}
	q.args.time(last.ReceivedAt).text(last.ID)
	n := len(q.args.values)
	q.terms = append(q.terms, fmt.Sprintf("(%s, %s) %s ($%d::timestamptz, $%d::text)", at, id, compare, n-1, n))
}

// order is the order of the list.
func (q *selection) order(reverse bool) string {
	at, id := q.key()
	if reverse {
		return at + " DESC, " + id + " DESC"
	}
	return at + ", " + id
}

// where adds a condition, in which each ? stands for the parameter that add adds.
func (q *selection) where(term string, add func(*args)) {
	add(&q.args)
	q.terms = append(q.terms, strings.ReplaceAll(term, "?", "$"+strconv.Itoa(len(q.args.values))))
}

func (q *selection) sql(order string, limit int) string {
	columns, from := requestColumns, recordsFrom
	if q.brief {
		columns = briefColumns
	}
	if q.failed {
		from = failedFrom
	}
	sql := columnsSQL + columns + from
	if len(q.terms) > 0 {
		sql += "\nWHERE " + strings.Join(q.terms, " AND ")
	}
	return fmt.Sprintf("%s\nORDER BY %s LIMIT %d", sql, order, limit)
}

const identitiesSQL = `
SELECT identity FROM antom.notifications
WHERE id = ANY($1::text[]) OR payment_request_id = ANY($1::text[]) OR payment_id = ANY($1::text[]) OR request_id = ANY($1::text[])
    OR object_id = ANY($1::text[])
UNION SELECT identity FROM antom.deliveries WHERE id = ANY($1::text[])`

// choose is a filter as conditions. They may choose more than the filter, which
// is applied to what comes.
func (s *Store) choose(ctx context.Context, f inbox.Filter) (q selection, err error) {
	if !f.Since.IsZero() {
		q.where("d.received_at >= ?::timestamptz", func(a *args) { a.time(f.Since) })
	}
	if !f.Until.IsZero() {
		q.where("d.received_at < ?::timestamptz", func(a *args) { a.time(f.Until) })
	}
	if f.Verified != nil {
		q.where("n.verified = ?::boolean", func(a *args) { a.text(strconv.FormatBool(*f.Verified)) })
	}
	if len(f.Status) == 1 { // a result status; what a longer word means is not in one column
		q.where("upper(n.result_status) = upper(?::text)", func(a *args) { a.text(storable(f.Status)) })
	}
	if pattern, ok := like(f.NotifyType); ok {
		q.where("lower(coalesce(n.notify_type, '')) LIKE lower(?::text)", func(a *args) { a.text(pattern) })
	}
	if f.Text != "" {
		q.where("position(?::bytea in n.body) > 0", func(a *args) { a.bytes([]byte(f.Text)) })
	}
	if f.Failed {
		q.failed = true
		q.terms = append(q.terms, "f.state = 'failed'")
	}
	var ids []string
	switch {
	case f.ID != "":
		ids = []string{storable(f.ID)}
	case f.IDs != nil:
		for _, id := range f.IDs {
			ids = append(ids, storable(id))
		}
	default:
		return q, nil
	}
	identities, err := collect(ctx, s, identitiesSQL, new(args).texts(ids), func(r row) []byte { return r.bytes() })
	q.where("d.identity = ANY(?::bytea[])", func(a *args) { a.bytesList(identities) })
	return q, err
}

// like is a pattern of inbox.MatchType for LIKE, unless it has what LIKE lacks.
func like(pattern string) (string, bool) {
	if pattern == "" || strings.ContainsAny(pattern, `[\`) {
		return "", false
	}
	return strings.NewReplacer("%", `\%`, "_", `\_`, "*", "%", "?", "_").Replace(storable(pattern)), true
}

// List gives the records that the filter chooses, with their attempts. It reads
// a page at a time, each from where the last one ended, so that it takes the same
// time however many there are, and goes on after a connection was lost.
func (s *Store) List(ctx context.Context, f inbox.Filter) iter.Seq2[*inbox.Record, error] {
	return s.list(ctx, f, false, time.Time{})
}

// Briefs is List without the requests, and so without what they mean.
func (s *Store) Briefs(ctx context.Context, f inbox.Filter) iter.Seq2[*inbox.Record, error] {
	return s.list(ctx, f, true, time.Time{})
}

// list is List, or Briefs, of what was stored before a moment; the zero time is no bound.
func (s *Store) list(ctx context.Context, f inbox.Filter, brief bool, storedBefore time.Time) iter.Seq2[*inbox.Record, error] {
	return func(yield func(*inbox.Record, error) bool) {
		base, err := s.choose(ctx, f)
		if err != nil {
			yield(nil, readError(err, 0))
			return
		}
		base.brief = brief
		if !storedBefore.IsZero() {
			base.where("d.stored_at < ?::timestamptz", func(a *args) { a.time(storedBefore) })
		}
		given := 0
		limit := firstPage
		var last *inbox.Record
		for {
			q := base.clone()
			if last != nil {
				q.after(last, f.Reverse)
			}
			page, size, err := s.page(ctx, &q, base.order(f.Reverse), limit)
			if err != nil {
				yield(nil, readError(err, given))
				return
			}
			for _, r := range page {
				// One that has failed for two applications comes twice.
				repeated := last != nil && last.ID == r.ID
				if last = r; repeated || !f.Match(r) {
					continue
				}
				given++
				if !yield(r, nil) || given == f.Limit {
					return
				}
			}
			if len(page) < limit {
				return
			}
			if size < pageBytes {
				limit = min(2*limit, lastPage)
			} else {
				limit = max(limit/2, 1)
			}
		}
	}
}

// page reads one page with the attempts of its records. size is that of the bodies.
func (s *Store) page(ctx context.Context, q *selection, order string, limit int) (page []*inbox.Record, size int, err error) {
	page, err = collect(ctx, s, q.sql(order, limit), &q.args, scanRecord)
	if err != nil || len(page) == 0 {
		return page, 0, err
	}
	for _, r := range page {
		size += len(r.Message.Body)
	}
	return page, size, s.load(ctx, page)
}

const attemptsSQL = `
SELECT delivery_id, at, url, status, error, duration_ms, acknowledged FROM antom.attempts
WHERE delivery_id = ANY($1::text[]) ORDER BY delivery_id, at`

// load reads the attempts of records.
func (s *Store) load(ctx context.Context, page []*inbox.Record) error {
	ids := make([]string, len(page))
	byID := map[string]*inbox.Record{}
	for i, r := range page {
		ids[i], byID[r.ID] = r.ID, r
		r.Forward = nil
	}
	attempts, err := collect(ctx, s, attemptsSQL, new(args).texts(ids), func(r row) inbox.Sent {
		return inbox.Sent{ID: r.text(), Attempt: inbox.Attempt{
			At: r.time(), URL: r.text(), Status: int(r.int()), Err: r.text(), DurationMS: r.int(), Acknowledged: r.bool(),
		}}
	})
	for _, a := range attempts {
		if rec := byID[a.ID]; rec != nil {
			rec.Forward = append(rec.Forward, a.Attempt)
		}
	}
	return err
}

// readError says how far a list came.
func readError(err error, given int) error {
	if given == 0 {
		return err
	}
	return fmt.Errorf("the list ends after %d notifications, it is not complete: %w", given, err)
}

// Get reads one record with its attempts.
func (s *Store) Get(ctx context.Context, id string) (*inbox.Record, error) {
	var q selection
	q.where("d.id = ?::text", func(a *args) { a.text(storable(id)) })
	page, _, err := s.page(ctx, &q, "d.id", 1)
	if err != nil {
		return nil, err
	}
	if len(page) == 0 {
		return nil, fmt.Errorf("%w: %q", inbox.ErrNotFound, id)
	}
	return page[0], nil
}

// Line reads one record as a capture object on one line.
func (s *Store) Line(ctx context.Context, id string) ([]byte, error) {
	r, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return inbox.CaptureLine(r)
}

const (
	// followEvery is how often Follow looks for new records.
	followEvery = 250 * time.Millisecond
	// settle is how long after its time a record may become visible: its
	// transaction takes writeTimeout at most.
	settle = 4 * time.Second
	// patience is how long Follow goes on while the server is away.
	patience = time.Minute
	// followMost is how many new records Follow takes at once.
	followMost = 500
)

// Follow is a List, oldest first, that goes on with each new record. It goes on
// as well when the server was away for less than a minute.
func (s *Store) Follow(ctx context.Context, f inbox.Filter) iter.Seq2[*inbox.Record, error] {
	f.Reverse = false
	if f.Wait == nil {
		f.Wait = func(ctx context.Context) error { return poll.Sleep(ctx, followEvery) }
	}
	return func(yield func(*inbox.Record, error) bool) {
		w := &follower{store: s, filter: f, yield: yield, seen: map[string]time.Time{}}
		err := s.query(ctx, `SELECT now()`, nil, func(r row) error {
			w.from = r.time().Add(-settle)
			return nil
		})
		if err != nil {
			yield(nil, err)
			return
		}
		for r, err := range s.list(ctx, f, false, w.from) {
			if !w.give(r, err) {
				return
			}
		}
		for w.look(ctx) && f.Wait(ctx) == nil {
			continue
		}
	}
}

// A follower gives what is new.
type follower struct {
	store  *Store
	filter inbox.Filter
	yield  func(*inbox.Record, error) bool
	given  int
	from   time.Time            // what was stored before is known
	seen   map[string]time.Time // what was given since then, and when it was stored
	since  time.Time            // when the server was away first, zero: it is there
}

func (w *follower) give(r *inbox.Record, err error) bool {
	if err == nil {
		w.given++
	}
	return w.yield(r, err) && err == nil && w.given != w.filter.Limit
}

const newSQL = `
SELECT id, stored_at FROM antom.deliveries
WHERE stored_at >= $1::timestamptz AND id <> ALL($2::text[]) ORDER BY stored_at, id LIMIT 500`

// look gives what is new and reports whether to go on.
func (w *follower) look(ctx context.Context) bool {
	for {
		ids, err := w.fresh(ctx)
		if ctx.Err() != nil {
			return false
		}
		var page []*inbox.Record
		if err == nil && len(ids) > 0 {
			var q selection
			q.where("d.id = ANY(?::text[])", func(a *args) { a.texts(ids) })
			page, _, err = w.store.page(ctx, &q, "d.stored_at, d.id", followMost)
		}
		if err != nil {
			return w.wait(err)
		}
		w.since = time.Time{}
		for _, r := range page {
			if w.filter.Match(r) && !w.give(r, nil) {
				return false
			}
		}
		if len(ids) < followMost {
			return true
		}
	}
}

// fresh lists what was stored and not given yet.
func (w *follower) fresh(ctx context.Context) (ids []string, err error) {
	known := make([]string, 0, len(w.seen))
	for id := range w.seen {
		known = append(known, id)
	}
	type stored struct {
		id string
		at time.Time
	}
	found, err := collect(ctx, w.store, newSQL, new(args).time(w.from).texts(known), func(r row) stored { return stored{r.text(), r.time()} })
	if err != nil {
		return nil, err
	}
	newest := w.from
	for _, f := range found {
		ids = append(ids, f.id)
		w.seen[f.id] = f.at
		if f.at.After(newest) {
			newest = f.at
		}
	}
	if from := newest.Add(-settle); from.After(w.from) {
		w.from = from
		for id, at := range w.seen {
			if at.Before(from) {
				delete(w.seen, id)
			}
		}
	}
	return ids, nil
}

// wait bears a server that is away, for a while.
func (w *follower) wait(err error) bool {
	now := w.store.now()
	if w.since.IsZero() {
		w.since = now
	}
	if away(err) && now.Sub(w.since) < patience {
		return true
	}
	return w.give(nil, err)
}
