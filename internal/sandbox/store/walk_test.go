package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// walk collects the keys of a walk.
func ascend(tx store.Tx, from, to string) string {
	var keys []string
	for key := range tx.Ascend(store.Codes, from, to) {
		keys = append(keys, key)
	}
	return strings.Join(keys, "")
}

func descend(tx store.Tx, before string) string {
	var keys []string
	for key := range tx.Descend(store.Codes, before) {
		keys = append(keys, key)
	}
	return strings.Join(keys, "")
}

func TestWalks(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		_ = s.View(func(tx store.Tx) error {
			if ascend(tx, "", "") != "" || ascend(tx, "a", "b") != "" || descend(tx, "") != "" || descend(tx, "a") != "" {
				t.Error("an empty bucket has records")
			}
			return nil
		})
		for _, key := range []string{"d", "b", "f"} {
			put(t, s, store.Codes, key, "value of "+key)
		}
		_ = s.View(func(tx store.Tx) error {
			for _, test := range []struct{ from, to, want string }{
				{"", "", "bdf"}, {"b", "", "bdf"}, {"c", "", "df"}, {"", "d", "b"}, {"b", "f", "bd"}, {"c", "e", "d"}, {"g", "", ""}, {"d", "d", ""},
			} {
				if got := ascend(tx, test.from, test.to); got != test.want {
					t.Errorf("from %q to %q: %q, want %q", test.from, test.to, got, test.want)
				}
			}
			for before, want := range map[string]string{"": "fdb", "f": "db", "e": "db", "b": "", "a": "", "z": "fdb"} {
				if got := descend(tx, before); got != want {
					t.Errorf("before %q: %q, want %q", before, got, want)
				}
			}
			for key, value := range tx.Ascend(store.Codes, "", "") {
				if string(value) != "value of "+key {
					t.Errorf("%s has %q", key, value)
				}
				break // a walk can end early
			}
			for range tx.Descend(store.Codes, "") {
				break
			}
			return nil
		})
	})
}

func TestDelete(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		put(t, s, store.Codes, "a", "1")
		put(t, s, store.Codes, "b", "")
		err := s.Update(func(tx store.Tx) error {
			if err := tx.Delete(store.Codes, "nothing"); err != nil {
				return err
			}
			if tx.Get(store.Codes, "b") == nil {
				t.Error("an empty value is not there")
			}
			return tx.Delete(store.Codes, "a")
		})
		if err != nil || get(t, s, store.Codes, "a") != "" {
			t.Errorf("it was not deleted: %v", err)
		}
		if err := s.View(func(tx store.Tx) error { return tx.Delete(store.Codes, "b") }); err == nil {
			t.Error("a view deletes")
		}
	})
}

// A store does what a plain map does, also when transactions fail.
func TestStoresAgreeWithAMap(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s store.Store) {
		random := rand.New(rand.NewPCG(1, 2))
		want := map[string]string{}
		for round := range 60 {
			trial := maps.Clone(want)
			fail := random.IntN(4) == 0
			_ = s.Update(func(tx store.Tx) error {
				if round%29 == 28 {
					clear(trial)
					_ = tx.Clear(store.Codes)
				}
				for range random.IntN(150) {
					key := fmt.Sprintf("%04d", random.IntN(3000))
					if random.IntN(3) == 0 {
						delete(trial, key)
						_ = tx.Delete(store.Codes, key)
						continue
					}
					value := fmt.Sprint(random.IntN(1000))
					trial[key] = value
					_ = tx.Put(store.Codes, key, []byte(value))
				}
				compare(t, tx, trial)
				if fail {
					return fmt.Errorf("on purpose")
				}
				return nil
			})
			if !fail {
				want = trial
			}
			_ = s.View(func(tx store.Tx) error { compare(t, tx, want); return nil })
		}
	})
}

func compare(t *testing.T, tx store.Tx, want map[string]string) {
	t.Helper()
	keys := slices.Sorted(maps.Keys(want))
	var got []string
	for key, value := range tx.Ascend(store.Codes, "", "") {
		got = append(got, key)
		if string(value) != want[key] {
			t.Errorf("%s is %q, want %q", key, value, want[key])
		}
	}
	if !slices.Equal(got, keys) {
		t.Errorf("the keys are %v, want %v", got, keys)
	}
	slices.Reverse(keys)
	if got := descend(tx, ""); got != strings.Join(keys, "") {
		t.Error("backwards the keys are others")
	}
}
