//go:build !windows

package output

// isSystemClosedPipe knows nothing beyond EPIPE here.
func isSystemClosedPipe(error) bool { return false }
