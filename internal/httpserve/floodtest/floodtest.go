// Package floodtest tests a server with floods of connections over real sockets.
package floodtest

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/patience"
)

const (
	// requests is how many genuine ones each flood has to let through.
	requests = 5
	// memory is how much more of it a flood may take, with its own end of the
	// connections.
	memory = 128 << 20
	// drip is the pause between two bytes of a slow body.
	drip = 2 * time.Second
	// dialers is how many connections are opened at a time.
	dialers = 64
)

// Endless are limits that a test never reaches. What holds the server up holds the test
// up, and a genuine request that a flood keeps out is not answered at all.
func Endless() httpserve.Limits {
	return httpserve.Limits{ReadHeaderTimeout: time.Hour, ReadTimeout: time.Hour, IdleTimeout: time.Hour, StopTimeout: time.Hour}
}

// Target is a server that runs, with the limits of Endless.
type Target struct {
	Address string // host:port
	Get     string // a path that is answered at once
	Post    string // a path whose handler reads a body
	Header  string // further header fields for Post, each with its end of line
	// Genuine sends a request over a connection of its own and checks the answer.
	Genuine func(*http.Client) error
}

// flood is a kind of useless connection.
type flood struct {
	name  string
	count int
	begin string // what each connection sends
	reply bool   // and waits for an answer to
	drips bool   // and goes on sending
}

func (s Target) floods() []flood {
	return []flood{
		{name: "silent", count: 5000},
		{name: "slow bodies", count: 3000, drips: true,
			begin: "POST " + s.Post + " HTTP/1.1\r\nHost: " + s.Address + "\r\n" + s.Header + "Content-Length: 1000\r\n\r\n{"},
		{name: "idle", count: 2000, reply: true, begin: "GET " + s.Get + " HTTP/1.1\r\nHost: " + s.Address + "\r\n\r\n"},
	}
}

// Run holds the server against each flood, one after the other.
func (s Target) Run(t *testing.T) {
	t.Helper()
	for _, f := range s.floods() {
		t.Run(f.name, func(t *testing.T) { s.withstand(t, f) })
	}
}

func (s Target) withstand(t *testing.T, f flood) {
	count := f.count
	if files := openFiles(); files > 0 && uint64(count) > files/2 {
		count = int(files / 2)
		t.Logf("%d connections instead of %d, because this process may open %d files only", count, f.count, files)
	}
	before := inUse()
	conns := f.open(s.Address, count)
	defer func() {
		for _, c := range conns {
			_ = c.Close() // the server may have closed it already
		}
	}()
	if f.drips {
		stop := make(chan struct{})
		defer close(stop)
		go dripInto(conns, stop)
	}
	var took []time.Duration
	for range requests {
		client := &http.Client{Timeout: patience.Limit, Transport: &http.Transport{DisableKeepAlives: true}}
		begin := time.Now()
		if err := s.Genuine(client); err != nil {
			t.Errorf("a genuine request: %v", err)
		}
		took = append(took, time.Since(begin))
	}
	more := max(inUse(), before) - before
	slices.Sort(took)
	t.Logf("%d connections; genuine requests took %v to %v; %d MiB", len(conns), took[0], took[requests-1], more>>20)
	if more > memory {
		t.Errorf("the flood takes %d MiB of memory", more>>20)
	}
}

// open opens the connections, and leaves out those that the server has no place for.
func (f flood) open(address string, count int) []net.Conn {
	work, opened := make(chan struct{}, count), make(chan net.Conn, count)
	for range count {
		work <- struct{}{}
	}
	close(work)
	var all sync.WaitGroup
	for range dialers {
		all.Go(func() {
			for range work {
				if c := f.dial(address); c != nil {
					opened <- c
				}
			}
		})
	}
	all.Wait()
	close(opened)
	var conns []net.Conn
	for c := range opened {
		conns = append(conns, c)
	}
	return conns
}

func (f flood) dial(address string) net.Conn {
	c, err := net.DialTimeout("tcp", address, patience.Limit)
	if err != nil {
		return nil
	}
	_ = c.SetDeadline(patience.Deadline()) // the flood ends before
	// Errors here are connections that the server gave up already.
	_, _ = io.WriteString(c, f.begin)
	if f.reply {
		if resp, err := http.ReadResponse(bufio.NewReader(c), nil); err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
		}
	}
	return c
}

// dripInto keeps slow bodies alive.
func dripInto(conns []net.Conn, stop <-chan struct{}) {
	ticks := time.NewTicker(drip)
	defer ticks.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticks.C:
		}
		for _, c := range conns {
			_, _ = io.Copy(c, strings.NewReader(" ")) // the server may have closed it
		}
	}
}

// inUse is the memory that the process uses.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}
