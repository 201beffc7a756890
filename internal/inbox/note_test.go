package inbox

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestNoteSent(t *testing.T) {
	dir := t.TempDir()
	box, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := &Record{Verified: true}
	if err := box.Append(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	sent := []Sent{{ID: r.ID, Attempt: Attempt{At: time.Unix(1, 0).UTC(), URL: "http://127.0.0.1:3000/", Status: 200, Acknowledged: true}}}

	later := Attempt{At: time.Unix(2, 0).UTC(), URL: "http://127.0.0.1:3000/", Status: 503, Err: "busy"}
	if err := box.Update(t.Context(), r.ID, later); err != nil {
		t.Fatal(err)
	}
	// Beside a writer, by several processes at once, and after it.
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := NoteSent(t.Context(), dir, sent); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if box.Acknowledged(Key(r)) {
		t.Error("the writer knows of it")
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if err := NoteSent(t.Context(), dir, sent); err != nil {
		t.Fatal(err)
	}
	for got, err := range List(dir, Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Forward) != 6 || got.Forward[4] != sent[0].Attempt || got.Forward[5] != later {
			t.Errorf("attempts are %+v, want the one that was sent, five times, and then the later one", got.Forward)
		}
	}
	for name, id := range map[string]string{"no id": "x", "no segment": "20261120-120000-9-0"} {
		if err := NoteSent(t.Context(), dir, []Sent{{ID: id}}); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", name, err)
		}
	}
	for got, err := range Briefs(dir, Filter{}) {
		if err != nil || !got.Acknowledged() {
			t.Errorf("the brief is %+v, %v, want it acknowledged", got, err)
		}
	}
	// The next writer knows of it.
	box, err = Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !box.Acknowledged(Key(r)) {
		t.Error("the next writer does not know that it was acknowledged")
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if err := NoteSent(t.Context(), t.TempDir()+"/none", nil); err != nil {
		t.Errorf("nothing to note: %v", err)
	}
}

// TestFailedIsOver holds that no delivery of a notification is listed as failed once one
// of them was acknowledged, by whatever process sent it.
func TestFailedIsOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	box := open(t, dir, Options{})
	refused := Attempt{At: start(), URL: "http://127.0.0.1:3000/", Status: 503, Err: "busy"}
	ids := []string{add(t, box, note(1)), add(t, box, note(2)), add(t, box, note(1)), add(t, box, note(3)), add(t, box, note(1))}
	for _, id := range ids[:4] {
		if err := box.Update(t.Context(), id, refused); err != nil {
			t.Fatal(err)
		}
	}
	listed := func(f Filter) (found []string) {
		f.Failed = true
		for r, err := range List(dir, f) {
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, r.ID)
		}
		return found
	}
	if got := listed(Filter{}); !slices.Equal(got, ids[:4]) {
		t.Errorf("failed: %q, want %q", got, ids[:4])
	}
	acknowledged := refused
	acknowledged.Status, acknowledged.Err, acknowledged.Acknowledged = 200, "", true
	if err := NoteSent(t.Context(), dir, []Sent{{ID: ids[2], Attempt: acknowledged}}); err != nil {
		t.Fatal(err)
	}
	if got := listed(Filter{Reverse: true}); !slices.Equal(got, []string{ids[3], ids[1]}) {
		t.Errorf("after a replay: %q", got)
	}
	if got := listed(Filter{Limit: 1}); !slices.Equal(got, ids[1:2]) {
		t.Errorf("one: %q", got)
	}
	if err := box.Update(t.Context(), ids[1], acknowledged); err != nil {
		t.Fatal(err)
	}
	if got := listed(Filter{ID: note(2).PaymentRequestID}); got != nil {
		t.Errorf("after an acknowledgement: %q", got)
	}
}
