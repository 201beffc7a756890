package inbox

import (
	"errors"
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

	var locked *LockedError
	if err := NoteSent(dir, sent); !errors.As(err, &locked) {
		t.Errorf("beside a writer: %v, want a LockedError", err)
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := NoteSent(dir, sent); err != nil {
			t.Fatal(err)
		}
	}
	for got, err := range List(dir, Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Forward) != 2 || got.Forward[1] != sent[0].Attempt {
			t.Errorf("attempts are %+v, want the one that was sent, twice", got.Forward)
		}
	}
	for name, id := range map[string]string{"no id": "x", "no segment": "20261120-120000-9-0"} {
		if err := NoteSent(dir, []Sent{{ID: id}}); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", name, err)
		}
	}
	// The lock is free again.
	box, err = Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if err := NoteSent(t.TempDir()+"/none", nil); err != nil {
		t.Errorf("nothing to note: %v", err)
	}
}
