package httpserve

import (
	"net"
	"net/netip"
)

// A peer is a remote address with connections. Connections are taken from the
// peer that has most of those that can be given up, so that a flood from one
// address leaves the others alone.
type peer struct {
	network    netip.Prefix
	open       int
	candidates int // set and used by pool.victim
}

// networkOf is what counts as one remote address: an address of IPv4, or a
// network of 64 bits of IPv6, because a customer is given that much. It is zero
// for what is no address of IP.
func networkOf(addr net.Addr) netip.Prefix {
	at, ok := addr.(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}
	}
	ip := at.AddrPort().Addr().Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	network, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}
