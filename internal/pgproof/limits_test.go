package pgproof

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/pgtest"
)

// TestDiskOfTheServerIsFull: with a full disk every delivery is answered with 500, and
// with room again, and the server up again, with 200.
func TestDiskOfTheServerIsFull(t *testing.T) {
	t.Parallel()
	if !pgtest.OwnMounts(t) {
		return
	}
	b := newBench(t)
	server := pgtest.Start(t, pgtest.Options{Dir: pgtest.Disk(t, 96<<20), Settings: []string{"max_wal_size=8MB", "min_wal_size=2MB"}})
	s := newStore(b, server)
	listener := b.listen(s.url)
	l := newLoad(t, b.sign, 4, urls([]*program{listener}))
	l.more(t, 50)
	empty := server.FillDisk(t, 0)
	patience.Until(t, "deliveries are answered with 500", func() bool { return l.refused(http.StatusInternalServerError) >= 20 })
	refused := l.reached()
	patience.Until(t, "nothing is acknowledged any more", func() bool {
		before, answers := l.reached(), l.refused(http.StatusInternalServerError)
		patience.Until(t, "further deliveries", func() bool { return l.refused(http.StatusInternalServerError) >= answers+8 })
		return l.reached() == before
	})
	empty()
	if !server.Running() { // it ends where not even its log can be written
		server.Restart(t)
	}
	l.more(t, 50)
	l.end()
	s.checkComplete(l.ids())
	if !strings.Contains(listener.said.String(), "No space left on device") {
		t.Errorf("the listener does not say that the disk of the server is full: %s", listener.said)
	}
	t.Logf("%s; %d of them before the disk was full", l.summary(), refused)
}

// TestServerHasNoConnectionLeft: a delivery waits for a connection, and is answered
// with 500 if none gets free.
func TestServerHasNoConnectionLeft(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	server := pgtest.Start(t, pgtest.Options{Settings: []string{"max_connections=10", "superuser_reserved_connections=3", "max_wal_senders=0"}})
	s := newStore(b, server)
	listener := b.listen(s.url)
	deliver := func(id string) outcome {
		return b.sign.deliver(context.Background(), listener.url, b.sign.signed(t, id))
	}
	if o := deliver("first"); !o.acknowledged() {
		t.Fatalf("HTTP %d %s %v", o.status, o.body, o.err)
	}
	hogs := takeAllConnections(t, s)
	if o := deliver("second"); o.status != http.StatusInternalServerError {
		t.Errorf("without a connection: HTTP %d %s %v", o.status, o.body, o.err)
	}
	refused := server.Log()
	waiting := make(chan outcome)
	go func() { waiting <- deliver("third") }()
	patience.Until(t, "the server refuses a connection", func() bool { return server.Log() != refused })
	for _, hog := range hogs {
		_ = hog.Close(context.Background())
	}
	// On a busy machine they may get free too late for the delivery that waited.
	if o := <-waiting; !o.acknowledged() && o.status != http.StatusInternalServerError {
		t.Errorf("with connections that get free: HTTP %d %s %v", o.status, o.body, o.err)
	}
	if o := deliver("third"); !o.acknowledged() {
		t.Errorf("with connections again: HTTP %d %s %v", o.status, o.body, o.err)
	}
	if o := deliver("second"); !o.acknowledged() {
		t.Errorf("with connections again: HTTP %d %s %v", o.status, o.body, o.err)
	}
	s.checkComplete([]string{"first", "second", "third"})
	if got := s.number("SELECT count(*) FROM antom.notifications"); got != 3 {
		t.Errorf("%d notifications are stored", got)
	}
	if !strings.Contains(listener.said.String(), "connection") {
		t.Errorf("the listener does not say what the server lacks: %s", listener.said)
	}
}

// takeAllConnections takes every connection that the server has left, those of the
// listener as well.
func takeAllConnections(t *testing.T, s *store) []*pgconn.PgConn {
	t.Helper()
	url := s.url + "?application_name=hog&sslmode=disable"
	var hogs []*pgconn.PgConn
	patience.Until(t, "all connections are taken", func() bool {
		for {
			hog, err := pgconn.Connect(t.Context(), url)
			if err != nil {
				break
			}
			t.Cleanup(func() { _ = hog.Close(context.Background()) })
			hogs = append(hogs, hog)
		}
		s.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + pgtest.User + "' AND application_name <> 'hog'")
		return s.number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hog'") == 7
	})
	return hogs
}
