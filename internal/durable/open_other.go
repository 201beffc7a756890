//go:build !unix

package durable

// nonblock is nothing where an open does not wait for the other end of a pipe.
const nonblock = 0

// SyncDir does nothing: Windows cannot sync a directory, and its file systems keep a
// new name together with the flushed file.
func SyncDir(string) error { return nil }
