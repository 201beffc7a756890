package notifier

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"net/netip"
	"syscall"

	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/neterr"
)

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

// control is check for a connection that is about to be made.
func (g guard) control(address string) error {
	if err := g.check(address); err != nil {
		return &neterr.Error{Cause: neterr.BadAddress, Text: err.Error(), Address: address, Err: err}
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
// certificates are verified, against roots or the system's if that is nil.
func newTransport(g guard, roots *x509.CertPool) http.RoundTripper {
	return httpclient.NewTransport(httpclient.Options{
		Roots: roots, Direct: true, OneShot: true, Verbatim: true,
		Control: func(_, address string, _ syscall.RawConn) error { return g.control(address) },
	})
}
