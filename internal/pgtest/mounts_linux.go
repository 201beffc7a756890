package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// mountsEnv marks a test program that has mounts of its own.
const mountsEnv = "ANTOM_TEST_OWN_MOUNTS"

// OwnMounts runs a test in a process with mounts of its own, which end with the
// process. It reports true in that process, where the test goes on. In the other one it
// waits for the outcome and reports false; the test has nothing more to do there. The
// test is left out where mounting is not allowed.
func OwnMounts(t *testing.T) bool {
	t.Helper()
	if os.Getenv(mountsEnv) != "" {
		return true
	}
	shared.open(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v="+strconv.FormatBool(testing.Verbose()))
	cmd.Env = append(os.Environ(), mountsEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	out, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, syscall.EPERM):
		t.Skip("left out: mounting is not allowed here")
	case err != nil:
		t.Errorf("%v\n%s", err, out)
	case testing.Verbose():
		t.Logf("%s", out)
	}
	return false
}

// Disk makes a disk of so many bytes, which is gone with the process. It is for tests
// with OwnMounts.
func Disk(tb testing.TB, size int64) (dir string) {
	tb.Helper()
	if os.Getenv(mountsEnv) == "" {
		tb.Fatal("a disk is for a test with mounts of its own")
	}
	dir, err := os.MkdirTemp(shared.open(tb).disk, "disk-")
	if err != nil {
		tb.Fatal(err)
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "mode=0700,size="+strconv.FormatInt(size, 10)); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}
