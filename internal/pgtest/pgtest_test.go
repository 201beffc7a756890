package pgtest

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/patience"
)

func TestMain(m *testing.M) { os.Exit(M(m).Run()) }

func TestDatabasesAreApart(t *testing.T) {
	t.Parallel()
	s := Shared(t)
	first, second := Database(t), Database(t)
	if first == second {
		t.Fatalf("both are %s", first)
	}
	s.SQL(t, first, "CREATE TABLE here (n int); INSERT INTO here VALUES (1), (2)")
	if got := s.SQL(t, first, "SELECT n, 'x' FROM here ORDER BY n"); got != "1|x\n2|x" {
		t.Errorf("the first has %q", got)
	}
	if out, err := s.TrySQL(second, "SELECT n FROM here"); err == nil {
		t.Errorf("the second has %q", out)
	}
	if got := s.SQL(t, first, "SELECT rolsuper FROM pg_roles WHERE rolname = '"+User+"'"); got != "f" {
		t.Errorf("a superuser: %s", got)
	}
}

func TestKilledServerKeepsWhatIsCommitted(t *testing.T) {
	t.Parallel()
	s := Start(t, Options{})
	db := s.Database(t)
	s.SQL(t, db, "CREATE TABLE here (n int); INSERT INTO here VALUES (7)")
	address := s.Address()
	s.Kill(t)
	if s.Running() {
		t.Error("it runs")
	}
	if c, err := net.Dial("tcp", address); err == nil {
		t.Errorf("%s still listens: %v", address, c.Close())
	}
	s.Restart(t, "max_connections=9")
	if got := s.SQL(t, db, "SELECT n, current_setting('max_connections') FROM here"); got != "7|9" {
		t.Errorf("after the restart: %s", got)
	}
	s.Stop(t)
	s.Restart(t)
	if err := s.TryRestart(); err == nil {
		t.Error("a running server was started")
	}
}

func TestSuspendedServerSaysNothing(t *testing.T) {
	t.Parallel()
	s := Start(t, Options{})
	s.Suspend(t)
	c, err := net.Dial("tcp", s.Address())
	if err != nil {
		t.Fatalf("a suspended server does not refuse connections: %v", err)
	}
	defer func() { _ = c.Close() }()
	// A request for encryption, which a server answers with one byte.
	if _, err := c.Write([]byte{0, 0, 0, 8, 4, 210, 22, 47}); err != nil {
		t.Fatal(err)
	}
	if err := c.SetReadDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 1)
	if _, err := c.Read(answer); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("it answered %q, %v", answer, err)
	}
	s.Resume(t)
	if err := c.SetReadDeadline(patience.Deadline()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(answer); err != nil || answer[0] != 'N' {
		t.Errorf("it answered %q, %v", answer, err)
	}
}

func TestStandbyTakesOver(t *testing.T) {
	t.Parallel()
	primary := Start(t, Options{})
	db := primary.Database(t)
	standby := primary.Standby(t)
	primary.SQL(t, db, "CREATE TABLE here (n int); INSERT INTO here VALUES (7)")
	primary.Kill(t)
	if _, err := standby.TrySQL(db, "INSERT INTO here VALUES (8)"); err == nil {
		t.Error("a standby takes writes")
	}
	standby.Promote(t)
	if got := standby.SQL(t, db, "INSERT INTO here VALUES (8); SELECT sum(n) FROM here"); got != "15" {
		t.Errorf("the standby has %s", got)
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	if !OwnMounts(t) {
		return
	}
	s := Start(t, Options{Dir: Disk(t, 96<<20)})
	db := s.Database(t)
	s.SQL(t, db, "CREATE TABLE here (t text)")
	empty := s.FillDisk(t, 0)
	// Rows take a page of the table and of the log; both disks are the same one.
	_, err := s.TrySQL(db, "INSERT INTO here SELECT repeat(md5(n::text), 100) FROM generate_series(1, 10000) n")
	if err == nil {
		t.Error("the full disk took 30 MB")
	}
	empty()
	if !s.Running() {
		s.Restart(t)
	}
	patience.Until(t, "the server takes rows again", func() bool {
		_, err := s.TrySQL(db, "INSERT INTO here VALUES ('x')")
		return err == nil
	})
}

func TestFindPrograms(t *testing.T) {
	t.Parallel()
	there := func(dirs ...string) func(string) ([]string, error) {
		return func(pattern string) ([]string, error) {
			var found []string
			for _, dir := range dirs {
				if pattern == dir+"/initdb" {
					return []string{pattern}, nil
				}
				if ok, _ := filepath.Match(pattern, dir); ok {
					found = append(found, dir)
				}
			}
			return found, nil
		}
	}
	for _, c := range []struct {
		env, path, want string
		there           []string
	}{
		{want: "/usr/lib/postgresql/16/bin", there: []string{"/usr/lib/postgresql/9/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin"}},
		{want: "/opt/none/pg", path: "/opt/none/a:/opt/none/pg", there: []string{"/opt/none/pg"}},
		{want: "/opt/none/own", env: "/opt/none/own", there: []string{"/opt/none/own", "/usr/lib/postgresql/15/bin"}},
		{want: "", env: "/opt/none/missing", there: []string{"/usr/lib/postgresql/15/bin"}},
		{want: "", path: "/bin"},
	} {
		got, err := findPrograms(func(string) string { return c.env }, there(c.there...), c.path)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%+v: found %q, %v", c, got, err)
		}
		if err != nil && (!errors.Is(err, errNoServer) || !strings.Contains(err.Error(), "apt-get install postgresql")) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
