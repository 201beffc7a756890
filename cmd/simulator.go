package cmd

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/sandbox"
)

// simulator is the gateway simulator that a --local command calls: the one that a
// running antom sandbox or antom dev serves, or else one in this process with the
// same state.
type simulator struct {
	identity  sandbox.Identity
	url       string
	transport http.RoundTripper
	control   sandbox.Control
	own       *sandbox.Sandbox // nil if another process serves it
	served    bool             // a browser can open the printed links now
	kept      bool             // the state outlives this command
	listener  func() string    // the URL of a running listener, "" if there is none
}

// sandboxDir is the directory of the simulator's state, or "" if there is none.
func (a *App) sandboxDir() string {
	if a.sandbox != "" {
		return a.sandbox
	}
	if dir := a.Getenv("ANTOM_SANDBOX_DIR"); dir != "" {
		return dir
	}
	if dir := a.stateDir(); dir != "" {
		return filepath.Join(dir, "sandbox")
	}
	return ""
}

// openSimulator connects to the running simulator or opens one in this process. If
// the state directory cannot be written, it warns and keeps the state in memory.
func (a *App) openSimulator(ctx context.Context) (*simulator, error) {
	dir := a.sandboxDir()
	own, remote, err := sandbox.OpenOrDial(ctx, a.sandboxOptions(dir))
	switch {
	case err != nil && dir != "" && stateUnwritable(err):
		a.warn("the simulator's state in %s cannot be written (%v), so it is lost when this command ends", dir, plainPathError(err))
		dir = ""
		if own, err = sandbox.Open(a.sandboxOptions("")); err != nil {
			return nil, sandboxError(err)
		}
	case err != nil:
		return nil, sandboxError(err)
	case remote != nil:
		return a.remoteSimulator(ctx, dir, remote)
	case dir == "":
		a.warn("there is no directory for the simulator's state (no home directory), so it is lost when this command ends")
	}
	return a.embeddedSimulator(ctx, own, dir != ""), nil
}

func (a *App) remoteSimulator(ctx context.Context, dir string, remote *sandbox.Remote) (*simulator, error) {
	identity, err := sandbox.LoadIdentity(dir, a.Rand)
	if err != nil {
		return nil, sandboxError(err)
	}
	return &simulator{
		identity:  identity,
		url:       remote.URL(),
		transport: remote.Transport(),
		control:   remote,
		served:    true,
		kept:      true,
		listener:  a.findListener(ctx),
	}, nil
}

func (a *App) embeddedSimulator(ctx context.Context, own *sandbox.Sandbox, kept bool) *simulator {
	a.atExit(func() {
		// No later command may deliver the notifications of this one.
		own.Flush(context.Background())
		if err := own.Close(); err != nil {
			a.warn("closing the simulator: %v", err)
		}
	})
	return &simulator{
		identity:  own.Identity(),
		url:       sandboxURL(sandbox.DefaultAddr),
		transport: own.Transport(),
		control:   own.Control(),
		own:       own,
		kept:      kept,
		listener:  a.findListener(ctx),
	}
}

// sandboxOptions returns the options of every simulator in this process.
func (a *App) sandboxOptions(dir string) sandbox.Options {
	return sandbox.Options{
		Dir:         dir,
		Now:         a.Now,
		Sleep:       a.Sleep,
		Timer:       a.Timer,
		Rand:        a.Rand,
		BaseURL:     sandboxURL(sandbox.DefaultAddr),
		LockTimeout: sandbox.DefaultLockTimeout,
		Log:         func(line string) { a.warn("%s", line) },
	}
}

// serve makes the embedded simulator reachable for a browser until ctx ends, at
// the default address or, if that is in use, at any free one.
func (s *simulator) serve(ctx context.Context, a *App) error {
	if s.own == nil || s.served {
		return nil
	}
	listener, err := net.Listen("tcp", sandbox.DefaultAddr)
	if err != nil {
		if listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return apperr.New(apperr.Internal, "serving the simulator's pages", err)
		}
	}
	s.url = sandboxURL(listener.Addr().String())
	s.own.SetBaseURL(s.url)
	s.served = true
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.own.Serve(ctx, listener, nil) }()
	a.atExit(func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, http.ErrServerClosed) {
			a.warn("the simulator stopped: %v", err)
		}
	})
	return nil
}

func sandboxURL(addr string) string { return "http://" + addr }

// sandboxError explains why the simulator's state cannot be used.
func sandboxError(err error) error {
	if errors.Is(err, sandbox.ErrLocked) {
		return apperr.New(apperr.Config, "the simulator's state is in use by another process", err,
			"wait until the other command ends, or use another directory: ANTOM_SANDBOX_DIR=DIR")
	}
	var hints []string
	if stateUnwritable(err) {
		hints = append(hints, "choose a writable directory with free space: ANTOM_SANDBOX_DIR=DIR, or antom sandbox --state DIR")
	}
	return apperr.New(apperr.Config, "opening the simulator", err, hints...)
}
