package cli

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/sandbox"
)

// Simulator is the gateway simulator that a --local command calls: the one that a
// running antom sandbox or antom dev serves, or else one in this process with the
// same state.
type Simulator struct {
	identity  sandbox.Identity
	URL       string
	gateway   string // what this program calls through transport; "" is URL
	transport http.RoundTripper
	Control   sandbox.Control
	Own       *sandbox.Sandbox // nil if another process serves it
	Served    bool             // a browser can open the printed links now
	Kept      bool             // the state outlives this command
	listener  func() string    // the URL of a running listener, "" if there is none
}

// Identity is who the simulator and its merchant are.
func (s *Simulator) Identity() sandbox.Identity { return s.identity }

// SandboxDir is the directory of the simulator's state, or "" if there is none.
func SandboxDir(env *Env) string {
	if env.Sandbox != "" {
		return env.Sandbox
	}
	if dir := env.Getenv("ANTOM_SANDBOX_DIR"); dir != "" {
		return dir
	}
	if dir := env.StateDir(); dir != "" {
		return filepath.Join(dir, "sandbox")
	}
	return ""
}

// openSimulator connects to the running simulator or opens one in this process. If
// the state directory cannot be written, it warns and keeps the state in memory.
func openSimulator(ctx context.Context, env *Env) (*Simulator, error) {
	dir := SandboxDir(env)
	own, remote, err := sandbox.OpenOrDial(ctx, SandboxOptions(env, dir))
	switch {
	case err != nil && dir != "" && stateUnwritable(err):
		env.Warn("the simulator's state in %s cannot be written (%v), so it is lost when this command ends", dir, PathReason(err))
		dir = ""
		if own, err = sandbox.Open(SandboxOptions(env, "")); err != nil {
			return nil, SandboxError(err)
		}
	case err != nil:
		return nil, SandboxError(err)
	case remote != nil:
		return remoteSimulator(ctx, env, dir, remote)
	case dir == "":
		env.Warn("there is no directory for the simulator's state (no home directory), so it is lost when this command ends")
	}
	return EmbeddedSimulator(ctx, env, own, dir != ""), nil
}

func remoteSimulator(ctx context.Context, env *Env, dir string, remote *sandbox.Remote) (*Simulator, error) {
	identity, err := sandbox.LoadIdentity(dir, env.Rand)
	if err != nil {
		return nil, SandboxError(err)
	}
	return &Simulator{
		identity:  identity,
		URL:       remote.URL(),
		gateway:   remote.GatewayURL(),
		transport: remote.Transport(),
		Control:   remote,
		Served:    true,
		Kept:      true,
		listener:  findListener(ctx, env),
	}, nil
}

func EmbeddedSimulator(ctx context.Context, env *Env, own *sandbox.Sandbox, kept bool) *Simulator {
	env.AtExit(func() {
		// No later command may deliver the notifications of this one.
		own.Flush(context.Background())
		if err := own.Close(); err != nil {
			env.Warn("closing the simulator: %v", err)
		}
	})
	return &Simulator{
		identity:  own.Identity(),
		URL:       SandboxURL(sandbox.DefaultAddr),
		transport: own.Transport(),
		Control:   own.Control(),
		Own:       own,
		Kept:      kept,
		listener:  findListener(ctx, env),
	}
}

// SandboxOptions returns the options of every simulator in this process.
func SandboxOptions(env *Env, dir string) sandbox.Options {
	return sandbox.Options{
		Dir:         dir,
		Now:         env.Now,
		Sleep:       env.Sleep,
		Timer:       env.Timer,
		Rand:        env.Rand,
		BaseURL:     SandboxURL(sandbox.DefaultAddr),
		LockTimeout: sandbox.DefaultLockTimeout,
		Log:         func(line string) { env.Warn("%s", line) },
	}
}

// serve makes the embedded simulator reachable for a browser until ctx ends, at
// the default address or, if that is in use, at any free one.
func (s *Simulator) serve(ctx context.Context, env *Env) error {
	if s.Own == nil || s.Served {
		return nil
	}
	listener, err := net.Listen("tcp", sandbox.DefaultAddr)
	if err != nil {
		if listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return apperr.New(apperr.Internal, "serving the simulator's pages", neterr.Listening(err, "127.0.0.1"))
		}
	}
	s.URL = SandboxURL(listener.Addr().String())
	s.Own.SetBaseURL(s.URL)
	s.Served = true
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.Own.Serve(ctx, listener, nil) }()
	env.AtExit(func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, http.ErrServerClosed) {
			env.Warn("the simulator stopped: %v", err)
		}
	})
	return nil
}

func SandboxURL(addr string) string { return "http://" + addr }

// SandboxError explains why the simulator's state cannot be used.
func SandboxError(err error) error {
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

// RunningSimulatorURL is the URL of the simulator that is served with the state in
// dir, or the default one if none is.
func RunningSimulatorURL(ctx context.Context, dir string) string {
	address, _ := FindSimulator(ctx, dir)
	return address
}

// FindSimulator is RunningSimulatorURL that also tells whether one is served.
func FindSimulator(ctx context.Context, dir string) (address string, running bool) {
	if dir != "" {
		if remote, err := sandbox.Dial(ctx, dir); err == nil {
			return remote.URL(), true
		}
	}
	return SandboxURL(sandbox.DefaultAddr), false
}
