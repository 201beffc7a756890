//go:build unix

package httpserve

import "syscall"

// maxFiles is the number of files that the process may open, 0 when it is not
// known. Go has raised the soft limit to the hard one already.
func maxFiles() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0
	}
	return uint64(limit.Cur) //nolint:unconvert // it is signed on some systems
}
