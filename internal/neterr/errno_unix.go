//go:build !windows

package neterr

import (
	"errors"
	"syscall"
)

// IsRefused reports whether nothing listens where the connection was to go.
func IsRefused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }

// isReset reports whether the other side broke the connection off.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNABORTED)
}

// isUnreachable reports whether there is no way to the address.
func isUnreachable(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.EADDRNOTAVAIL)
}

// isInUse reports whether another program listens at the address.
func isInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }

// isForeign reports whether an address to listen on is not one of this machine.
func isForeign(err error) bool { return errors.Is(err, syscall.EADDRNOTAVAIL) }
