package sandbox_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
)

// waiting opens or dials a directory; pause is called in place of every sleep.
func waiting(ctx context.Context, dir string, limit time.Duration, pause func(n int)) (*sandbox.Sandbox, *sandbox.Remote, int, error) {
	pauses := 0
	clock := newClock() // it stands still: the pauses count
	own, remote, err := sandbox.OpenOrDial(ctx, sandbox.Options{
		Dir: dir, Now: clock.Now, Identity: shared(), LockTimeout: limit,
		Sleep: func(ctx context.Context, _ time.Duration) error { pauses++; pause(pauses); return ctx.Err() },
	})
	return own, remote, pauses, err
}

func opened(t *testing.T, dir string) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Open(sandbox.Options{Dir: dir, Identity: shared(), LockTimeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func never(t *testing.T) func(int) { return func(int) { t.Error("it waited") } }

func TestOpenOrDialOpensWhatNobodyHas(t *testing.T) {
	t.Parallel()
	for name, dir := range map[string]string{"in a directory": t.TempDir(), "in memory": ""} {
		own, remote, _, err := waiting(t.Context(), dir, 0, never(t))
		if err != nil || own == nil || remote != nil {
			t.Errorf("%s: got %v, %v, %v; want a Sandbox", name, own, remote, err)
			continue
		}
		_ = own.Close()
	}
}

func TestOpenOrDialFindsWhoServes(t *testing.T) {
	t.Parallel()
	s := serve(t)
	own, remote, _, err := waiting(t.Context(), s.dir, 0, never(t))
	if err != nil || own != nil || remote == nil {
		t.Errorf("got %v, %v, %v; want a Remote", own, remote, err)
	}
}

func TestOpenOrDialWaitsForTheOtherToEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other := opened(t, dir)
	own, remote, pauses, err := waiting(t.Context(), dir, 30*time.Second, func(n int) {
		if n == 3 {
			_ = other.Close()
		}
	})
	if err != nil || own == nil || remote != nil || pauses != 3 {
		t.Fatalf("got %v, %v, %v after %d pauses; want a Sandbox after 3", own, remote, err, pauses)
	}
	_ = own.Close()
}

func TestOpenOrDialWaitsForTheOtherToServe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other := opened(t, dir)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	own, remote, pauses, err := waiting(t.Context(), dir, 30*time.Second, func(n int) {
		if n == 2 {
			ready := make(chan struct{})
			go func() { done <- other.Serve(ctx, ln, func() { close(ready) }) }()
			<-ready
		}
	})
	if err != nil || own != nil || remote == nil || pauses != 2 {
		t.Errorf("got %v, %v, %v after %d pauses; want a Remote after 2", own, remote, err, pauses)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("stopping: %v", err)
	}
}

func TestOpenOrDialGivesUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	opened(t, dir)
	own, remote, pauses, err := waiting(t.Context(), dir, time.Second, func(int) {})
	if !errors.Is(err, sandbox.ErrLocked) || own != nil || remote != nil || pauses != 10 {
		t.Errorf("got %v, %v, %v after %d pauses; want ErrLocked after 10", own, remote, err, pauses)
	}
	ctx, cancel := context.WithCancel(t.Context())
	own, remote, pauses, err = waiting(ctx, dir, time.Hour, func(int) { cancel() })
	if !errors.Is(err, context.Canceled) || own != nil || remote != nil || pauses != 1 {
		t.Errorf("got %v, %v, %v after %d pauses; want context.Canceled after 1", own, remote, err, pauses)
	}
}

func TestOpenOrDialReportsDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sandbox.db"), []byte("not a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	var damaged *sandbox.DamagedError
	if own, remote, _, err := waiting(t.Context(), dir, time.Second, never(t)); !errors.As(err, &damaged) || own != nil || remote != nil {
		t.Errorf("got %v, %v, %v; want a *DamagedError", own, remote, err)
	}
}
