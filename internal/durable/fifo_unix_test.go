//go:build unix

package durable_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/keys"
)

func fifo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOpenOfFIFO ends an open that waits for a writer which never comes.
func TestOpenOfFIFO(t *testing.T) {
	t.Parallel()
	path := fifo(t)
	for name, open := range map[string]func(context.Context) error{
		"Open":    func(ctx context.Context) error { _, err := durable.Open(ctx, path); return err },
		"ReadKey": func(ctx context.Context) error { _, err := durable.ReadKey(ctx, path); return err },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- open(ctx) }()
		select {
		case err := <-done:
			t.Errorf("%s did not wait for a writer: %v", name, err)
		default:
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Let go of what waits still.
	w, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
}

// TestFIFODelivers reads what a process substitution delivers.
func TestFIFODelivers(t *testing.T) {
	t.Parallel()
	path := fifo(t)
	for range 2 {
		wrote := make(chan error, 1)
		go func() { wrote <- os.WriteFile(path, []byte("paymentRequestId: P1\n"), 0) }()
		data, err := durable.ReadInput(t.Context(), path, 100)
		if err != nil || string(data) != "paymentRequestId: P1\n" {
			t.Errorf("%q, %v", data, err)
		}
		if err := <-wrote; err != nil {
			t.Error(err)
		}
	}
	go func() { _ = os.WriteFile(path, []byte("key"), 0) }()
	if data, err := durable.ReadKey(t.Context(), path); err != nil || string(data) != "key" {
		t.Errorf("%q, %v", data, err)
	}
}

// TestReadOfFIFO ends a read that waits for a writer which says nothing.
func TestReadOfFIFO(t *testing.T) {
	t.Parallel()
	path := fifo(t)
	w, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	in, err := durable.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	go cancel()
	if _, err := io.ReadAll(in); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v", err)
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
}

// TestEndlessInput is cut off by the limit.
func TestEndlessInput(t *testing.T) {
	t.Parallel()
	var size *durable.SizeError
	if _, err := durable.ReadInput(t.Context(), "/dev/zero", 1<<20); !errors.As(err, &size) {
		t.Errorf("ReadInput: %v", err)
	}
	var key *keys.Error
	if _, err := durable.ReadKey(t.Context(), "/dev/zero"); !errors.As(err, &key) || key.Reason != keys.ReasonTooLarge {
		t.Errorf("ReadKey: %v", err)
	}
}

func TestStateIsRegular(t *testing.T) {
	t.Parallel()
	refused(t, fifo(t), "a pipe")
	refused(t, os.DevNull, "a device")
	dir, err := os.MkdirTemp("", "s") // short: the path of a socket has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	refused(t, socket, "a socket")
}
