package cli

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"sync"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// ListenOn listens on a TCP address. flag names the flag that it comes from, and usual
// is the default of that flag.
func ListenOn(flag, addr, usual string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	if err == nil {
		return listener, nil
	}
	reason := neterr.Listening(err, addr)
	if reason.Cause == neterr.BadAddress {
		return nil, AddressError(flag, addr, usual, reason)
	}
	hint := "choose another address: " + flag + " 127.0.0.1:0 takes any free port"
	if errors.Is(err, fs.ErrPermission) {
		hint = "ports below 1024 need administrator rights; on Linux: sudo setcap cap_net_bind_service=+ep \"$(command -v antom)\""
	}
	return nil, apperr.New(apperr.Config, "listening on "+addr, reason, hint)
}

// LoopbackAddress reports whether only this machine can connect to host:port.
func LoopbackAddress(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && spec.Loopback(host)
}

// listenerFile is the file in which a listener for the simulator's notifications
// announces itself, or "" if there is no directory for it.
func listenerFile(env *Env) string {
	if dir := SandboxDir(env); dir != "" {
		return filepath.Join(dir, "listener.json")
	}
	return ""
}

// OpenIdentity reads the simulator's keys and creates them on first use. otherwise
// is the hint if there is no directory for them.
func OpenIdentity(env *Env, otherwise string) (sandbox.Identity, error) {
	dir := SandboxDir(env)
	if dir == "" {
		return sandbox.Identity{}, NoDirectoryError("the simulator's keys", otherwise)
	}
	identity, err := sandbox.LoadIdentity(dir, env.Rand)
	if err != nil {
		return identity, SandboxError(err)
	}
	return identity, nil
}

// AnnounceListener lets --local commands find the listener while it runs.
func AnnounceListener(env *Env, handler http.Handler, addr net.Addr, path string) http.Handler {
	file, notifyURL := listenerFile(env), receiver.LoopbackURL(addr, path)
	if file == "" || notifyURL == "" {
		return handler
	}
	announced, err := receiver.Announce(file, notifyURL, env.Rand)
	if err != nil {
		env.Warn("--local commands cannot find this listener: %v", err)
		return handler
	}
	env.AtExit(announced.Withdraw)
	return announced.Handler(handler)
}

// ListenerURL is the URL of a running listener, "" if there is none.
func ListenerURL(ctx context.Context, env *Env) string { return findListener(ctx, env)() }

// findListener returns a function that looks for a running listener once.
func findListener(ctx context.Context, env *Env) func() string {
	return sync.OnceValue(func() string {
		if file := listenerFile(env); file != "" {
			found, _ := receiver.Find(ctx, file) // without one there is no default
			return found
		}
		return ""
	})
}
