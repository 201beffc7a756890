package pgstore_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/pgtest"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/pkg/antom"
)

const target = "http://app.example"

// queueing is a store that queues all that is verified for one application.
func queueing(t testing.TB, c *pgstore.Config, url string) *pgstore.Store {
	t.Helper()
	return open(t, c, pgstore.Options{Writer: true, Target: func(*inbox.Record) (string, bool) { return url, true }})
}

func claim(t *testing.T, s *pgstore.Store, lease time.Duration) []inbox.Claim {
	t.Helper()
	claims, err := s.Claim(t.Context(), 10, lease)
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

func finish(t *testing.T, s *pgstore.Store, c inbox.Claim, acknowledged bool, pause time.Duration, last bool) {
	t.Helper()
	a := inbox.Attempt{At: at(0), URL: target + "/notify", Status: 500, Err: "no", DurationMS: 7}
	if acknowledged {
		a.Status, a.Err, a.Acknowledged = 200, "", true
	}
	if err := s.Finish(t.Context(), c, a, pause, last); err != nil {
		t.Fatal(err)
	}
}

func names(claims []inbox.Claim) []string {
	var list []string
	for _, c := range claims {
		list = append(list, fmt.Sprintf("%s/%d", c.Record.PaymentRequestID, c.Attempt))
	}
	slices.Sort(list)
	return list
}

func TestQueue(t *testing.T) {
	t.Parallel()
	c := migrated(t)
	s, other := queueing(t, c, target), queueing(t, c, target)
	rejected, later := payment(9, 0), payment(1, 2)
	rejected.Verified = false
	later.Message.Body = []byte("another notification of the same payment")
	later.PaymentRequestID = "later"
	appendAll(t, s, payment(1, 0), payment(2, 1), payment(1, 1), rejected, later)
	if err := other.Append(t.Context(), payment(2, 5)); err != nil { // repeated, elsewhere
		t.Fatal(err)
	}

	first := claim(t, s, time.Minute)
	if got := names(first); !slices.Equal(got, []string{"request-1/1", "request-2/1"}) {
		t.Fatalf("claimed %q", got)
	}
	if got := claim(t, other, time.Minute); len(got) != 0 {
		t.Errorf("claimed twice: %q", names(got))
	}
	slices.SortFunc(first, func(a, b inbox.Claim) int { return strings.Compare(a.Record.PaymentID, b.Record.PaymentID) })
	// One that waits for its next attempt holds back the next of its payment.
	finish(t, s, first[0], false, time.Hour, false)
	finish(t, s, first[1], true, 0, false)
	if got := claim(t, other, time.Minute); len(got) != 0 {
		t.Errorf("claimed out of turn: %q", names(got))
	}
	stats, err := s.Stats(t.Context())
	if err != nil || stats.Due != 2 || stats.Done != 1 || stats.Failed != 0 {
		t.Errorf("stats %+v, %v", stats, err)
	}
	if waiting, longest, err := s.Waiting(t.Context()); err != nil || waiting != 2 || longest < 0 || longest > time.Hour {
		t.Errorf("%d wait, the first for %v, %v", waiting, longest, err)
	}
	// Sent again by hand, and acknowledged: the next one is due.
	if err := s.Update(t.Context(), first[0].Record.ID, inbox.Attempt{At: at(3), URL: target + "/notify", Status: 200, Acknowledged: true}); err != nil {
		t.Fatal(err)
	}
	next := claim(t, other, time.Minute)
	if got := names(next); !slices.Equal(got, []string{"later/1"}) {
		t.Fatalf("claimed %q", got)
	}
	finish(t, other, next[0], false, 0, true)
	failed := list(t, s, inbox.Filter{Failed: true})
	if len(failed) != 1 || failed[0].ID != later.ID || len(failed[0].Forward) != 1 || failed[0].Forward[0].Err != "no" {
		t.Errorf("failed: %+v", failed)
	}
	targets, err := s.Requeue(t.Context(), later.ID)
	if err != nil || !slices.Equal(targets, []string{target}) {
		t.Errorf("Requeue: %q, %v", targets, err)
	}
	if got := names(claim(t, s, time.Minute)); !slices.Equal(got, []string{"later/1"}) {
		t.Errorf("claimed %q after it was queued again", got)
	}
	if targets, err = s.Requeue(t.Context(), later.ID); err != nil || targets != nil {
		t.Errorf("what is being forwarded was queued again: %q, %v", targets, err)
	}
}

// TestSettle holds which forwards are over when a notification was acknowledged that
// somebody sent again.
func TestSettle(t *testing.T) {
	t.Parallel()
	c := migrated(t)
	const app, other = "http://127.0.0.1:3000", "http://127.0.0.1:4000/in?key=1"
	for n, test := range []struct {
		name         string
		targets      []string
		failed       bool // all of them had failed
		acknowledged string
		done         int64
	}{
		{"its application", []string{app + "/"}, false, app + "/notify?a=b", 1},
		{"its application, with a query", []string{other}, false, other, 1},
		{"a port that begins with its port", []string{app}, false, app + "0/notify", 0},
		{"a path that begins with its path", []string{app + "/in"}, false, app + "/inbox", 0},
		{"another one, while it is still forwarded", []string{app}, false, other, 0},
		{"another one, after it had failed", []string{app}, true, other, 1},
		{"one of two that had failed", []string{app, other}, true, other, 1},
		{"neither of two that had failed", []string{app, other}, true, "http://127.0.0.1:5000/", 0},
	} {
		var id string
		var stores []*pgstore.Store
		for _, to := range test.targets {
			s, r := queueing(t, c, to), payment(n, 0)
			appendAll(t, s, r)
			id = cmp.Or(id, r.ID)
			stores = append(stores, s)
		}
		if test.failed {
			for _, claimed := range claim(t, stores[0], time.Minute) {
				finish(t, stores[0], claimed, false, 0, true)
			}
		}
		before, err := stores[0].Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := stores[0].Update(t.Context(), id, inbox.Attempt{At: at(1), URL: test.acknowledged, Status: 200, Acknowledged: true}); err != nil {
			t.Fatal(err)
		}
		after, err := stores[0].Stats(t.Context())
		if err != nil || after.Done-before.Done != test.done {
			t.Errorf("acknowledged by %s: %d forwards of %d are over, want %d; %v", test.name, after.Done-before.Done, len(test.targets), test.done, err)
		}
		pgtest.Shared(t).SQL(t, c.URL(), "DELETE FROM antom.forwards")
	}
}

// TestLeaseEnds holds that another worker takes what a dead one had, and that the dead
// one cannot take it back.
func TestLeaseEnds(t *testing.T) {
	t.Parallel()
	c := migrated(t)
	s, other := queueing(t, c, target), queueing(t, c, target)
	appendAll(t, s, payment(1, 0))
	dead := claim(t, s, 0)
	again := claim(t, other, time.Minute)
	if len(dead) != 1 || !slices.Equal(names(again), []string{"request-1/2"}) {
		t.Fatalf("claimed %q, then %q", names(dead), names(again))
	}
	finish(t, s, dead[0], false, 0, true)
	if failed := list(t, s, inbox.Filter{Failed: true}); len(failed) != 0 {
		t.Error("a worker ended a claim that was not its own any more")
	}
	finish(t, s, dead[0], true, 0, false) // but an acknowledgement is one
	if stats, err := s.Stats(t.Context()); err != nil || stats.Done != 1 {
		t.Errorf("stats %+v, %v", stats, err)
	}
}

// TestWorkers holds that any number of workers forward each notification once, those of
// one payment in order.
func TestWorkers(t *testing.T) {
	t.Parallel()
	const payments, each = 12, 4
	var mu sync.Mutex
	got := map[string][]string{}
	done := make(chan struct{})
	total := 0
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got[r.Header.Get("X-Payment")] = append(got[r.Header.Get("X-Payment")], r.Header.Get("X-Number"))
		if total++; total == payments*each {
			close(done)
		}
		_, _ = w.Write(antom.Acknowledgement())
	}))
	t.Cleanup(app.Close)
	c := migrated(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience.Limit)
	var all sync.WaitGroup
	stores := []*pgstore.Store{queueing(t, c, app.URL), queueing(t, c, app.URL)}
	for _, s := range stores {
		w := &receiver.Worker{Queue: s, Workers: 4, OnAttempt: func(f receiver.Forwarded) {
			if !f.Attempt.Acknowledged || f.Err != nil {
				t.Errorf("%+v, %v", f.Attempt, f.Err)
			}
		}}
		all.Go(func() { w.Run(ctx) })
	}
	for n := range payments * each {
		r := payment(n%payments, n)
		r.Message.Body = fmt.Appendf(nil, "notification %d", n)
		r.Headers = append(r.Headers, header("X-Payment", r.PaymentID), header("X-Number", fmt.Sprintf("%03d", n)))
		appendAll(t, stores[n%2], r)
	}
	select {
	case <-done:
	case <-ctx.Done():
		t.Error("not all were forwarded")
	}
	cancel()
	all.Wait()
	mu.Lock()
	defer mu.Unlock()
	for id, numbers := range got {
		if len(numbers) != each || !slices.IsSorted(numbers) {
			t.Errorf("%s: %q", id, numbers)
		}
	}
	stats, err := stores[0].Stats(t.Context())
	if err != nil || stats.Done != payments*each {
		t.Errorf("stats %+v, %v", stats, err)
	}
}

func TestPutAndPrune(t *testing.T) {
	t.Parallel()
	s, to := queueing(t, migrated(t), target), writer(t, migrated(t))
	appendAll(t, s, payment(1, 0), payment(2, 1), payment(1, 60))
	finish(t, s, claim(t, s, time.Minute)[0], true, 0, false)
	records := list(t, s, inbox.Filter{})
	for range 3 { // the second time nothing is new
		pgtest.Shared(t).SQL(t, to.URL(), "DELETE FROM antom.attempts") // as if the copy had been interrupted before them
		stored, err := to.Put(t.Context(), records)
		if err != nil || stored != len(records) && stored != 0 {
			t.Errorf("stored %d, %v", stored, err)
		}
	}
	copies := list(t, to, inbox.Filter{})
	if len(copies) != len(records) {
		t.Fatalf("%d copies of %d", len(copies), len(records))
	}
	for i := range copies {
		if copies[i].ID != records[i].ID || copies[i].DuplicateOf != records[i].DuplicateOf || len(copies[i].Forward) != len(records[i].Forward) {
			t.Errorf("%+v is not %+v", copies[i], records[i])
		}
	}
	old, err := to.Old(t.Context(), at(30))
	removed, err2 := to.Prune(t.Context(), at(30))
	if err := errors.Join(err, err2); err != nil || old != 1 || removed != 1 {
		t.Errorf("%d old, %d removed, %v; the first was delivered again later", old, removed, err)
	}
	if removed, err := s.Prune(t.Context(), at(90)); err != nil || removed != 1 {
		t.Errorf("%d removed, %v; one is still to be forwarded", removed, err)
	}
}

// TestProblems holds that each fault has its name.
func TestProblems(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	empty, done, newer, older := pgtest.Database(t), migrated(t).URL(), migrated(t).URL(), pgtest.Database(t)
	server.SQL(t, newer, "INSERT INTO antom.migrations (version) VALUES (99)")
	server.SQL(t, older, "CREATE SCHEMA antom; CREATE TABLE antom.migrations (version bigint PRIMARY KEY, applied_at timestamptz); GRANT ALL ON SCHEMA antom TO public; GRANT ALL ON antom.migrations TO public")
	server.SQL(t, "postgres", "CREATE ROLE reader LOGIN; CREATE ROLE locked LOGIN CONNECTION LIMIT 0")
	server.SQL(t, done, "GRANT USAGE ON SCHEMA antom TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA antom TO reader")
	as := func(role, url string) string { return strings.Replace(url, pgtest.User+"@", role+"@", 1) }
	for _, c := range []struct {
		url  string
		want pgstore.Problem
		text string
	}{
		{empty, pgstore.ProblemSchemaMissing, "no tables for notifications yet"},
		{older, pgstore.ProblemSchemaMissing, "no tables for notifications yet"},
		{newer, pgstore.ProblemSchemaNewer, "version 99"},
		{done + "_none", pgstore.ProblemDatabase, "does not exist"},
		{as("reader", done), pgstore.ProblemPermission, "the role reader lacks permissions: notifications: INSERT"},
		{as("locked", done), pgstore.ProblemConnections, "too many connections"},
		{as("nobody", done), pgstore.ProblemCredentials, "nobody"},
		{done + "?default_transaction_read_only=on", pgstore.ProblemReadOnly, "accepts no writes"},
		{done + "?target_session_attrs=standby", pgstore.ProblemReadOnly, "target_session_attrs"},
		{done + "?sslmode=require", pgstore.ProblemTLS, "does not offer TLS"},
		{"postgres://u@127.0.0.1:1,127.0.0.1:2/d", pgstore.ProblemUnreachable, "127.0.0.1:2"},
	} {
		_, err := pgstore.Open(t.Context(), config(t, c.url), pgstore.Options{Writer: true})
		if pgstore.ProblemOf(err) != c.want || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: %q, %v; want %q with %q", c.url, pgstore.ProblemOf(err), err, c.want, c.text)
		}
	}
	open(t, config(t, as("reader", done)), pgstore.Options{}) // reading is allowed
	if _, err := pgstore.Migrate(t.Context(), config(t, newer)); pgstore.ProblemOf(err) != pgstore.ProblemSchemaNewer {
		t.Errorf("migrating a newer schema: %v", err)
	}
}

// TestMigrateTogether holds that any number of machines may migrate at once.
func TestMigrateTogether(t *testing.T) {
	t.Parallel()
	c := config(t, pgtest.Database(t))
	var all sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for range 8 {
		all.Go(func() {
			applied, err := pgstore.Migrate(t.Context(), c)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			made += len(applied)
		})
	}
	all.Wait()
	if made != pgstore.Schema() {
		t.Errorf("%d migrations were made, want %d", made, pgstore.Schema())
	}
}

// TestOtherKeys holds that a listener is told of another one that verifies with other keys.
func TestOtherKeys(t *testing.T) {
	t.Parallel()
	c := migrated(t)
	open(t, c, pgstore.Options{Writer: true, Listener: "one", Keys: []string{"sha256:a", "sha256:b"}})
	same := open(t, c, pgstore.Options{Writer: true, Listener: "two", Keys: []string{"sha256:b", "sha256:a"}})
	other := open(t, c, pgstore.Options{Writer: true, Listener: "three", Keys: []string{"sha256:c"}})
	if len(same.Warnings()) != 0 {
		t.Errorf("warnings %q", same.Warnings())
	}
	if w := strings.Join(other.Warnings(), "\n"); !strings.Contains(w, "the listener one verifies with other keys (sha256:a sha256:b)") {
		t.Errorf("warnings %q", w)
	}
}

// TestUnsafeSettings holds that settings which lose what was acknowledged are told.
func TestUnsafeSettings(t *testing.T) {
	t.Parallel()
	url := migrated(t).URL()
	s := open(t, config(t, url+"?synchronous_commit=off"), pgstore.Options{Writer: true})
	if !strings.Contains(strings.Join(s.Warnings(), "\n"), "synchronous_commit=off") {
		t.Errorf("warnings %q", s.Warnings())
	}
}

// TestMigrateWithoutPermission holds that a role that may make no schema migrates in one
// that was made for it, and is told so where there is none.
func TestMigrateWithoutPermission(t *testing.T) {
	t.Parallel()
	server, url := pgtest.Shared(t), pgtest.Database(t)
	server.SQL(t, "postgres", "CREATE ROLE tenant LOGIN")
	c := config(t, strings.Replace(url, pgtest.User+"@", "tenant@", 1))
	if _, err := pgstore.Migrate(t.Context(), c); pgstore.ProblemOf(err) != pgstore.ProblemOwner || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("%q, %v", pgstore.ProblemOf(err), err)
	}
	server.SQL(t, url, "CREATE SCHEMA IF NOT EXISTS antom AUTHORIZATION tenant")
	if applied, err := pgstore.Migrate(t.Context(), c); err != nil || len(applied) != pgstore.Schema() {
		t.Errorf("made %v, %v", applied, err)
	}
	if again, err := pgstore.Migrate(t.Context(), config(t, url)); err == nil || len(again) != 0 {
		t.Errorf("a role that may not read the schema made %v, %v", again, err)
	}
}

// TestPruneKeepsWhatComes holds that a delivery that is stored while old ones are removed
// stays, with its notification.
func TestPruneKeepsWhatComes(t *testing.T) {
	t.Parallel()
	server, c := pgtest.Shared(t), migrated(t)
	s := writer(t, c)
	appendAll(t, s, payment(1, 0), payment(2, 0))
	var all sync.WaitGroup
	defer all.Wait()
	all.Go(func() { // as Append does it, but slowly
		if _, err := server.TrySQL(c.URL(), `BEGIN;
UPDATE antom.notifications SET deliveries = deliveries + 1 WHERE payment_id = 'payment-1';
INSERT INTO antom.deliveries (id, identity, received_at, listener) SELECT 'again', identity, '2026-11-20T13:00:00Z', 'slow' FROM antom.notifications WHERE payment_id = 'payment-1';
SELECT 1 FROM pg_sleep(1);
COMMIT;`); err != nil {
			t.Error(err)
		}
	})
	server.Await(t, c.URL(), "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'")
	if removed, err := s.Prune(t.Context(), at(30)); err != nil || removed != 1 {
		t.Errorf("%d removed, %v; want the one that nothing came for", removed, err)
	}
	all.Wait()
	if got := list(t, s, inbox.Filter{}); len(got) != 2 || got[1].ID != "again" {
		t.Errorf("%d deliveries are left, want two of one notification", len(got))
	}
}
