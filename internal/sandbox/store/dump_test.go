package store_test

import (
	"bytes"
	"errors"
	"maps"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// filled is a store with some records.
func filled(t testing.TB) store.Store {
	t.Helper()
	s := store.NewMemory()
	err := s.Update(func(tx store.Tx) error {
		return errors.Join(
			tx.Put(store.Payments, "1", []byte(`{"a":1}`)), tx.Put(store.Payments, "2", bytes.Repeat([]byte("x"), 5000)),
			tx.Put(store.Alarms, "0001\x00p", nil), tx.Put(store.Meta, "secret", []byte("s")),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func dumped(t testing.TB, s store.Store) []byte {
	t.Helper()
	var out bytes.Buffer
	err := s.View(func(tx store.Tx) error {
		return store.Dump(tx, &out, []byte("head"), func(b store.Bucket, _ string) bool { return b != store.Meta })
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func undumped(data []byte) (map[string]string, error) {
	got := map[string]string{}
	err := store.Undump(bytes.NewReader(data), func(b store.Bucket, key string, value []byte) error {
		got[string(b)+"/"+key] = string(value)
		return nil
	})
	return got, err
}

func TestDump(t *testing.T) {
	t.Parallel()
	data := dumped(t, filled(t))
	if head, err := store.DumpHead(bytes.NewReader(data)); err != nil || string(head) != "head" {
		t.Errorf("got %q, %v", head, err)
	}
	got, err := undumped(data)
	want := map[string]string{"payments/1": `{"a":1}`, "payments/2": string(bytes.Repeat([]byte("x"), 5000)), "alarms/0001\x00p": ""}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("got %d records, %v", len(got), err)
	}
	for n := range len(data) {
		if _, err := undumped(data[:n]); !errors.Is(err, store.ErrDump) {
			t.Fatalf("of the first %d bytes: %v", n, err)
		}
	}
	if _, err := undumped(append(bytes.Clone(data), 'x')); !errors.Is(err, store.ErrDump) {
		t.Errorf("with a byte more: %v", err)
	}
}

func FuzzUndump(f *testing.F) {
	f.Add(dumped(f, filled(f)))
	f.Add(dumped(f, store.NewMemory()))
	f.Add([]byte("antom simulator state 1\n\x1f\x8b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := undumped(data)
		if err != nil {
			return
		}
		// Whatever was read is written and read again as the same.
		s := store.NewMemory()
		if err := s.Update(func(tx store.Tx) error {
			return store.Undump(bytes.NewReader(data), func(b store.Bucket, key string, value []byte) error { return tx.Put(b, key, value) })
		}); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := s.View(func(tx store.Tx) error {
			return store.Dump(tx, &out, nil, func(store.Bucket, string) bool { return true })
		}); err != nil {
			t.Fatal(err)
		}
		if again, err := undumped(out.Bytes()); err != nil || !maps.Equal(got, again) {
			t.Errorf("got %v, then %v, %v", got, again, err)
		}
	})
}
