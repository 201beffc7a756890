package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

func open(t *testing.T, dir string) *store.Bolt {
	t.Helper()
	b, err := store.Open(store.Options{Dir: dir, LockTimeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// both runs a test over the two kinds of store.
func both(t *testing.T, f func(*testing.T, store.Store)) {
	t.Run("memory", func(t *testing.T) { t.Parallel(); f(t, store.NewMemory()) })
	t.Run("bolt", func(t *testing.T) { t.Parallel(); f(t, open(t, t.TempDir())) })
}

func put(t *testing.T, s store.Store, b store.Bucket, key, value string) {
	t.Helper()
	if err := s.Update(func(tx store.Tx) error { return tx.Put(b, key, []byte(value)) }); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, s store.Store, b store.Bucket, key string) (value string) {
	t.Helper()
	err := s.View(func(tx store.Tx) error { value = string(tx.Get(b, key)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestReadsWhatWasWritten(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		put(t, s, store.Payments, "b", "2")
		put(t, s, store.Payments, "a", "1")
		if got := get(t, s, store.Payments, "b"); got != "2" {
			t.Errorf("got %q, want 2", got)
		}
		if got := get(t, s, store.Codes, "b"); got != "" {
			t.Errorf("another bucket has %q", got)
		}
		var order string
		err := s.View(func(tx store.Tx) error {
			return tx.Each(store.Payments, func(k string, v []byte) error {
				order += k + string(v)
				return nil
			})
		})
		if err != nil || order != "a1b2" {
			t.Errorf("walk gave %q, %v; want a1b2 in the order of the keys", order, err)
		}
	})
}

func TestTransactionSeesItsOwnWritesAndFailureLeavesNone(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		put(t, s, store.Payments, "old", "1")
		stop := errors.New("stop")
		var seen []string
		err := s.Update(func(tx store.Tx) error {
			seen = nil
			if err := tx.Clear(store.Payments); err != nil {
				return err
			}
			if err := tx.Put(store.Payments, "new", []byte("2")); err != nil {
				return err
			}
			seen = append(seen, string(tx.Get(store.Payments, "new")), string(tx.Get(store.Payments, "old")))
			_ = tx.Each(store.Payments, func(k string, _ []byte) error { seen = append(seen, k); return nil })
			return stop
		})
		if !errors.Is(err, stop) {
			t.Errorf("got %v, want the function's own error", err)
		}
		if got := strings.Join(seen, ","); got != "2,,new" {
			t.Errorf("inside the transaction: %q", got)
		}
		if get(t, s, store.Payments, "old") != "1" || get(t, s, store.Payments, "new") != "" {
			t.Error("a failed transaction changed the store")
		}
	})
}

func TestClearEmptiesOneBucket(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		put(t, s, store.Payments, "a", "1")
		put(t, s, store.Codes, "a", "1")
		if err := s.Update(func(tx store.Tx) error { return tx.Clear(store.Payments) }); err != nil {
			t.Fatal(err)
		}
		if get(t, s, store.Payments, "a") != "" || get(t, s, store.Codes, "a") != "1" {
			t.Error("clearing one bucket must empty that one only")
		}
	})
}

func TestViewRefusesWrites(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		for name, write := range map[string]func(store.Tx) error{
			"put":   func(tx store.Tx) error { return tx.Put(store.Codes, "a", nil) },
			"clear": func(tx store.Tx) error { return tx.Clear(store.Codes) },
		} {
			if err := s.View(write); !errors.Is(err, store.ErrReadOnly) {
				t.Errorf("%s: got %v, want ErrReadOnly", name, err)
			}
		}
	})
}

func TestValuesGivenOutAreCopies(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		put(t, s, store.Codes, "a", "value")
		_ = s.View(func(tx store.Tx) error { copy(tx.Get(store.Codes, "a"), "XXXXX"); return nil })
		if got := get(t, s, store.Codes, "a"); got != "value" {
			t.Errorf("the stored value became %q", got)
		}
	})
}

func TestConcurrentUpdatesAllLand(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() { put(t, s, store.Codes, fmt.Sprint(i), "x") })
		}
		wg.Wait()
		n := 0
		_ = s.View(func(tx store.Tx) error {
			return tx.Each(store.Codes, func(string, []byte) error { n++; return nil })
		})
		if n != 50 {
			t.Errorf("%d of 50 writes landed", n)
		}
	})
}

func TestBoltKeepsRecordsAndModes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "made", "on", "demand")
	first := open(t, dir)
	put(t, first, store.Payments, "a", "1")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if got := get(t, open(t, dir), store.Payments, "a"); got != "1" {
		t.Errorf("after a restart got %q", got)
	}
	info, err := os.Stat(filepath.Join(dir, store.FileName))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

func TestBoltIsForOneAtATime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, dir)
	_, err := store.Open(store.Options{Dir: dir})
	if !errors.Is(err, store.ErrLocked) {
		t.Errorf("got %v, want ErrLocked", err)
	}
}

func TestBoltRefusesANewerVersion(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := open(t, dir)
	newer := strconv.Itoa(store.Version + 1)
	put(t, b, store.Meta, "version", newer)
	_ = b.Close()
	_, err := store.Open(store.Options{Dir: dir})
	var version *store.VersionError
	if !errors.As(err, &version) || version.Found != newer {
		t.Errorf("got %v, want a *VersionError", err)
	}
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
		t.Errorf("the file must stay where it is: %v", err)
	}
}

func TestBoltAddsBucketsOfLaterPrograms(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"1", "2"} {
		addsBuckets(t, version)
	}
}

// addsBuckets opens a store of an older version, which lacks a bucket.
func addsBuckets(t *testing.T, version string) {
	t.Helper()
	dir := t.TempDir()
	_ = open(t, dir).Close()
	db, err := bbolt.Open(filepath.Join(dir, store.FileName), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = db.Update(func(tx *bbolt.Tx) error {
		if err := tx.Bucket([]byte(store.Meta)).Put([]byte("version"), []byte(version)); err != nil {
			return err
		}
		return tx.DeleteBucket([]byte(store.Calls))
	})
	_ = db.Close()
	again := open(t, dir)
	if got := get(t, again, store.Meta, "version"); got != fmt.Sprint(store.Version) {
		t.Errorf("the version is %s still", got)
	}
	put(t, again, store.Calls, "a", "1")
	if get(t, again, store.Calls, "a") != "1" {
		t.Error("the missing bucket was not made")
	}
}

func TestBoltNamesADirectoryInItsWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, store.FileName), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(store.Options{Dir: dir})
	var damaged *store.DamagedError
	if err == nil || errors.As(err, &damaged) || !strings.Contains(err.Error(), store.FileName) {
		t.Errorf("got %v, want an error that names the path", err)
	}
}

func TestDamagedFileIsKeptAside(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 1, 15, 1, 20, 46, 0, time.UTC)
	for name, harm := range map[string]func([]byte) []byte{
		"not a database":  func([]byte) []byte { return []byte("this was never a database") },
		"cut in half":     func(b []byte) []byte { return b[:len(b)/2] },
		"one page left":   func(b []byte) []byte { return b[:os.Getpagesize()] },
		"zeroed pages":    func(b []byte) []byte { return zero(b, 2*os.Getpagesize(), len(b)) },
		"overwritten end": func(b []byte) []byte { return fill(b, 2*os.Getpagesize(), len(b), 0xff) },
		"both metas gone": func(b []byte) []byte { return zero(b, 0, 2*os.Getpagesize()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			b := open(t, dir)
			for i := range 50 {
				put(t, b, store.Payments, fmt.Sprintf("%03d", i), strings.Repeat("x", 1200))
			}
			_ = b.Close()
			path := filepath.Join(dir, store.FileName)
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			broken := harm(content)
			if err := os.WriteFile(path, broken, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = store.Open(store.Options{Dir: dir, LockTimeout: time.Second, Now: func() time.Time { return now }})
			var damaged *store.DamagedError
			if !errors.As(err, &damaged) {
				t.Fatalf("got %v, want a *DamagedError", err)
			}
			if want := path + ".damaged-20240115T012046Z"; damaged.MovedTo != want || !strings.Contains(err.Error(), want) {
				t.Errorf("moved to %q (%v), want %q", damaged.MovedTo, err, want)
			}
			kept, err := os.ReadFile(damaged.MovedTo)
			if err != nil || string(kept) != string(broken) {
				t.Errorf("the damaged file was not kept as it was: %v", err)
			}
			if got := get(t, open(t, dir), store.Payments, "001"); got != "" {
				t.Errorf("the new file is not empty: %q", got)
			}
		})
	}
}

func zero(b []byte, from, to int) []byte { return fill(b, from, to, 0) }

func fill(b []byte, from, to int, with byte) []byte {
	for i := from; i < to && i < len(b); i++ {
		b[i] = with
	}
	return b
}
