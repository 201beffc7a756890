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

// simulator is the gateway simulator that a --local command talks to: the one
// that `antom sandbox` serves when it runs, else one inside this process, over
// the same state.
type simulator struct {
	identity  sandbox.Identity
	url       string
	transport http.RoundTripper
	control   sandbox.Control
	own       *sandbox.Sandbox // nil when another process serves
	served    bool             // the printed links work right now
	kept      bool             // the state outlives this command
	listener  func() string    // the URL of a running listener, "" for none
}

// sandboxDir is where the simulator keeps its state, or "" for none.
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

// openSimulator finds the running simulator or opens one in this process. A
// state directory that cannot be written is no reason to refuse: the simulator
// then keeps its state in memory, and says so.
func (a *App) openSimulator(ctx context.Context) (*simulator, error) {
	dir := a.sandboxDir()
	own, remote, err := sandbox.OpenOrDial(ctx, a.sandboxOptions(dir))
	switch {
	case err != nil && dir != "" && stateUnwritable(err):
		a.warn("the simulator's state in %s cannot be written (%v), so it ends with this command", dir, plainPathError(err))
		dir = ""
		if own, err = sandbox.Open(a.sandboxOptions("")); err != nil {
			return nil, sandboxError(err)
		}
	case err != nil:
		return nil, sandboxError(err)
	case remote != nil:
		return a.remoteSimulator(ctx, dir, remote)
	case dir == "":
		a.warn("there is no place for the simulator's state (no home directory), so it ends with this command")
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
		// Nobody else may come for what this command has to tell the merchant.
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

// sandboxOptions are those of every simulator of this process.
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

// serve makes the embedded simulator reachable by a browser while ctx lasts,
// at the usual address or, when that is taken, at any free one.
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
			"wait for the other command to end, or give this one a state of its own: ANTOM_SANDBOX_DIR=DIR")
	}
	var hints []string
	if stateUnwritable(err) {
		hints = append(hints, "name a directory that can be written and has room: ANTOM_SANDBOX_DIR=DIR, or --state DIR of antom sandbox")
	}
	return apperr.New(apperr.Config, "opening the simulator", err, hints...)
}
