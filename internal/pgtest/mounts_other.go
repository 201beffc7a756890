//go:build !linux

package pgtest

import "testing"

// OwnMounts leaves the test out: only Linux has mounts of a process.
func OwnMounts(t *testing.T) bool {
	t.Helper()
	t.Skip("left out: this system has no mounts of a single process")
	return false
}

// Disk is for tests with OwnMounts.
func Disk(tb testing.TB, _ int64) (dir string) {
	tb.Helper()
	tb.Fatal("this system has no mounts of a single process")
	return ""
}
