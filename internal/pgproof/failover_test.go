package pgproof

import (
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/antom-cli/antom/internal/pgtest"
)

const (
	// backWithin is how soon after the promotion of a standby listeners acknowledge
	// again.
	backWithin = 5 * time.Second
	// answerWithin is how long a listener keeps a sender waiting at most, three
	// seconds, and more on a machine that is busy with other things.
	answerWithin = 10 * time.Second
)

// TestPrimaryFails: the primary is killed under load, or says nothing more as a machine
// that is cut off; the synchronous standby is promoted, and the listeners find it by the
// list of hosts in their URL.
func TestPrimaryFails(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*pgtest.Server, testing.TB){
		"killed": (*pgtest.Server).Kill, "silent": (*pgtest.Server).Suspend,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failover(t, fail)
		})
	}
}

func failover(t *testing.T, fail func(*pgtest.Server, testing.TB)) {
	t.Helper()
	b := newBench(t)
	primary := pgtest.Start(t, pgtest.Options{})
	s := newStore(b, primary)
	standby := primary.Standby(t)
	app := newApplication(t)
	url := "postgres://" + pgtest.User + "@" + primary.Address() + "," + standby.Address() + "/" + pgtest.DatabaseName(s.url) +
		"?target_session_attrs=read-write"
	listeners := []*program{b.listen(url, "--forward", app.url), b.listen(url, "--forward", app.url)}
	l := newLoad(t, b.sign, 8, urls(listeners))
	l.more(t, 300)

	fail(primary, t)
	before := l.reached()
	standby.Promote(t)
	s.server = standby
	promoted := time.Now()
	pgtest.Eventually(t, "a notification is acknowledged after the promotion", func() bool { return l.reached() > before+8 })
	back := time.Since(promoted)
	slow := connectTime(t, standby.URL(pgtest.DatabaseName(s.url)))
	l.more(t, 300)
	l.end()

	if back > backWithin+20*slow {
		t.Errorf("the listeners acknowledged again %v after the promotion; a connection takes %v", back, slow)
	}
	if l.slow > answerWithin {
		t.Errorf("an answer took %v", l.slow)
	}
	acked := l.ids()
	s.checkComplete(acked)
	s.awaitForwarded()
	checkForwarded(t, app, acked)
	t.Logf("%s; acknowledging again %v after the promotion", l.summary(), back.Round(time.Millisecond))
}

// connectTime is how long a connection takes on this machine now: a few milliseconds,
// unless it is busy with other things.
func connectTime(t *testing.T, url string) time.Duration {
	t.Helper()
	begin := time.Now()
	c, err := pgconn.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(begin)
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
	return took
}

// urls is where listeners take notifications.
func urls(list []*program) func() []string {
	var all []string
	for _, p := range list {
		all = append(all, p.url)
	}
	return func() []string { return all }
}

// checkForwarded: each notification came to the application.
func checkForwarded(tb testing.TB, app *application, acked []string) {
	tb.Helper()
	got := app.got(tb)
	missing := 0
	for _, id := range acked {
		if got[id] == 0 {
			if missing++; missing <= 5 {
				tb.Errorf("%s was acknowledged and never forwarded", id)
			}
		}
	}
	if missing > 0 {
		tb.Errorf("%d of %d acknowledged notifications were never forwarded", missing, len(acked))
	}
}

// TestServerHangs: a server that stops answering, with its connections open, costs
// a sender no more than the time limit, and is used again when it goes on.
func TestServerHangs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	server := pgtest.Start(t, pgtest.Options{})
	s := newStore(b, server)
	listener := b.listen(s.url)
	l := newLoad(t, b.sign, 4, urls([]*program{listener}))
	l.more(t, 20)
	server.Suspend(t)
	pgtest.Eventually(t, "deliveries are answered with 500", func() bool { return l.refused(http.StatusInternalServerError) >= 8 })
	server.Resume(t)
	l.more(t, 20)
	l.end()
	if l.slow > answerWithin {
		t.Errorf("an answer took %v", l.slow)
	}
	s.checkComplete(l.ids())
	t.Log(l.summary())
}
