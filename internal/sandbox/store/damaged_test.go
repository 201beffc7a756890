package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// A large file is checked as a whole too.
func TestDamageInTheMiddleOfALargeFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	harmInside(t, dir, filepath.Join(dir, store.FileName))
	_, err := store.Open(store.Options{Dir: dir, LockTimeout: time.Second})
	var damaged *store.DamagedError
	if !errors.As(err, &damaged) || damaged.MovedTo == "" || !strings.Contains(err.Error(), "start again") {
		t.Fatalf("got %v, want a *DamagedError", err)
	}
	if _, err := os.Stat(damaged.MovedTo); err != nil {
		t.Error(err)
	}
	put(t, open(t, dir), store.Payments, "a", "1") // and the next start is empty
}

// harmInside overwrites pages in the middle of a large file.
func harmInside(t *testing.T, dir, path string) {
	t.Helper()
	s := open(t, dir)
	err := s.Update(func(tx store.Tx) error {
		for i := range 10000 {
			if err := tx.Put(store.Payments, fmt.Sprintf("%05d", i), []byte(strings.Repeat("x", 900))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || s.Close() != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	third := len(content) / 3 / os.Getpagesize() * os.Getpagesize()
	if err := os.WriteFile(path, fill(content, third, third+64*os.Getpagesize(), 0xff), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPanicOfATransactionIsItsOwn(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		for name, run := range map[string]func(func(store.Tx) error) error{"view": s.View, "update": s.Update} {
			func() {
				defer func() {
					if r := recover(); r != "on purpose" {
						t.Errorf("%s: recovered %v", name, r)
					}
				}()
				_ = run(func(store.Tx) error { panic("on purpose") })
			}()
		}
		put(t, s, store.Codes, "a", "1") // the store still works
	})
}
