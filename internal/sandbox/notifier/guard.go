package notifier

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// dialTimeout is how long a connection may take to come about.
const dialTimeout = 5 * time.Second

// RefusedError says why a notify URL's address is not called.
type RefusedError struct {
	Address netip.AddrPort
	// Own is true for an address of the simulator itself.
	Own bool
}

func (e *RefusedError) Error() string {
	if e.Own {
		return fmt.Sprintf("the notify URL leads to the simulator itself (%s): use the URL of your application", e.Address)
	}
	return fmt.Sprintf("%s is not an address of this machine: notifications leave this machine only with --allow-remote-notify", e.Address.Addr())
}

// guard decides which addresses are called. It sees them when a name has been
// resolved and the connection is about to be made, so that no name can lead
// elsewhere than was checked.
type guard struct {
	allowRemote bool
	own         func(netip.AddrPort) bool
}

func (g guard) check(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("the notify URL leads to no IP address: %q", address)
	}
	at = netip.AddrPortFrom(at.Addr().Unmap().WithZone(""), at.Port())
	if at.Addr().IsUnspecified() {
		// The system takes this for the machine itself.
		at = netip.AddrPortFrom(loopback(at.Addr()), at.Port())
	}
	switch {
	case g.own(at):
		return &RefusedError{Address: at, Own: true}
	case !at.Addr().IsLoopback() && !g.allowRemote:
		return &RefusedError{Address: at}
	}
	return nil
}

func loopback(a netip.Addr) netip.Addr {
	if a.Is4() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}

// newTransport makes a transport that connects to no address that the guard
// refuses, by no proxy. Each delivery has a connection of its own, and TLS
// certificates are verified.
func newTransport(g guard) http.RoundTripper {
	dialer := &net.Dialer{
		Timeout: dialTimeout,
		Control: func(_, address string, _ syscall.RawConn) error { return g.check(address) },
	}
	return &http.Transport{
		Proxy: nil,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, address)
		},
		DisableCompression: true,
		DisableKeepAlives:  true,
		TLSClientConfig:    &tls.Config{MinVersion: tls.VersionTLS12},
		TLSNextProto:       map[string]func(string, *tls.Conn) http.RoundTripper{},
	}
}
