package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// Failing and panicking updates share their commit with others and harm none.
func TestUpdatesInOneCommitDoNotHarmEachOther(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		stop := errors.New("stop")
		var wg sync.WaitGroup
		var failed, halted atomic.Int32
		for i := range 120 {
			wg.Go(func() {
				defer func() {
					if recover() != nil {
						halted.Add(1)
					}
				}()
				err := s.Update(func(tx store.Tx) error {
					if i%7 == 1 {
						return stop // before it wrote
					}
					if err := tx.Put(store.Codes, fmt.Sprintf("%03d", i), []byte("x")); err != nil {
						return err
					}
					switch i % 7 {
					case 2:
						return stop // after it wrote
					case 3:
						panic("on purpose")
					}
					return nil
				})
				if errors.Is(err, stop) {
					failed.Add(1)
				} else if err != nil {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wg.Wait()
		want := 0
		for i := range 120 {
			stays := i%7 == 0 || i%7 > 3
			if stays {
				want++
			}
			if got := get(t, s, store.Codes, fmt.Sprintf("%03d", i)); (got == "x") != stays {
				t.Errorf("%d: stored %q", i, got)
			}
		}
		if int(failed.Load()+halted.Load()) != 120-want || halted.Load() == 0 {
			t.Errorf("%d failed and %d panicked, want %d together", failed.Load(), halted.Load(), 120-want)
		}
	})
}

func TestConcurrentUpdatesShareCommits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	const callers, each = 32, 20
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := range each {
				put(t, s, store.Codes, fmt.Sprintf("%d-%d", c, i), "x")
			}
		})
	}
	wg.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(filepath.Join(dir, store.FileName), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	_ = db.View(func(tx *bbolt.Tx) error {
		if tx.ID() > callers*each/2 {
			t.Errorf("%d updates took %d commits", callers*each, tx.ID())
		}
		return nil
	})
}

func TestUpdateAfterCloseFails(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Update(func(tx store.Tx) error { return tx.Put(store.Codes, "a", nil) }); err == nil {
			t.Error("a closed store was written to")
		}
	}
}
