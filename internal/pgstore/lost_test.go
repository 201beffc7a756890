package pgstore_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/pgtest"
)

// cutOnce is the address of a proxy that ends one connection to a server after so many
// bytes of answers, and leaves the others alone.
func cutOnce(t *testing.T, server string, after int64) (address string, cut *atomic.Bool) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	cut = &atomic.Bool{}
	relay := func(in net.Conn) {
		defer func() { _ = in.Close() }()
		out, err := net.Dial("tcp", server)
		if err != nil {
			return
		}
		defer func() { _ = out.Close() }()
		go func() { _, _ = io.Copy(out, in) }()
		if n, _ := io.CopyN(in, out, after); n == after && cut.CompareAndSwap(false, true) {
			return
		}
		_, _ = io.Copy(in, out)
	}
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			go relay(in)
		}
	}()
	return ln.Addr().String(), cut
}

// TestListAfterLoss holds that a list from which the connection was lost amid a page has
// each notification, and each attempt, once.
func TestListAfterLoss(t *testing.T) {
	t.Parallel()
	const many = 24
	c := migrated(t)
	s := writer(t, c)
	attempt := inbox.Attempt{At: at(1), URL: target, Status: 503, Err: strings.Repeat("busy ", 2000)}
	for n := range many {
		r := payment(n, n)
		r.Message.Body = append(r.Message.Body, bytes.Repeat([]byte(" "), 10_000)...)
		appendAll(t, s, r)
		if err := s.Update(t.Context(), r.ID, attempt); err != nil {
			t.Fatal(err)
		}
	}
	// The first page has about 250 kB of bodies, and then as much of attempts.
	for _, after := range []int64{100_000, 400_000} {
		address, cut := cutOnce(t, pgtest.Shared(t).Address(), after)
		url := strings.Replace(c.URL(), pgtest.Shared(t).Address(), address, 1)
		got := list(t, open(t, config(t, url), pgstore.Options{Connections: 1}), inbox.Filter{})
		if !cut.Load() {
			t.Fatalf("no connection was lost after %d bytes", after)
		}
		if len(got) != many {
			t.Errorf("%d notifications of %d after a loss at %d bytes", len(got), many, after)
		}
		for _, r := range got {
			if len(r.Forward) != 1 {
				t.Errorf("%s has %d attempts after a loss at %d bytes", r.ID, len(r.Forward), after)
			}
		}
	}
}

// TestIdleSession holds that a connection that the server ended for being idle is no error.
func TestIdleSession(t *testing.T) {
	t.Parallel()
	c := migrated(t)
	s := open(t, config(t, c.URL()+"?idle_session_timeout=50"), pgstore.Options{})
	pgtest.Shared(t).Await(t, c.URL(), "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND usename = '"+pgtest.User+"'")
	if got := list(t, s, inbox.Filter{}); len(got) != 0 {
		t.Errorf("%d notifications", len(got))
	}
}

// TestStandbyIsLeft holds that a writer whose server went away does not stay with one that
// accepts no writes, though the URL does not say which it wants.
func TestStandbyIsLeft(t *testing.T) {
	t.Parallel()
	primary := pgtest.Start(t, pgtest.Options{})
	standby := pgtest.Start(t, pgtest.Options{Settings: []string{"default_transaction_read_only=on"}})
	url := primary.Database(t)
	standby.SQL(t, "postgres", "SET default_transaction_read_only = off; CREATE DATABASE "+pgtest.DatabaseName(url)+" OWNER "+pgtest.User)
	for _, c := range []*pgstore.Config{config(t, url), config(t, standby.URL(pgtest.DatabaseName(url))+"?default_transaction_read_only=off")} {
		if _, err := pgstore.Migrate(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	s := writer(t, config(t, strings.Replace(url, primary.Address(), primary.Address()+","+standby.Address(), 1)))
	appendAll(t, s, payment(1, 0))
	primary.Stop(t)
	if err := s.Append(t.Context(), payment(2, 0)); err == nil {
		t.Error("stored in a server that accepts no writes")
	}
	primary.Restart(t)
	patience.Until(t, "the primary is found again", func() bool { return s.Append(t.Context(), payment(3, 0)) == nil })
}
