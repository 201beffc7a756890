package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBrowseNeedsADisplay opens a page with a program for it, with and without a display.
func TestBrowseNeedsADisplay(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"} {
		t.Setenv(name, "")
	}
	if err := Browse("https://example.com"); err == nil || !strings.Contains(err.Error(), "no display") {
		t.Errorf("without a display: %v", err)
	}
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
	if err := Browse("https://example.com"); err != nil {
		t.Errorf("with a display: %v", err)
	}
}
