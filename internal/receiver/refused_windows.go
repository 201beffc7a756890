package receiver

import (
	"errors"

	"golang.org/x/sys/windows"
)

// refused tells that nothing listens where the connection was to go.
func refused(err error) bool { return errors.Is(err, windows.WSAECONNREFUSED) }

// reset tells that the other side broke the connection off.
func reset(err error) bool {
	return errors.Is(err, windows.WSAECONNRESET) || errors.Is(err, windows.WSAECONNABORTED)
}
