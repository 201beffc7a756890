package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/gofrs/flock"
)

func TestRotation(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	j.limit = 1000
	var ids []string
	for i := range 60 {
		ids = append(ids, begin(t, j, Entry{RequestID: fmt.Sprint(i)}))
	}
	for _, path := range []string{j.Path(), j.oldPath(1), j.oldPath(2)} {
		info, err := os.Stat(path)
		if err != nil || info.Size() > 2*j.limit {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	if _, err := os.Stat(j.oldPath(3)); err == nil {
		t.Error("a third old journal is kept")
	}
	list, err := Open(j.dir, clock()).List(Filter{})
	if err != nil || len(list) < 10 || len(list) >= 60 {
		t.Fatalf("%d entries, %v", len(list), err)
	}
	for i, e := range list {
		if want := fmt.Sprint(59 - i); e.RequestID != want {
			t.Fatalf("entry %d is %s, want %s", i, e.RequestID, want)
		}
	}
	// The begin of the last entry but ten lies in an older file than its end.
	if err := j.Finish(ids[49], func(e *Entry) { e.State = StateAnswered }); err != nil {
		t.Fatal(err)
	}
	list, err = Open(j.dir, clock()).List(Filter{Limit: 11})
	if err != nil || list[10].RequestID != "49" || list[10].State != StateAnswered {
		t.Fatalf("%+v, %v", list, err)
	}
}

func TestRotationLock(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	j.limit = 1
	other := flock.New(filepath.Join(j.dir, lockFile))
	if held, err := other.TryLock(); !held || err != nil {
		t.Fatal(held, err)
	}
	begin(t, j, Entry{RequestID: "1"})
	begin(t, j, Entry{RequestID: "2"})
	if _, err := os.Stat(j.oldPath(1)); err == nil {
		t.Fatal("rotated while another process does")
	}
	if err := other.Unlock(); err != nil { // the file stays, as after a crash
		t.Fatal(err)
	}
	begin(t, j, Entry{RequestID: "3"})
	if _, err := os.Stat(j.oldPath(1)); err != nil {
		t.Fatalf("not rotated after the other process: %v", err)
	}
	if held, err := other.TryLock(); !held || err != nil {
		t.Errorf("the lock is still held: %v", err)
	}
	list, err := j.List(Filter{})
	if err != nil || requests(list) != "3 2 1" {
		t.Fatalf("%q, %v", requests(list), err)
	}
}

// A reader may open the journal just before, and the old one just after, a rotation.
func TestFileIsReadOnce(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	begin(t, j, Entry{RequestID: "1"})
	if err := os.Link(j.Path(), j.oldPath(1)); err != nil {
		t.Skipf("no hard links here: %v", err)
	}
	files, err := j.files()
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	_ = files[0].Close()
}
