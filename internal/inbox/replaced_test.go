//go:build !windows

package inbox

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestReplaced deletes and replaces an inbox under its writer: what is
// acknowledged afterwards is found at the path.
func TestReplaced(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, dir string) error{
		"segment deleted":   func(_ *testing.T, dir string) error { return os.Remove(segmentPath(dir, 1)) },
		"directory deleted": func(_ *testing.T, dir string) error { return os.RemoveAll(dir) },
		"directory moved":   func(_ *testing.T, dir string) error { return os.Rename(dir, dir+".old") },
		"segment replaced": func(_ *testing.T, dir string) error {
			return errors.Join(os.Remove(segmentPath(dir, 1)), os.WriteFile(segmentPath(dir, 1), nil, 0o600))
		},
		"directory replaced": func(t *testing.T, dir string) error {
			other, _ := filled(t, 2, Options{SegmentSize: 1})
			return errors.Join(os.Rename(dir, dir+".old"), os.Rename(other, dir))
		},
	} {
		dir := filepath.Join(t.TempDir(), "inbox")
		i := open(t, dir, Options{})
		add(t, i, note(0))
		if err := change(t, dir); err != nil {
			t.Fatal(err)
		}
		ids := []string{add(t, i, note(1)), add(t, i, note(2))}
		if lost := missing(t, dir, ids); len(lost) > 0 {
			t.Errorf("%s: %v are lost", name, lost)
		}
		if err := i.Update(t.Context(), ids[0], Attempt{Acknowledged: true}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Open(dir, Options{}); !errors.As(err, new(*LockedError)) {
			t.Errorf("%s: the lock is not held: %v", name, err)
		}
	}
}

// TestReplacedByAnother: a directory that another process has is left alone,
// and nothing counts as stored.
func TestReplacedByAnother(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "inbox")
	i := open(t, dir, Options{})
	add(t, i, note(0))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	other := open(t, dir, Options{})
	r := note(1)
	if err := i.Append(t.Context(), r); !errors.As(err, new(*LockedError)) || r.ID != "" {
		t.Errorf("%v, id %q", err, r.ID)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if id := add(t, i, note(1)); len(missing(t, dir, []string{id})) > 0 {
		t.Errorf("%s is lost", id)
	}
}

// TestReplacedByAFile: without a directory nothing counts as stored.
func TestReplacedByAFile(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "inbox")
	i := open(t, dir, Options{})
	add(t, i, note(0))
	if err := errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := i.Append(t.Context(), note(1)); err == nil {
		t.Error("acknowledged")
	}
}
