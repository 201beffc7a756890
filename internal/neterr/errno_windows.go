package neterr

import (
	"errors"
	"syscall"
)

// Numbers of Winsock's errors, which package syscall names only in part.
const (
	wsaEADDRINUSE    syscall.Errno = 10048
	wsaEADDRNOTAVAIL syscall.Errno = 10049
	wsaENETUNREACH   syscall.Errno = 10051
	wsaECONNABORTED  syscall.Errno = 10053
	wsaECONNRESET    syscall.Errno = 10054
	wsaECONNREFUSED  syscall.Errno = 10061
	wsaEHOSTUNREACH  syscall.Errno = 10065
)

// IsRefused reports whether nothing listens where the connection was to go.
func IsRefused(err error) bool { return errors.Is(err, wsaECONNREFUSED) }

// isReset reports whether the other side broke the connection off.
func isReset(err error) bool {
	return errors.Is(err, wsaECONNRESET) || errors.Is(err, wsaECONNABORTED)
}

// isUnreachable reports whether there is no way to the address.
func isUnreachable(err error) bool {
	return errors.Is(err, wsaENETUNREACH) || errors.Is(err, wsaEHOSTUNREACH) || errors.Is(err, wsaEADDRNOTAVAIL)
}

// isInUse reports whether another program listens at the address.
func isInUse(err error) bool { return errors.Is(err, wsaEADDRINUSE) }

// isForeign reports whether an address to listen on is not one of this machine.
func isForeign(err error) bool { return errors.Is(err, wsaEADDRNOTAVAIL) }
