package extension

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// executable is the name of a file that this system runs.
func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}

func program(t *testing.T, dir, name string) string {
	t.Helper()
	path := filepath.Join(dir, executable(name))
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil { //nolint:gosec // it is a program
		t.Fatal(err)
	}
	return path
}

func TestFindAndList(t *testing.T) {
	t.Parallel()
	first, second := t.TempDir(), t.TempDir()
	greet := program(t, first, "antom-greet")
	program(t, second, "antom-greet")
	daily := program(t, second, "antom-daily-report")
	self := program(t, second, "antom-self")
	program(t, first, "antom-")
	program(t, first, "antom--x")
	program(t, first, "antom")
	if err := os.WriteFile(filepath.Join(first, "antom-notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(first, executable("antom-dir")), 0o755); err != nil {
		t.Fatal(err)
	}
	s := Search{Path: strings.Join([]string{"", ".", first, filepath.Join(first, "none"), second, first}, string(filepath.ListSeparator)), Self: self}
	var got []string
	for _, e := range s.List() {
		got = append(got, e.Name+"="+e.Path)
	}
	if want := []string{"daily-report=" + daily, "greet=" + greet}; strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%q, want %q", got, want)
	}
	for _, name := range []string{"", "none", "self", "dir", "-x", "../greet", "a/b", `a\b`, "notes.txt", strings.Repeat("x", 65)} {
		if e, ok := s.Find(name); ok {
			t.Errorf("%q was found: %s", name, e.Path)
		}
	}
}

// What lies in the current directory is not run by accident.
func TestNotInTheCurrentDirectory(t *testing.T) {
	dir := t.TempDir()
	program(t, dir, "antom-here")
	t.Chdir(dir)
	for _, path := range []string{"", ".", "./", string(filepath.ListSeparator)} {
		if e, ok := (Search{Path: path}).Find("here"); ok {
			t.Errorf("PATH=%q finds %s", path, e.Path)
		}
	}
}

func TestBatchUnsafe(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{`a"b`, "a&b", "%PATH%", "a|b", "x\r\ny", "^", "<", ">", "!x!", "(", ")"} {
		if !batchUnsafe(arg) {
			t.Errorf("%q passes", arg)
		}
	}
	for _, arg := range []string{"", "a b", "--amount=12.34", `C:\x`, "ä'b", "$1"} {
		if batchUnsafe(arg) {
			t.Errorf("%q is refused", arg)
		}
	}
	if !isBatch(`C:\x\antom-a.CMD`) || !isBatch("a.bat") || isBatch("a.exe") {
		t.Error("batch files are not recognized")
	}
}
