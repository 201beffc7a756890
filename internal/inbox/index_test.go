package inbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"
)

func TestDuplicates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{})
	if _, ok := i.Seen(Key(note(0))); ok {
		t.Error("seen before it came")
	}
	first := add(t, i, note(0))
	again := note(0)
	again.ReceivedAt = start().Add(time.Hour)
	again.Headers = nil
	again.DuplicateOf = first
	second := add(t, i, again)
	check := func(i *Inbox, acknowledged bool) {
		t.Helper()
		if id, ok := i.Seen(Key(again)); !ok || id != first {
			t.Errorf("Seen: %q %v, want %q", id, ok, first)
		}
		if got := i.Acknowledged(Key(note(0))); got != acknowledged {
			t.Errorf("Acknowledged: %v", got)
		}
	}
	check(i, false)
	update(t, i, first, Attempt{Status: 500, Err: "the application answered 500"})
	check(i, false)
	update(t, i, second, Attempt{Status: 200, Acknowledged: true})
	check(i, true)
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	check(open(t, dir, Options{}), true)
	r, err := Get(dir, second)
	if err != nil || r.DuplicateOf != first || !r.Acknowledged() {
		t.Errorf("%+v, %v", r, err)
	}
}

func update(t *testing.T, i *Inbox, id string, a Attempt) {
	t.Helper()
	if err := i.Update(t.Context(), id, a); err != nil {
		t.Fatal(err)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	base := Key(note(0))
	for name, change := range map[string]func(*Record){
		"client id": func(r *Record) { r.Message.ClientID = "other" },
		"type":      func(r *Record) { r.NotifyType = "PAYMENT_PENDING" },
		"body":      func(r *Record) { r.Message.Body = append(r.Message.Body, '\n') },
		"neighbour": func(r *Record) { r.Message.ClientID, r.NotifyType = r.Message.ClientID+"P", r.NotifyType[1:] },
	} {
		r := note(0)
		if change(r); Key(r) == base {
			t.Errorf("%s does not matter", name)
		}
	}
	r := note(0)
	r.Headers, r.Message.Path, r.ID, r.ReceivedAt = nil, "/", "x", time.Time{}
	if Key(r) != base {
		t.Error("what differs between deliveries matters")
	}
}

func TestRejectedAreNotRemembered(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{})
	r := note(0)
	r.Verified, r.Cause = false, "wrong-key"
	add(t, i, r)
	if _, ok := i.Seen(Key(r)); ok {
		t.Error("a rejected notification makes a true one a duplicate")
	}
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	if _, ok := open(t, dir, Options{}).Seen(Key(r)); ok {
		t.Error("the same after a restart")
	}
}

func TestIndexIsBounded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := Options{IndexSize: 10, SegmentSize: 3000}
	i := open(t, dir, o)
	for n := range 100 {
		id := add(t, i, note(n))
		if n%3 == 0 {
			again := note(n)
			again.DuplicateOf = id
			add(t, i, again)
			add(t, i, again)
		}
	}
	check := func(i *Inbox) {
		t.Helper()
		for n := range 100 {
			if _, ok := i.Seen(Key(note(n))); ok != (n >= 90) {
				t.Errorf("note %d seen: %v", n, ok)
			}
		}
		x := i.index
		if len(x.slots) > 10 || len(x.keys) > 10 || len(x.places) > 20 {
			t.Errorf("%d slots, %d keys, %d places", len(x.slots), len(x.keys), len(x.places))
		}
	}
	check(i)
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	check(open(t, dir, o))
}

func TestOldOnesAreNotRemembered(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{SegmentSize: 1})
	for n := range 5 {
		r := note(n)
		r.ReceivedAt = start().Add(time.Duration(n) * 24 * time.Hour)
		add(t, i, r)
	}
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	later := func() time.Time { return start().Add(4*24*time.Hour + time.Minute) }
	i = open(t, dir, Options{Now: later})
	// The segment in which the age is found is still taken whole.
	for n, want := range []bool{false, false, true, true, true} {
		if _, ok := i.Seen(Key(note(n))); ok != want {
			t.Errorf("note %d seen: %v", n, ok)
		}
	}
}

func TestAttempts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{SegmentSize: 1})
	var ids []string
	for n := range 3 {
		ids = append(ids, add(t, i, note(n)))
	}
	at := start().Add(1500 * time.Millisecond)
	for _, n := range []int{2, 0, 1, 0, 2, 2} {
		update(t, i, ids[n], Attempt{At: at, URL: "http://localhost:3000/", Err: "no answer \"\n", DurationMS: 12})
	}
	update(t, i, ids[0], Attempt{At: at, Status: 200, Acknowledged: true})
	n := 0
	for r, err := range List(dir, Filter{}) {
		want := []int{3, 1, 3}[n]
		if err != nil || len(r.Forward) != want || r.Acknowledged() != (n == 0) || !r.Forward[0].At.Equal(at) || r.Forward[0].Err != "no answer \"\n" {
			t.Errorf("record %d: %+v, %v", n, r, err)
		}
		n++
	}
	for _, id := range []string{"", "x", "20260131-154205-9-0"} {
		if err := i.Update(t.Context(), id, Attempt{}); !errors.Is(err, ErrNotFound) {
			t.Errorf("Update(%q): %v", id, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := i.Update(ended, ids[0], Attempt{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if _, err := os.Stat(attemptsPath(dir, 9)); err == nil {
		t.Error("attempts of a segment that is not there")
	}
}

func TestTornAttempts(t *testing.T) {
	t.Parallel()
	dir, ids := filled(t, 1, Options{})
	i := open(t, dir, Options{})
	update(t, i, ids[0], Attempt{Status: 500})
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	appendRaw(t, attemptsPath(dir, 1), "garbage\n"+`{"schema":1,"id":"`+ids[0])
	i = open(t, dir, Options{})
	update(t, i, ids[0], Attempt{Status: 200, Acknowledged: true})
	r, err := Get(dir, ids[0])
	if err != nil || fmt.Sprint(len(r.Forward), r.Acknowledged()) != "2 true" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestMemory(t *testing.T) {
	t.Parallel()
	m := NewMemory(Options{Now: start})
	r := recordOf("{}")
	r.Verified = true
	if err := m.Append(t.Context(), r); err != nil || r.ID != "20260131-154205-0-1" {
		t.Fatalf("Append: %q, %v", r.ID, err)
	}
	if id, ok := m.Seen(Key(r)); !ok || id != r.ID || m.Acknowledged(Key(r)) {
		t.Errorf("Seen: %q %v", id, ok)
	}
	if err := m.Update(t.Context(), r.ID, Attempt{Acknowledged: true}); err != nil || !m.Acknowledged(Key(r)) {
		t.Errorf("Update: %v", err)
	}
	if err := m.Update(t.Context(), "x", Attempt{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("Update of nothing: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := errors.Join(m.Append(ended, r), m.Update(ended, r.ID, Attempt{})); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}
