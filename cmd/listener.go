package cmd

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// listenOn takes the address of a listener.
func listenOn(flag, addr string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	if err == nil {
		return listener, nil
	}
	hint := "choose another address: " + flag + " 127.0.0.1:0 takes any free port"
	if errors.Is(err, fs.ErrPermission) {
		hint = "ports under 1024 are the administrator's; on Linux: sudo setcap cap_net_bind_service=+ep \"$(command -v antom)\""
	}
	return nil, apperr.New(apperr.Config, "listening on "+addr, err, hint)
}

// loopbackAddress tells whether only this machine reaches what listens on host:port.
func loopbackAddress(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && spec.Loopback(host)
}

// listenerFile is where a listener for the simulator's notifications says that
// it is there, or "" for no place.
func (a *App) listenerFile() string {
	if dir := a.sandboxDir(); dir != "" {
		return filepath.Join(dir, "listener.json")
	}
	return ""
}

// makeIdentity reads the simulator's keys, and makes them on first use. otherwise
// says what to do where there is no place for them.
func (a *App) makeIdentity(otherwise string) (sandbox.Identity, error) {
	dir := a.sandboxDir()
	if dir == "" {
		return sandbox.Identity{}, noPlace("the simulator's keys", otherwise)
	}
	identity, err := sandbox.LoadIdentity(dir, a.Rand)
	if err != nil {
		return identity, sandboxError(err)
	}
	return identity, nil
}

// simulated reports whether the listener takes the simulator's notifications.
func (f *listenFlags) simulated(a *App) bool {
	if len(f.keys) > 0 {
		return false
	}
	c, err := a.config()
	return f.local || err == nil && c.Local()
}

// notifyPath is the path and query that notifications shall be sent to. Where they
// are forwarded to one application it is that one's, as the signature covers it
// and the application verifies with its own.
func (f *listenFlags) notifyPath() string {
	target, err := url.Parse(f.forward)
	if f.path != "/" || f.forward == "" || err != nil || target.Path == "" {
		return f.path
	}
	return target.RequestURI()
}

// announceListener lets --local commands find the listener, as long as it runs.
func (a *App) announceListener(handler http.Handler, addr net.Addr, path string) http.Handler {
	file, notifyURL := a.listenerFile(), receiver.LoopbackURL(addr, path)
	if file == "" || notifyURL == "" {
		return handler
	}
	announced, err := receiver.Announce(file, notifyURL, a.Rand)
	if err != nil {
		a.warn("payments of --local commands will not find this listener: %v", err)
		return handler
	}
	a.atExit(announced.Withdraw)
	return announced.Handler(handler)
}

// findListener looks for a running listener when somebody first asks.
func (a *App) findListener(ctx context.Context) func() string {
	return sync.OnceValue(func() string {
		if file := a.listenerFile(); file != "" {
			found, _ := receiver.Find(ctx, file) // without one there is no default
			return found
		}
		return ""
	})
}
