package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/fault"
)

// serverFile is the file in the state directory by which other processes find
// the one that serves.
const serverFile = "server.json"

// writeTime is how long an answer may take from the end of its request on: the
// longest delays that can be asked for, and some time for sending.
const writeTime = engine.MaxDelay + fault.MaxLatency + 30*time.Second

// withDefaults fills in what is the simulator's own.
func withDefaults(l httpserve.Limits) httpserve.Limits {
	l.MaxConnections = cmp.Or(l.MaxConnections, 1024)
	l.ReadTimeout = cmp.Or(l.ReadTimeout, 30*time.Second)
	l.WriteTimeout = cmp.Or(l.WriteTimeout, l.ReadTimeout+writeTime)
	return l
}

// announcement is the content of the server file.
type announcement struct {
	Schema  int    `json:"schema"`
	Session string `json:"session"` // of the process that wrote it
	URL     string `json:"url"`
	PID     int    `json:"pid"`
	Token   string `json:"token"`            // what the control interface wants to see
	Memory  bool   `json:"memory,omitempty"` // it leaves the state in the directory alone
}

const announcementSchema = 1

// Serve serves the simulator on a listener, over HTTP and HTTPS, until the
// context ends, which is a clean stop and no error. Other processes find it by Dial as long as it lasts.
// ready, which may be nil, is called once they can: whoever was told so by it
// never comes too early. At the end a browser that was just sent to a page of the
// simulator still gets it.
func (s *Sandbox) Serve(ctx context.Context, ln net.Listener, ready func()) error {
	url := ListenURL(ln.Addr())
	if !s.fixed.Load() {
		s.setBase(url)
	}
	forget, err := s.announce(ctx, url)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer forget()
	// Notifications go on until no call can bring another one.
	stopNotifying, passed := s.startNotifying(ln.Addr()), time.Duration(0)
	defer func() { stopNotifying(passed) }()
	defer context.AfterFunc(ctx, s.changes.end)()
	visits, begin := newVisits(s.now), time.Time{}
	server := httpserve.Server{
		Handler: visits.watch(s.handler), Limits: s.limits, TLS: s.tlsConfig(ln.Addr()), PlainToo: true, Counts: s.metrics.serve(s),
		BeforeStop: func() {
			begin = time.Now() // people wait by the real clock
			visits.wait(s.sleep)
		},
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, ln) }()
	// The listener takes connections already: they wait for the server when it
	// has not begun yet.
	if ready != nil {
		ready()
	}
	err = <-served
	if !begin.IsZero() {
		passed = time.Since(begin)
	}
	if err == nil || errors.Is(err, httpserve.ErrUnfinished) {
		return nil
	}
	return fmt.Errorf("serving the simulator: %w", err)
}

// announce writes the server file. The function it returns removes it again,
// unless another process has put its own there since. A simulator in memory
// leaves the file to one that is there already.
func (s *Sandbox) announce(ctx context.Context, url string) (forget func(), err error) {
	memory := s.dir == ""
	dir := cmp.Or(s.dir, s.keysDir)
	if dir == "" {
		return func() {}, nil
	}
	if memory {
		if _, err := Dial(ctx, dir); err == nil {
			return func() {}, nil
		}
	}
	path := filepath.Join(dir, serverFile)
	data, err := json.Marshal(announcement{
		Schema: announcementSchema, Session: s.session, URL: url, PID: os.Getpid(), Token: s.token, Memory: memory,
	})
	if err != nil {
		return nil, fmt.Errorf("announcing the simulator: %w", err)
	}
	err = durable.WriteFile(path, append(data, '\n'), durable.WriteOptions{Mode: 0o600, Overwrite: true})
	switch {
	case err == nil:
	case memory: // it needs no directory
		return func() {}, nil
	default:
		return nil, fmt.Errorf("announcing the simulator: %w", err)
	}
	return func() {
		if a, err := readAnnouncement(dir); err == nil && a.Session == s.session {
			_ = os.Remove(path) // a file that stays is found to be stale by its reader
		}
	}, nil
}

// ListenURL is the address by which a process on this machine reaches a listener.
func ListenURL(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "http://" + addr.String()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
