package durable_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/antom-cli/antom/internal/durable"
)

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadInput(t *testing.T) {
	t.Parallel()
	path := write(t, "request", []byte("12345"))
	if data, err := durable.ReadInput(t.Context(), path, 5); err != nil || string(data) != "12345" {
		t.Errorf("at the limit: %q, %v", data, err)
	}
	var size *durable.SizeError
	if _, err := durable.ReadInput(t.Context(), path, 4); !errors.As(err, &size) || err.Error() != "more than 4 bytes" {
		t.Errorf("above the limit: %v", err)
	}
	if _, err := durable.ReadInput(t.Context(), path+"x", 4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if text := (&durable.SizeError{Limit: 3 << 20}).Error(); text != "more than 3 MiB" {
		t.Error(text)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := durable.ReadInput(ended, path, 5); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// TestReaderOfFile reads a regular file, whose reads end with the context too.
func TestReaderOfFile(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in, err := durable.Open(ctx, write(t, "capture", []byte("abcdef")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	if _, err := io.ReadFull(in, make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if n, err := in.Read(make([]byte, 3)); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("read after the end: %d, %v", n, err)
	}
}

// TestReaderOfAnything gives the bytes and the error of the reader below, whatever
// sizes they come in.
func TestReaderOfAnything(t *testing.T) {
	t.Parallel()
	want := bytes.Repeat([]byte("0123456789"), 1000)
	for name, in := range map[string]io.Reader{
		"whole":             bytes.NewReader(want),
		"byte by byte":      iotest.OneByteReader(bytes.NewReader(want)),
		"end with the data": iotest.DataErrReader(bytes.NewReader(want)),
	} {
		got, err := io.ReadAll(durable.Reader(t.Context(), in))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	broken := errors.New("broken")
	got, err := io.ReadAll(durable.Reader(t.Context(), io.MultiReader(strings.NewReader("ab"), iotest.ErrReader(broken))))
	if !errors.Is(err, broken) || string(got) != "ab" {
		t.Errorf("a reader that fails: %q, %v", got, err)
	}
}

// TestReadThatBlocks ends a read whose other end says nothing, and never gives what
// comes later.
func TestReadThatBlocks(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	blocking, w := io.Pipe()
	t.Cleanup(func() { _ = w.Close() })
	reading := make(chan struct{})
	in := durable.Reader(ctx, io.MultiReader(readFunc(func([]byte) (int, error) { close(reading); return 0, io.EOF }), blocking))
	go func() { <-reading; cancel() }()
	p := []byte("untouched")
	if n, err := in.Read(p); n != 0 || !errors.Is(err, context.Canceled) {
		t.Fatalf("read: %d, %v", n, err)
	}
	if _, err := w.Write([]byte("too late")); err != nil {
		t.Fatal(err)
	}
	if n, err := in.Read(p); n != 0 || !errors.Is(err, context.Canceled) || string(p) != "untouched" {
		t.Errorf("read again: %d, %v, %q", n, err, p)
	}
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

func TestOpenState(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	f, err := durable.OpenState(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("line\n"); err != nil {
		t.Error(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if data, err := durable.ReadState(path, 100); err != nil || string(data) != "line\n" {
		t.Errorf("ReadState = %q, %v", data, err)
	}
	var size *durable.SizeError
	if _, err := durable.ReadState(path, 4); !errors.As(err, &size) {
		t.Errorf("above the limit: %v", err)
	}
	if _, err := durable.OpenState(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); !errors.Is(err, fs.ErrExist) {
		t.Errorf("exclusive: %v", err)
	}
	if _, err := durable.ReadState(path+"x", 4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	link := path + ".link"
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if data, err := durable.ReadState(link, 100); err != nil || string(data) != "line\n" {
		t.Errorf("by a link: %q, %v", data, err)
	}
	refused(t, filepath.Dir(path), "a directory")
}

// refused opens for reading and for writing what is no state file.
func refused(t *testing.T, path, kind string) {
	t.Helper()
	for _, flag := range []int{os.O_RDONLY, os.O_WRONLY | os.O_APPEND, os.O_RDWR | os.O_CREATE} {
		f, err := durable.OpenState(path, flag, 0o600)
		var irregular *durable.IrregularError
		if !errors.As(err, &irregular) || err.Error() != path+" is "+kind+", not a regular file" || irregular.Hint() == "" {
			t.Errorf("%s, flag %#x: %v", path, flag, err)
		}
		if f != nil {
			_ = f.Close()
		}
	}
	if err := durable.CheckState(path); err == nil {
		t.Errorf("CheckState(%s) = nil", path)
	}
}

func TestSyncDir(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := durable.SyncDir(dir); err != nil {
		t.Error(err)
	}
}

func TestUnfinishedPEM(t *testing.T) {
	t.Parallel()
	whole := "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n"
	first := strings.Index(whole, "-----BEGIN PRIVATE")
	for size := range len(whole) + 1 {
		// A file that ends behind a whole block is not cut off, as far as can be seen.
		finished := size >= len(whole)-1 || size == first || size == first-1
		if got := durable.UnfinishedPEM([]byte(whole[:size])); got == finished {
			t.Errorf("%q: unfinished is %v", whole[:size], got)
		}
	}
	for _, text := range []string{"no key", "MIIBIjANBgkq", "----- nothing"} {
		if durable.UnfinishedPEM([]byte(text)) {
			t.Errorf("%q is no PEM that breaks off", text)
		}
	}
	if !durable.UnfinishedPEM(make([]byte, 100)) {
		t.Error("zeros are what a file system keeps of a file that was not written")
	}
}
