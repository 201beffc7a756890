package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// claimAndRename stands in for hard links on file systems without them.
func TestClaimAndRename(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target := filepath.Join(dir, "key.pem")
	write := func(content string) error {
		temp := filepath.Join(dir, "temp")
		if err := os.WriteFile(temp, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return claimAndRename(temp, target, 0o600)
	}
	if err := write("one"); err != nil {
		t.Fatal(err)
	}
	if err := write("two"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the second write: %v", err)
	}
	if got, err := os.ReadFile(target); err != nil || string(got) != "one" {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if err := claimAndRename(filepath.Join(dir, "missing"), target+"2", 0o600); err == nil {
		t.Error("a missing temporary file goes unnoticed")
	}
	if _, err := os.Lstat(target + "2"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the claim stayed: %v", err)
	}
}
