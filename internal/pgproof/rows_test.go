package pgproof

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/pgtest"
)

// rowsEnv is how many notifications TestManyRows and BenchmarkManyRows fill a store with.
const rowsEnv = "ANTOM_STORE_ROWS"

func rows(tb testing.TB, otherwise int) int {
	tb.Helper()
	text := os.Getenv(rowsEnv)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 10_000 {
		tb.Fatalf("%s=%s: it is a number, at least 10000", rowsEnv, text)
	}
	return n
}

// fillSQL makes notifications of one a second, the newest now: one in a thousand
// rejected, each forwarded, but the newest 2,000 still due, and one in a thousand failed.
const fillSQL = `
CREATE TEMP TABLE made AS
SELECT n, sha256(int8send(n)) AS identity, 'made-' || lpad(n::text, 10, '0') AS id, now() - (%[1]d - n) * INTERVAL '1 second' AS at FROM generate_series(1, %[1]d) n;
INSERT INTO antom.notifications (identity, id, received_at, verified, synthetic, trimmed, client_id, notify_type, payment_request_id, payment_id,
    result_code, result_status, currency, value, method, path, headers, body)
SELECT identity, id, at, n %% 1000 <> 7, false, false, 'SANDBOX_5Y0000000000000', 'PAYMENT_RESULT', 'order-' || n, 'pay-' || n,
    'SUCCESS', 'S', 'HKD', '1234', 'POST', '/payNotify', 'Host: shop.example' || E'\r\n'::bytea,
    convert_to('{"notifyType":"PAYMENT_RESULT","paymentRequestId":"order-' || n || '"}', 'UTF8') FROM made;
INSERT INTO antom.deliveries (id, identity, received_at, listener) SELECT id, identity, at, 'a/1' FROM made;
INSERT INTO antom.forwards (identity, target, order_key, delivery_id, received_at, state, queued_at, next_attempt, attempts, finished_at)
SELECT identity, 'http://127.0.0.1:3000', 'pay-' || n, id, at,
    CASE WHEN n > %[1]d - 2000 THEN 'due' WHEN n %% 1000 = 3 THEN 'failed' ELSE 'done' END, at, at, 1, at FROM made WHERE n %% 1000 <> 7;
INSERT INTO antom.attempts (delivery_id, at, url, status, duration_ms, acknowledged)
SELECT id, at, 'http://127.0.0.1:3000', 200, 3, n %% 1000 <> 3 FROM made WHERE n %% 1000 <> 7;
ANALYZE antom.notifications; ANALYZE antom.deliveries; ANALYZE antom.forwards; ANALYZE antom.attempts;`

// lookups are what people and workers ask of a store, whatever it holds.
func lookups(n int) []lookup {
	read := func(f inbox.Filter, want int) func(testing.TB, *pgstore.Store) {
		return func(tb testing.TB, s *pgstore.Store) {
			got := 0
			for _, err := range s.List(tb.Context(), f) {
				if err != nil {
					tb.Fatal(err)
				}
				got++
			}
			if got != want {
				tb.Errorf("%+v: %d notifications, not %d", f, got, want)
			}
		}
	}
	middle := time.Now().Add(-time.Duration(n/2) * time.Second)
	claim := func(tb testing.TB, s *pgstore.Store) {
		claims, err := s.Claim(tb.Context(), 10, time.Minute)
		if err != nil || len(claims) != 10 {
			tb.Errorf("%d claims, %v", len(claims), err)
		}
	}
	return []lookup{
		{"the newest", read(inbox.Filter{Reverse: true, Limit: 20}, 20)},
		{"the oldest", read(inbox.Filter{Limit: 20}, 20)},
		{"from the middle on", read(inbox.Filter{Since: middle, Limit: 20}, 20)},
		{"back from the middle", read(inbox.Filter{Until: middle, Reverse: true, Limit: 20}, 20)},
		{"of a payment", read(inbox.Filter{ID: "pay-" + strconv.Itoa(n/3)}, 1)},
		{"of an unknown payment", read(inbox.Filter{ID: "pay-none"}, 0)},
		{"the newest failed", read(inbox.Filter{Failed: true, Reverse: true, Limit: 5}, 5)},
		{"one", func(tb testing.TB, s *pgstore.Store) {
			if r, err := s.Get(tb.Context(), fmt.Sprintf("made-%010d", n/2)); err != nil || r.PaymentRequestID != fmt.Sprintf("order-%d", n/2) {
				tb.Errorf("%+v, %v", r, err)
			}
		}},
		{"claims", claim},
	}
}

type lookup struct {
	name string
	do   func(testing.TB, *pgstore.Store)
}

// filled is a store with so many notifications, on a server of its own.
func filled(tb testing.TB, n int) (*store, *pgstore.Config) {
	tb.Helper()
	s := &store{tb: tb, server: pgtest.Start(tb, pgtest.Options{Settings: []string{"autovacuum=off", "max_wal_size=4GB", "shared_buffers=256MB"}})}
	s.url = s.server.Database(tb)
	c, err := pgstore.Parse(s.url, "")
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := pgstore.Migrate(tb.Context(), c); err != nil {
		tb.Fatal(err)
	}
	s.sql(fmt.Sprintf(fillSQL, n))
	return s, c
}

// rowsRead is how many rows the server has read from its tables for all connections
// that have ended.
const rowsRead = "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables WHERE schemaname = 'antom'"

// mostRows is how many rows a lookup may read of tables.
const mostRows = 5_000

// TestManyRows bounds what a lookup reads of the tables, in rows: with an index for
// each it does not depend on how many there are.
func TestManyRows(t *testing.T) {
	t.Parallel()
	n := rows(t, 50_000)
	s, c := filled(t, n)
	for _, l := range lookups(n) {
		before := s.number(rowsRead)
		open, err := pgstore.Open(t.Context(), c, pgstore.Options{Connections: 1})
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		l.do(t, open)
		took := time.Since(begin)
		if err := open.Close(); err != nil {
			t.Error(err)
		}
		// A connection says what it has read when it ends.
		s.server.Await(t, s.url, "SELECT count(*) = 0 FROM pg_stat_activity WHERE usename = '"+pgtest.User+"'")
		read := s.number(rowsRead) - before
		t.Logf("%s: %d rows read, %v", l.name, read, took.Round(time.Microsecond))
		if read > mostRows {
			t.Errorf("%s: %d rows were read of %d", l.name, read, n)
		}
		if read == 0 {
			t.Errorf("%s: the server says that it read nothing", l.name)
		}
	}
}

// BenchmarkManyRows reports the median time of each lookup in a store with a million
// notifications, in milliseconds.
func BenchmarkManyRows(b *testing.B) {
	n := rows(b, 1_000_000)
	_, c := filled(b, n)
	s, err := pgstore.Open(b.Context(), c, pgstore.Options{Connections: 1})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for _, l := range lookups(n) {
		b.Run(l.name, func(b *testing.B) {
			var times []time.Duration
			for b.Loop() {
				for range 21 {
					begin := time.Now()
					l.do(b, s)
					times = append(times, time.Since(begin))
				}
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms/median")
		})
	}
}
