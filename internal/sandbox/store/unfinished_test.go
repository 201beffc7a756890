package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// firstWrite is what bbolt writes when it makes a database.
func firstWrite(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "new.db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data[:4*os.Getpagesize()]
}

// TestUnfinishedFirstStart starts with what a first start leaves on a disk that is
// full after so many bytes, with the rest missing or as zeros.
func TestUnfinishedFirstStart(t *testing.T) {
	t.Parallel()
	whole, page := firstWrite(t), os.Getpagesize()
	for _, size := range []int{
		0, 1, 15, 16, 17, 40, 79, 80, 81, 512, page - 1, page, page + 1, page + 16, page + 80, 2*page - 1, 2 * page,
		2*page + 1, 2*page + 20, 3 * page, 3*page + 1, 3*page + 20, 4*page - 1, 4 * page,
	} {
		begun := whole[:size]
		padded := append(bytes.Clone(begun), make([]byte, len(whole)-size)...)
		for name, left := range map[string][]byte{"missing": begun, "zeros": padded} {
			t.Run(fmt.Sprintf("%d bytes, the rest %s", size, name), func(t *testing.T) {
				t.Parallel()
				startsAfresh(t, left)
			})
		}
	}
}

func startsAfresh(t *testing.T, left []byte) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.FileName), left, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: dir, LockTimeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(func(tx store.Tx) error { return tx.Put(store.Payments, "k", []byte("v")) })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(store.Options{Dir: dir, LockTimeout: time.Second}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the directory has %v, %v: nothing was worth keeping", entries, err)
	}
}

// TestCutOffDatabaseIsDamaged keeps what is left of a database that was in use, however
// little that is.
func TestCutOffDatabaseIsDamaged(t *testing.T) {
	t.Parallel()
	used := t.TempDir()
	s, err := store.Open(store.Options{Dir: used, LockTimeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a commit writes one of the two meta pages
		if err := s.Update(func(tx store.Tx) error { return tx.Put(store.Payments, "k", []byte("v")) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(used, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	page := os.Getpagesize()
	for _, size := range []int{80, page, page + 80, 2 * page, 3 * page, 4 * page} {
		t.Run(fmt.Sprintf("%d bytes", size), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, store.FileName), data[:size], 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(store.Options{Dir: dir, LockTimeout: time.Second})
			var damaged *store.DamagedError
			if !errors.As(err, &damaged) {
				t.Fatalf("Open = %v, %v", s, err)
			}
			if kept, err := os.ReadFile(damaged.MovedTo); err != nil || !bytes.Equal(kept, data[:size]) {
				t.Errorf("what was left was not kept: %v", err)
			}
		})
	}
}
