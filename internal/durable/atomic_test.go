package durable_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/durable"
)

// wantFile checks a file's content, and that it is alone in its directory.
func wantFile(t *testing.T, path, content string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != content {
		t.Errorf("%s holds %q, %v; want %q", path, got, err, content)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files in the directory, want 1: %v", len(entries), err)
	}
}

func TestWriteFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key.pem")
	if err := durable.WriteFile(path, []byte("one"), durable.WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	wantFile(t, path, "one")
	err := durable.WriteFile(path, []byte("two"), durable.WriteOptions{})
	var exists *durable.ExistsError
	if !errors.As(err, &exists) || exists.Path != path || !errors.Is(err, fs.ErrExist) {
		t.Errorf("writing again: %v, want an *ExistsError", err)
	}
	wantFile(t, path, "one")
	if err := durable.WriteFile(path, []byte("three"), durable.WriteOptions{Overwrite: true}); err != nil {
		t.Fatal(err)
	}
	wantFile(t, path, "three")
}

func TestWriteFileOverwriteMakesTheFileToo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key.pem")
	if err := durable.WriteFile(path, []byte("one"), durable.WriteOptions{Overwrite: true}); err != nil {
		t.Fatal(err)
	}
	wantFile(t, path, "one")
}

func TestWriteFileMode(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("permission bits say nothing on Windows")
	}
	for _, mode := range []os.FileMode{0, 0o600, 0o400, 0o700} {
		for _, overwrite := range []bool{false, true} {
			path := filepath.Join(t.TempDir(), "key.pem")
			if err := durable.WriteFile(path, nil, durable.WriteOptions{Mode: mode, Overwrite: overwrite}); err != nil {
				t.Fatal(err)
			}
			want := mode
			if mode == 0 {
				want = 0o600
			}
			info, err := os.Stat(path)
			if err != nil || info.Mode().Perm() != want {
				t.Errorf("mode %o gives %v, %v", mode, info.Mode(), err)
			}
		}
	}
}

// Of many writers at once exactly one wins, and its file is whole.
func TestWriteFileIsExclusive(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key.pem")
	content := strings.Repeat("k", 4096)
	errs := make([]error, 16)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = durable.WriteFile(path, []byte(content), durable.WriteOptions{}) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, fs.ErrExist) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d writers won", won)
	}
	wantFile(t, path, content)
}

func TestWriteFileLinks(t *testing.T) {
	t.Parallel()
	dir, links := t.TempDir(), t.TempDir()
	target, link := filepath.Join(dir, "real"), filepath.Join(links, "link")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := durable.WriteFile(link, []byte("x"), durable.WriteOptions{}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a dangling link counts as no file: %v", err)
	}
	if err := os.WriteFile(target, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := durable.WriteFile(link, []byte("new"), durable.WriteOptions{Overwrite: true}); err != nil {
		t.Fatal(err)
	}
	wantFile(t, target, "new")
	if got, err := os.Readlink(link); err != nil || got != target {
		t.Errorf("the link became %q, %v", got, err)
	}
}

func TestWriteFileErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	missing := filepath.Join(dir, "no", "key.pem")
	err := durable.WriteFile(missing, nil, durable.WriteOptions{})
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), missing) || strings.Contains(err.Error(), ".new-") {
		t.Errorf("no directory: %v", err)
	}
	sub := filepath.Join(dir, "sub")
	if err := os.Mkdir(sub, 0o700); err != nil {
		t.Fatal(err)
	}
	err = durable.WriteFile(sub, nil, durable.WriteOptions{Overwrite: true})
	if err == nil || !strings.Contains(err.Error(), sub) {
		t.Errorf("a directory: %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%d files are left: %v", len(entries), err)
	}
}

// The error names the file once and says nothing that a caller says as well.
func TestWriteFileError(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "missing", "key.pem")
	err := durable.WriteFile(path, []byte("x"), durable.WriteOptions{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("error = %v", err)
	}
	if want := path + ": "; !strings.HasPrefix(err.Error(), want) || strings.Count(err.Error(), path) != 1 {
		t.Errorf("error = %q, want it to begin with %q", err, want)
	}
}

func TestExistsError(t *testing.T) {
	t.Parallel()
	exists := &durable.ExistsError{Path: "key.pem"}
	if exists.Error() != "key.pem exists already" || !errors.Is(exists, fs.ErrExist) || errors.Is(exists, fs.ErrNotExist) {
		t.Errorf("%v is no fs.ErrExist", exists)
	}
}

// TestStreamFileThatFails holds that an error on the way leaves nothing behind.
func TestStreamFileThatFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	failure := errors.New("no more")
	err := durable.StreamFile(filepath.Join(dir, "f"), durable.WriteOptions{}, func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, failure)
	})
	left, readErr := os.ReadDir(dir)
	if !errors.Is(err, failure) || readErr != nil || len(left) != 0 {
		t.Errorf("%v, and %d files are left, %v", err, len(left), readErr)
	}
}
