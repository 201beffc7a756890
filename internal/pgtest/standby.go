package pgtest

import (
	"strconv"
	"testing"

	"github.com/antom-cli/antom/internal/patience"
)

// standbyName is what a standby calls itself to its primary.
const standbyName = "standby"

// Standby makes a synchronous standby of the server: from its return on nothing is
// committed that the standby has not written as well. It ends with the test.
func (s *Server) Standby(tb testing.TB) *Server {
	tb.Helper()
	standby, err := s.house.place(Options{Settings: s.options.Settings, OnDisk: s.options.OnDisk})
	if err != nil {
		tb.Fatal(err)
	}
	_, err = s.house.run("pg_basebackup", "", "-D", standby.data, "-d",
		"host="+s.sockets+" port="+strconv.Itoa(s.port)+" user=postgres application_name="+standbyName, "-R", "-X", "stream", "-c", "fast", "--no-sync")
	if err != nil {
		tb.Fatal(err)
	}
	if err := standby.run(); err != nil {
		tb.Fatal(err)
	}
	standby.endWith(tb)
	// Set after the copy was made: a standby that is promoted must not wait for one.
	s.SQL(tb, "postgres", "ALTER SYSTEM SET synchronous_standby_names = '"+standbyName+"'")
	s.SQL(tb, "postgres", "SELECT pg_reload_conf()")
	s.Await(tb, "postgres", "SELECT sync_state = 'sync' FROM pg_stat_replication WHERE application_name = '"+standbyName+"'")
	return standby
}

// Promote makes a standby a primary, and returns when it takes writing connections.
func (s *Server) Promote(tb testing.TB) {
	tb.Helper()
	s.SQL(tb, "postgres", "SELECT pg_promote(true, "+strconv.Itoa(int(patience.Limit.Seconds()))+")")
	s.Await(tb, "postgres", "SELECT NOT pg_is_in_recovery()")
}

// Await waits until a query says true.
func (s *Server) Await(tb testing.TB, database, query string) {
	tb.Helper()
	patience.Until(tb, query, func() bool { return s.SQL(tb, database, query) == "t" })
}
