package inbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// inNamespace runs a role with mounts of its own, which end with the process.
func inNamespace(t *testing.T, role string) {
	t.Helper()
	cmd := command(t, role, t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || strings.Contains(string(out), errNoMount.Error()) {
		t.Skip("mounting is not allowed here")
	}
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	inNamespace(t, "full")
}

func TestReadOnlyDirectory(t *testing.T) {
	t.Parallel()
	inNamespace(t, "readonly")
}

var errNoMount = errors.New("cannot mount")

func mount(dir string, flags uintptr, data string) error {
	if err := unix.Mount("tmpfs", dir, "tmpfs", flags, data); err != nil {
		return fmt.Errorf("%w: %w", errNoMount, err)
	}
	return nil
}

// fillDisk writes until the disk is full, goes on trying, makes room and writes
// again.
func fillDisk(dir string) error {
	if err := mount(dir, 0, "size=400k"); err != nil {
		return err
	}
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 100_000), 0o600); err != nil {
		return err
	}
	i, err := Open(dir, Options{SegmentSize: 50_000, Now: start})
	if err != nil {
		return err
	}
	acked := map[string]bool{}
	put := func(n int) error {
		r := note(n)
		err := i.Append(background(), r)
		if err == nil {
			acked[r.ID] = true
		}
		return err
	}
	full := 0
	for n := range 2000 {
		if err := put(n); errors.Is(err, syscall.ENOSPC) {
			full++
		} else if err != nil {
			return err
		}
	}
	if full < 100 || len(acked) < 100 {
		return fmt.Errorf("%d appends failed, %d did not", full, len(acked))
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 20 {
		return fmt.Errorf("the full disk has %d files, %v", len(files), err)
	}
	if err := os.Remove(ballast); err != nil {
		return err
	}
	before := len(acked)
	for n := range 20 {
		if err := put(5000 + n); err != nil {
			return fmt.Errorf("with room again: %w", err)
		}
	}
	if err := i.Close(); err != nil {
		return err
	}
	found := 0
	for r, err := range List(dir, Filter{}) {
		if err != nil {
			return err
		}
		if acked[r.ID] {
			found++
		}
	}
	if found != before+20 {
		return fmt.Errorf("%d of %d acknowledged records are left", found, before+20)
	}
	return nil
}

// writeReadOnly opens an inbox on a disk that turns read-only.
func writeReadOnly(dir string) error {
	if err := mount(dir, 0, "size=400k"); err != nil {
		return err
	}
	i, err := Open(dir, Options{SegmentSize: 1, Now: start})
	if err != nil {
		return err
	}
	first := note(0)
	if err := i.Append(background(), first); err != nil {
		return err
	}
	if err := i.Close(); err != nil {
		return err
	}
	if err := mount(dir, unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		return err
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, syscall.EROFS) || !strings.Contains(err.Error(), dir) {
		return fmt.Errorf("Open: %w", err)
	}
	if _, err := Open(filepath.Join(dir, "inbox"), Options{}); !errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("Open of a new one: %w", err)
	}
	// Reading needs no right to write.
	if _, err := Get(dir, first.ID); err != nil {
		return err
	}
	return nil
}
