package pgproof

import (
	"strconv"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/pgtest"
)

// store is a database with the tables of the store.
type store struct {
	tb     testing.TB
	server *pgtest.Server // the one to ask; another one after a failover
	url    string
}

// newStore makes a database with the tables on a server.
func newStore(b *bench, server *pgtest.Server) *store {
	b.tb.Helper()
	s := &store{tb: b.tb, server: server, url: server.Database(b.tb)}
	c, err := pgstore.Parse(s.url, "")
	if err != nil {
		b.tb.Fatal(err)
	}
	if _, err := pgstore.Migrate(b.tb.Context(), c); err != nil {
		b.tb.Fatal(err)
	}
	return s
}

func (s *store) sql(query string) string {
	s.tb.Helper()
	return s.server.SQL(s.tb, s.url, query)
}

func (s *store) number(query string) int {
	s.tb.Helper()
	n, err := strconv.Atoi(s.sql(query))
	if err != nil {
		s.tb.Fatal(err)
	}
	return n
}

// set reads a column of ids.
func (s *store) set(query string) map[string]bool {
	s.tb.Helper()
	set := map[string]bool{}
	for _, id := range strings.Fields(s.sql(query)) {
		set[id] = true
	}
	return set
}

// checkComplete: each notification that was acknowledged is stored, as it was sent,
// and none is stored twice.
func (s *store) checkComplete(acked []string) {
	s.tb.Helper()
	stored := map[string]int{}
	for line := range strings.Lines(s.sql("SELECT payment_request_id, convert_from(body, 'UTF8') FROM antom.notifications")) {
		id, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "|")
		if stored[id]++; text != string(body(id)) {
			s.tb.Errorf("%s is stored as %q", id, text)
		}
	}
	missing := 0
	for _, id := range acked {
		if stored[id] == 0 {
			if missing++; missing <= 5 {
				s.tb.Errorf("%s was acknowledged and is not stored", id)
			}
		}
	}
	for id, n := range stored {
		if n > 1 {
			s.tb.Errorf("%s is stored %d times", id, n)
		}
	}
	if missing > 0 {
		s.tb.Errorf("%d of %d acknowledged notifications are missing", missing, len(acked))
	}
}

// awaitForwarded waits until nothing is left to be forwarded.
func (s *store) awaitForwarded() {
	s.tb.Helper()
	patience.Until(s.tb, "everything is forwarded", func() bool {
		return s.number("SELECT count(*) FROM antom.forwards WHERE state = 'due'") == 0
	})
}

// ids lists what a load has had acknowledged.
func (l *load) ids() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := make([]string, 0, len(l.acked))
	for id := range l.acked {
		list = append(list, id)
	}
	return list
}

// more waits until so many further notifications were acknowledged.
func (l *load) more(tb testing.TB, n int) {
	tb.Helper()
	want := l.reached() + n
	patience.Until(tb, "notifications are acknowledged", func() bool { return l.reached() >= want })
}
