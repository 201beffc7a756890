package httpclient

import (
	"fmt"
	"net/netip"
	"syscall"

	"github.com/antom-cli/antom/internal/neterr"
)

// OnlyHere is an Options.Control that connects to loopback addresses and to no other. It
// sees an address when its name has been resolved, so that no name can lead elsewhere.
// With it, Options.Direct must be true: a proxy could be anywhere, and call anything.
func OnlyHere(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err == nil && at.Addr().Unmap().IsLoopback() {
		return nil
	}
	text := fmt.Sprintf("%s is not an address of this machine", address)
	return &neterr.Error{Cause: neterr.BadAddress, Text: text, Address: address}
}
