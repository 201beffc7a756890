package pgproof

import (
	"net/http"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/pgtest"
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
	patience.Until(t, "a notification is acknowledged after the promotion", func() bool { return l.reached() > before+8 })
	back := time.Since(promoted)
	l.more(t, 300)
	l.end()

	acked := l.ids()
	s.checkComplete(acked)
	s.awaitForwarded()
	checkForwarded(t, app, acked)
	t.Logf("%s; acknowledging again %v after the promotion", l.summary(), back.Round(time.Millisecond))
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
	patience.Until(t, "deliveries are answered with 500", func() bool { return l.refused(http.StatusInternalServerError) >= 8 })
	server.Resume(t)
	l.more(t, 20)
	l.end()
	s.checkComplete(l.ids())
	t.Log(l.summary())
}
