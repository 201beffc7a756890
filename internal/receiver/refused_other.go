//go:build !windows

package receiver

import (
	"errors"
	"syscall"
)

// refused tells that nothing listens where the connection was to go.
func refused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }

// reset tells that the other side broke the connection off.
func reset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
