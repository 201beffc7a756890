package neterr

import (
	"errors"
	"io/fs"
	"net"
)

// unknownPort is what the resolver says of a port that is no number and no service.
const unknownPort = "unknown port"

// Listening words why an address cannot be listened on. err must not be nil.
func Listening(err error, address string) *Error {
	e := &Error{Err: err, Address: address}
	dns, unresolved := errors.AsType[*net.DNSError](err)
	_, malformed := errors.AsType[*net.AddrError](err)
	switch {
	case isInUse(err):
		e.Cause, e.Text = Refused, "another program listens at this address"
	case errors.Is(err, fs.ErrPermission):
		e.Cause, e.Text = Refused, "this user may not listen at this port"
	case isForeign(err):
		e.Cause, e.Text = BadAddress, "it is not an address of this machine"
	case malformed, unresolved && dns.Err == unknownPort:
		e.Cause, e.Text = BadAddress, "it is not an address with a port, such as 127.0.0.1:8080"
	case unresolved:
		e.Cause, e.Text = Unresolved, "cannot resolve "+dns.Name
	default:
		e.Cause, e.Text = Other, rootText(err)
	}
	return e
}
