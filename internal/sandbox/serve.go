package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/internal/sandbox/listener"
	"github.com/antom-cli/antom/internal/silent"
	"github.com/antom-cli/antom/pkg/keys"
)

// serverFile is the file in the state directory by which other processes find
// the one that serves.
const serverFile = "server.json"

// Limits bound what a client may take of time and space, so that none can hold
// up the others. A zero stands for the default.
type Limits struct {
	Header      time.Duration // from the beginning of a request, or a connection, to the end of the headers
	Read        time.Duration // to the end of its body
	Connections int           // at a time; see package listener for what happens to further ones
}

func (l Limits) withDefaults() Limits {
	l.Header = cmp.Or(l.Header, 10*time.Second)
	l.Read = cmp.Or(l.Read, 30*time.Second)
	l.Connections = cmp.Or(l.Connections, listener.DefaultMax)
	return l
}

const (
	// writeTime is how long an answer may take from the end of its request on:
	// the longest delays that can be asked for, and some time for sending.
	writeTime   = engine.MaxDelay + fault.MaxLatency + 30*time.Second
	idleTimeout = 2 * time.Minute
	maxHeader   = 64 << 10
)

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
	url := listenURL(ln.Addr())
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
	// Calls outlive the end of ctx by stopTimeout at most; this ends them.
	calls, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	visits, quiet := newVisits(s.now), &silent.Conns{}
	server := &http.Server{
		Handler: visits.watch(s.handler), ReadHeaderTimeout: s.limits.Header, ReadTimeout: s.limits.Read,
		WriteTimeout: s.limits.Read + writeTime, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		BaseContext: func(net.Listener) context.Context { return calls },
		ConnState:   quiet.Note,
		ErrorLog:    s.errorLog,
	}
	server.RegisterOnShutdown(quiet.Close)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(s.secured(ln)) }()
	// The listener takes connections already: they wait for the server when it
	// has not begun yet.
	if ready != nil {
		ready()
	}
	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("serving the sandbox: %w", err), server.Close())
	case <-ctx.Done():
		begin := time.Now() // people wait by the real clock
		visits.wait(s.sleep)
		err := stop(server, end)
		<-failed // only then the address is free in any case
		passed = time.Since(begin)
		return err
	}
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
		return nil, fmt.Errorf("announcing the sandbox: %w", err)
	}
	err = keys.WriteFile(path, append(data, '\n'), keys.WriteOptions{Mode: 0o600, Overwrite: true})
	switch {
	case err == nil:
	case memory: // it needs no directory
		return func() {}, nil
	default:
		return nil, fmt.Errorf("announcing the sandbox: %w", err)
	}
	return func() {
		if a, err := readAnnouncement(dir); err == nil && a.Session == s.session {
			_ = os.Remove(path) // a file that stays is found to be stale by its reader
		}
	}, nil
}

// listenURL is the address by which a process on this machine reaches a listener.
func listenURL(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "http://" + addr.String()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
