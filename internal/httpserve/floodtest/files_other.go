//go:build !unix

package floodtest

// openFiles is how many files the process may open, 0 when there is no limit.
func openFiles() uint64 { return 0 }
