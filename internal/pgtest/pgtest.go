package pgtest

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
)

const (
	// User is the role of the programs under test. It owns the databases and is no
	// superuser.
	User = "antom"

	// requireEnv, set to "required", makes a missing server a failure.
	requireEnv = "ANTOM_POSTGRES"
	// programsEnv names the directory of the server's programs.
	programsEnv = "ANTOM_POSTGRES_BIN"
)

// errNoServer says what was looked for.
var errNoServer = errors.New("no PostgreSQL server: there is no initdb in $" + programsEnv +
	", /usr/lib/postgresql/*/bin or $PATH (Debian: apt-get install postgresql)")

// Main runs the tests of a package and then ends their shared server.
type Main struct{ m *testing.M }

// M wraps what TestMain gets.
func M(m *testing.M) Main {
	shared.managed = true
	return Main{m}
}

// Run runs the tests and returns the exit code.
func (m Main) Run() int {
	code := m.m.Run()
	shared.close()
	return code
}

// state is what the tests of one program share.
type state struct {
	managed bool // somebody will call close
	once    sync.Once
	house   *house
	err     error

	serverOnce sync.Once
	server     *Server
	serverErr  error
}

var shared state

// open returns the place of all servers. It leaves the test out, or fails it, where
// there can be none.
func (s *state) open(tb testing.TB) *house {
	tb.Helper()
	if !s.managed {
		tb.Fatal("TestMain does not call pgtest.M")
	}
	s.once.Do(func() { s.house, s.err = newHouse() })
	switch {
	case s.err == nil:
		return s.house
	case errors.Is(s.err, errNoServer) && os.Getenv(requireEnv) != "required":
		tb.Skip("left out: ", s.err)
	default:
		tb.Fatal(s.err)
	}
	return nil
}

func (s *state) close() {
	if s.server != nil {
		_ = s.server.end(stopNow)
	}
	if s.house != nil {
		s.house.remove()
	}
}

// Shared returns the server that the tests of a package share. They leave it as it
// is, but for databases and roles of their own.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	h := shared.open(tb)
	shared.serverOnce.Do(func() {
		shared.server, shared.serverErr = h.start(Options{Settings: []string{"max_connections=200"}})
	})
	if shared.serverErr != nil {
		tb.Fatal(shared.serverErr)
	}
	return shared.server
}

// Database makes an empty database on the shared server, which belongs to User, and
// returns its URL.
func Database(tb testing.TB) string {
	tb.Helper()
	return Shared(tb).Database(tb)
}

// Available reports whether there is a server on this machine.
func Available() bool {
	_, err := findPrograms(os.Getenv, filepath.Glob, os.Getenv("PATH"))
	return err == nil
}

// findPrograms looks for the directory of the server's programs: the newest version
// that is installed.
func findPrograms(getenv func(string) string, glob func(string) ([]string, error), path string) (dir string, err error) {
	candidates := []string{getenv(programsEnv)}
	if candidates[0] == "" {
		installed, err := glob("/usr/lib/postgresql/*/bin")
		if err != nil {
			return "", err
		}
		slices.SortFunc(installed, func(a, b string) int { return version(b) - version(a) })
		candidates = append(installed, filepath.SplitList(path)...)
	}
	for _, dir := range candidates {
		if found, err := glob(filepath.Join(dir, "initdb")); err != nil || len(found) == 0 {
			continue
		}
		// $PATH may have links to single programs; the others are beside the real one.
		real, err := filepath.EvalSymlinks(filepath.Join(dir, "initdb"))
		if err != nil {
			return dir, nil
		}
		return filepath.Dir(real), nil
	}
	return "", errNoServer
}

// version reads /usr/lib/postgresql/15/bin.
func version(dir string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
	if err != nil {
		return 0
	}
	return n
}
