package pgtest

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"
)

// ending is a way in which a server ends.
type ending int

const (
	stopFast ending = iota // refuses new connections, ends the others, writes everything
	stopNow                // as a crash, but orderly
	kill                   // every process of it is killed at once, as by a power cut
)

// end ends the server, if it runs, and waits for the last of its processes.
func (s *Server) end(how ending) error {
	if s.process == nil {
		return nil
	}
	if s.process.running() {
		if err := s.process.signal(how); err != nil {
			return err
		}
	}
	if !s.process.log.waitEnd() {
		return errors.New("PostgreSQL does not end")
	}
	<-s.process.done
	if how == kill {
		forgetMemory(s.data)
	}
	return nil
}

// Kill kills every process of the server at once, as a power cut does: no connection
// is closed in an orderly way, and nothing more is written.
func (s *Server) Kill(tb testing.TB) {
	tb.Helper()
	if err := s.end(kill); err != nil {
		tb.Fatal(err)
	}
}

// Stop ends the server in order.
func (s *Server) Stop(tb testing.TB) {
	tb.Helper()
	if err := s.end(stopFast); err != nil {
		tb.Fatal(err)
	}
}

// Restart starts a server that has ended, on the same port and data. Further settings
// come after those that it has.
func (s *Server) Restart(tb testing.TB, settings ...string) {
	tb.Helper()
	if err := s.TryRestart(settings...); err != nil {
		tb.Fatal(err)
	}
}

// TryRestart is Restart that may fail.
func (s *Server) TryRestart(settings ...string) error {
	if s.Running() {
		return errors.New("the server runs")
	}
	s.options.Settings = append(s.options.Settings, settings...)
	return s.run()
}

// CPUTime is the CPU time that all processes of a server have taken since it was
// started, once it has ended.
func (s *Server) CPUTime() time.Duration {
	ended := s.process.cmd.ProcessState
	return ended.UserTime() + ended.SystemTime()
}

// Running reports whether the server's main process is there, which may happen to
// have ended by itself.
func (s *Server) Running() bool { return s.process != nil && s.process.running() }

// Suspend stops every process of the server without ending it: connections stay, and
// nothing is answered any more, as with a machine that hangs or a network that is cut.
func (s *Server) Suspend(tb testing.TB) {
	tb.Helper()
	if err := s.process.suspend(); err != nil {
		tb.Fatal(err)
	}
}

// Resume lets a suspended server go on.
func (s *Server) Resume(tb testing.TB) {
	tb.Helper()
	if err := s.process.resume(); err != nil {
		tb.Fatal(err)
	}
}

// FillDisk writes a file beside the data until the disk is full, but for spare bytes.
// The function that it returns makes room again.
func (s *Server) FillDisk(tb testing.TB, spare int64) (empty func()) {
	tb.Helper()
	path := s.data + "/ballast"
	if err := fill(path, spare); err != nil {
		tb.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil {
			tb.Error(err)
		}
	}
}

// fill writes zeros to a file until the disk is full, and then cuts off spare bytes.
func fill(path string, spare int64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	block := make([]byte, 64<<10)
	size := int64(0)
	for size < maxDisk {
		n, err := f.Write(block)
		size += int64(n)
		if err != nil {
			return f.Truncate(max(0, size-spare))
		}
	}
	return fmt.Errorf("%s: the disk is too large to be filled", path)
}

// maxDisk is the largest disk that is filled, in bytes.
const maxDisk = 256 << 20
