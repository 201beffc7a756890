package spec

import (
	"net/netip"
	"strings"
)

// Loopback reports whether a host of a URL means this machine and nothing else:
// localhost, a name below it, or a loopback address. It is the rule for what may
// be reached without encryption, and for whom a server on this machine serves.
func Loopback(host string) bool {
	name := strings.ToLower(host)
	return LoopbackAddress(host) || name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// LoopbackAddress reports whether a host is a loopback address. Where nobody may
// be led elsewhere, a name is not enough.
func LoopbackAddress(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
