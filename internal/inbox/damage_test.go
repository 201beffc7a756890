package inbox

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestDamagedSegments(t *testing.T) {
	t.Parallel()
	sealed := func(text string) string { return string(seal([]byte(text), newEntry([]byte(text), start()).sum)) }
	for name, c := range map[string]struct {
		tail    string
		damaged int
		torn    bool
	}{
		"nothing":                 {"", 0, false},
		"torn":                    {`{"receivedAt":"2026`, 0, true},
		"zeros after a power cut": {strings.Repeat("\x00", 5000), 0, true},
		"garbage":                 {"what is this\n", 1, false},
		"blank lines":             {"\n\r\n", 2, false},
		"garbage and torn":        {"what is this\nwhat", 1, true},
		"another JSON value":      {sealed(`{"id":"x","body":7`), 1, false},
		"no capture":              {sealed(`{"schema":1`), 1, false},
		"too long a line":         {strings.Repeat("x", MaxLine+1) + "\n", 1, false},
		"too long and torn":       {strings.Repeat("x", MaxLine+1), 0, true},
	} {
		dir, ids := filled(t, 3, Options{})
		appendRaw(t, segmentPath(dir, 1), c.tail)
		for _, reverse := range []bool{false, true} {
			got, damaged := list(t, dir, Filter{Reverse: reverse})
			if reverse {
				slices.Reverse(got)
			}
			if !slices.Equal(got, ids) || damaged != c.damaged {
				t.Errorf("%s: %v, %d damaged", name, got, damaged)
			}
		}
		i := open(t, dir, Options{})
		if r := i.Recovery(); (r.Torn != "") != c.torn || len(r.Damaged) != c.damaged || r.Remembered != 3 {
			t.Errorf("%s: recovery %+v", name, r)
		}
		ids = append(ids, add(t, i, note(3)))
		if got, damaged := list(t, dir, Filter{}); !slices.Equal(got, ids) || damaged != c.damaged {
			t.Errorf("%s, appended: %v, %d damaged", name, got, damaged)
		}
		// Nothing is written behind what is damaged.
		if numbers, _ := segments(dir); (len(numbers) == 2) != (c.tail != "") {
			t.Errorf("%s: segments %v", name, numbers)
		}
	}
}

func TestNewerSchema(t *testing.T) {
	t.Parallel()
	dir, _ := filled(t, 1, Options{})
	text := []byte(`{"headers":{},"body":"","schema":2`)
	appendRaw(t, segmentPath(dir, 1), string(seal(text, newEntry(text, start()).sum)))
	var last error
	for _, err := range List(dir, Filter{}) {
		last = err
	}
	var schema *SchemaError
	var damage *Damage
	if !errors.As(last, &schema) || schema.Schema != 2 || !errors.As(last, &damage) || !strings.Contains(last.Error(), "newer version") || !strings.Contains(last.Error(), dir) {
		t.Errorf("List: %v", last)
	}
	add(t, open(t, dir, Options{}), note(1))
}

// TestEveryTear cuts a segment at every byte.
func TestEveryTear(t *testing.T) {
	t.Parallel()
	dir, ids := filled(t, 3, Options{})
	whole, err := os.ReadFile(segmentPath(dir, 1))
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if err := os.WriteFile(segmentPath(dir, 1), whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		want := bytes.Count(whole[:n], []byte("\n"))
		got, damaged := list(t, dir, Filter{})
		if !slices.Equal(got, ids[:want]) || damaged != 0 {
			t.Fatalf("cut at %d: %v, %d damaged", n, got, damaged)
		}
		if n%17 != 0 {
			continue
		}
		i := open(t, dir, Options{})
		id := add(t, i, note(9))
		if err := i.Close(); err != nil {
			t.Fatal(err)
		}
		if got, damaged := list(t, dir, Filter{}); len(got) != want+1 || got[want] != id || damaged != 0 {
			t.Fatalf("cut at %d, appended: %v, %d damaged", n, got, damaged)
		}
		_ = os.Remove(segmentPath(dir, 2))
	}
}

// TestEveryFlip changes bytes: at most the record around each, or the two
// around a line end, may be lost, and none may come back changed.
func TestEveryFlip(t *testing.T) {
	t.Parallel()
	dir, ids := filled(t, 5, Options{})
	whole, err := os.ReadFile(segmentPath(dir, 1))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 7))
	for range 400 {
		at := random.IntN(len(whole))
		changed := bytes.Clone(whole)
		changed[at] ^= byte(1 + random.IntN(255))
		if err := os.WriteFile(segmentPath(dir, 1), changed, 0o600); err != nil {
			t.Fatal(err)
		}
		n := 0
		for r, err := range List(dir, Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			want := note(slices.Index(ids, r.ID))
			if !bytes.Equal(r.Message.Body, want.Message.Body) || r.PaymentID != want.PaymentID {
				t.Fatalf("byte %d: %s came back changed", at, r.ID)
			}
			n++
		}
		if n < 3 {
			t.Errorf("byte %d: only %d records are left", at, n)
		}
	}
}
