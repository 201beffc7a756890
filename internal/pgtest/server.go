package pgtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// Options say how a server is started. The zero value is a fast one: its data is in
// memory, where the system has a disk there.
type Options struct {
	// Settings are configuration settings, such as "max_connections=5".
	Settings []string
	// OnDisk has the data on a real disk, for measurements.
	OnDisk bool
	// Dir is the directory of the data, which must be empty; "" is a new one.
	Dir string
}

// A Server is a PostgreSQL server. Its methods are for one goroutine at a time.
type Server struct {
	house   *house
	options Options
	data    string // its data directory
	sockets string // directory of its Unix socket
	port    int
	process *process
	served  atomic.Int64 // number of the last database
}

// Start starts a server for one test, which ends with the test.
func Start(tb testing.TB, o Options) *Server {
	tb.Helper()
	s, err := shared.open(tb).start(o)
	if err != nil {
		tb.Fatal(err)
	}
	s.endWith(tb)
	return s
}

// endWith ends the server and removes its data when the test is over.
func (s *Server) endWith(tb testing.TB) {
	tb.Cleanup(func() {
		_ = s.end(stopNow)
		if tb.Failed() {
			tb.Logf("the server on port %d:\n%s", s.port, s.process.log.tail())
		}
		_ = os.RemoveAll(s.data)
		_ = os.RemoveAll(s.sockets)
	})
}

// start copies the template and runs a server on it.
func (h *house) start(o Options) (*Server, error) {
	template, err := h.makeTemplate()
	if err != nil {
		return nil, err
	}
	s, err := h.place(o)
	if err != nil {
		return nil, err
	}
	if err := h.copyCluster(template, s.data); err != nil {
		return nil, err
	}
	return s, s.run()
}

// place makes the directories of a server and chooses its port.
func (h *house) place(o Options) (*Server, error) {
	s := &Server{house: h, options: o, data: o.Dir}
	parent := h.memory
	if o.OnDisk {
		parent = h.disk
	}
	var err error
	if s.data == "" {
		if s.data, err = os.MkdirTemp(parent, "data-"); err != nil {
			return nil, err
		}
	}
	if s.sockets, err = os.MkdirTemp(h.disk, "run-"); err != nil {
		return nil, err
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	return s, errors.Join(h.give(s.data), h.give(s.sockets))
}

// freePort finds a port that nobody has, outside the range that systems give to
// outgoing connections, so that a server finds it free when it is started again.
func freePort() (int, error) {
	var err error
	for range 100 {
		port := 20_000 + rand.IntN(10_000)
		var l net.Listener
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return port, l.Close()
		}
	}
	return 0, err
}

// run starts the server's process and waits until it takes connections.
func (s *Server) run() error {
	args := []string{"-D", s.data, "-p", strconv.Itoa(s.port), "-k", s.sockets, "-h", "127.0.0.1"}
	settings := []string{
		"lc_messages=C", "log_timezone=UTC", "shared_buffers=32MB", "dynamic_shared_memory_type=mmap",
		"max_wal_senders=4", "wal_level=replica", "max_wal_size=256MB", "log_line_prefix=%m [%p] ",
		"autovacuum_naptime=5s", "log_min_messages=warning",
	}
	if !s.options.OnDisk {
		// The machine would have to lose its power to tear a page, not a process.
		settings = append(settings, "full_page_writes=off")
	}
	for _, setting := range append(settings, s.options.Settings...) {
		args = append(args, "-c", setting)
	}
	cmd := s.house.command(neverCancelled(), "postgres", args...)
	p, err := startProcess(cmd)
	if err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	s.process = p
	if !p.log.wait("ready to accept", 1) {
		_ = s.end(stopNow)
		return fmt.Errorf("PostgreSQL did not start:\n%s", p.log.tail())
	}
	return nil
}

// process is a running server.
type process struct {
	cmd  *exec.Cmd
	log  *serverLog
	done chan struct{} // closed when it has ended
}

// startProcess starts a server, which is told to end should the test program die.
func startProcess(cmd *exec.Cmd) (*process, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = write, write
	p := &process{cmd: cmd, log: newServerLog(), done: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The signal at the death of the parent is one at the death of this thread.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how a server that was killed ended is no news
			close(p.done)
		}
	}()
	err = errors.Join(<-started, write.Close())
	if err != nil {
		return nil, errors.Join(err, read.Close())
	}
	go p.log.read(read)
	return p, nil
}

// running reports whether the server's process is there.
func (p *process) running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// URL is the address of a database, for the programs under test.
func (s *Server) URL(database string) string {
	return "postgres://" + User + "@" + s.Address() + "/" + database
}

// Address is host:port of the server.
func (s *Server) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// SocketURL is the address of a database by the Unix socket, for the superuser.
func (s *Server) SocketURL(database string) string {
	return "postgres:///" + database + "?user=postgres&host=" + s.sockets + "&port=" + strconv.Itoa(s.port)
}

// Data is the server's data directory.
func (s *Server) Data() string { return s.data }

// Database makes an empty database, which belongs to User, and returns its URL.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name := "test_" + strconv.FormatInt(s.served.Add(1), 10)
	s.SQL(tb, "postgres", "CREATE DATABASE "+name+" OWNER "+User)
	return s.URL(name)
}

// SQL runs statements as the superuser and returns what they print, columns separated
// by "|" and rows by line ends, without the last line end.
func (s *Server) SQL(tb testing.TB, database, statements string) string {
	tb.Helper()
	out, err := s.TrySQL(database, statements)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// TrySQL is SQL that may fail.
func (s *Server) TrySQL(database, statements string) (string, error) {
	out, err := s.house.run("psql", statements, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
		"-h", s.sockets, "-p", strconv.Itoa(s.port), "-U", "postgres", "-d", DatabaseName(database))
	return strings.TrimSuffix(out, "\n"), err
}

// DatabaseName is the name of the database of a URL, or the name that it is given.
func DatabaseName(url string) string {
	name := filepath.Base(url)
	name, _, _ = strings.Cut(name, "?")
	return name
}

// Log is the end of what the server has logged.
func (s *Server) Log() string { return s.process.log.tail() }
