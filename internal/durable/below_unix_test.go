//go:build unix

package durable

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestReadBelow reads regular files, and whatever else stands there ends at once.
func TestReadBelow(t *testing.T) {
	t.Parallel()
	outside, dir := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{filepath.Join(outside, "secret"): "s", filepath.Join(dir, "file"): "12345"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"inside": "file", "outside": filepath.Join(outside, "secret")} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := unix.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"file": "", "inside": "", "outside": "escapes", "../secret": "escapes", "pipe": "not a regular file", ".": "not a regular file", "none": "no such file"} {
		data, err := ReadBelow(dir, name, 5)
		if want == "" {
			if err != nil || string(data) != "12345" {
				t.Errorf("%s: %q, %v", name, data, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if _, err := ReadBelow(dir, "file", 4); err == nil || !strings.Contains(err.Error(), "larger than 4 bytes") {
		t.Errorf("a large file: %v", err)
	}
}
