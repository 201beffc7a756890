package sandbox_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
)

func TestSnapshotsWhileServed(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"own", "remote"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			c := waysToControl(t, s)[way]
			app := newApplication(t)
			s.call(payPath, notifyBody("open", "x", app.URL))
			s.call(payPath, notifyBody("paid", "x", app.URL))
			if _, err := c.Pay(t.Context(), "paid"); err != nil {
				t.Fatal(err)
			}
			if _, err := c.AdvanceClock(t.Context(), time.Minute); err != nil {
				t.Fatal(err)
			}
			saved, err := c.SaveSnapshot(t.Context(), "base", false)
			if err != nil || saved.Payments != 2 || saved.Size == 0 || saved.Clock.Sub(saved.Saved) != time.Minute {
				t.Fatalf("got %+v, %v", saved, err)
			}
			// Everything goes on: the open payment expires, another one is made.
			if _, err := c.AdvanceClock(t.Context(), time.Hour); err != nil {
				t.Fatal(err)
			}
			s.call(payPath, notifyBody("later", "x", app.URL))
			told := app.count()
			loaded, err := c.LoadSnapshot(t.Context(), "base")
			if err != nil || loaded != saved {
				t.Fatalf("got %+v, %v", loaded, err)
			}
			list, err := c.List(t.Context())
			if err != nil || len(list) != 2 {
				t.Fatalf("got %+v, %v", list, err)
			}
			for id, want := range map[string]string{"open": "PROCESSING", "paid": "SUCCESS"} {
				if p, err := c.Get(t.Context(), id); err != nil || p.Status != want {
					t.Errorf("%s: got %+v, %v", id, p, err)
				}
			}
			clock, err := c.Clock(t.Context())
			if err != nil || !clock.Now.Round(time.Second).Equal(saved.Clock.Round(time.Second)) || kinds(clock.Next) != "payment-expiry" {
				t.Errorf("got %+v, %v", clock, err)
			}
			// The notifier goes on with what the snapshot has: nothing is sent again, and the expiry is told.
			if app.count() != told {
				t.Errorf("%d notifications were sent by loading", app.count()-told)
			}
			before, err := c.Notifications(t.Context())
			if err != nil || len(before) != 1 {
				t.Fatalf("got %+v, %v", before, err)
			}
			if _, err := c.AdvanceClockToNext(t.Context()); err != nil || app.count() != told+1 {
				t.Errorf("%v, %d notifications", err, app.count()-told)
			}
			after, err := c.Notifications(t.Context())
			if err != nil || len(after) != 2 || after[0].ID != "ntf-0000000003" {
				t.Errorf("the ids of notifications do not go on: %+v, %v", after, err)
			}
		})
	}
}

func TestSnapshotsOutliveTheProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := newRigIn(t, dir)
	first.call(payPath, payBody("pay-1"))
	if _, err := first.Control().SaveSnapshot(t.Context(), "one", false); err != nil {
		t.Fatal(err)
	}
	if err := first.Control().Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	first.server.Close()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "snapshots", "one.snapshot")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	second := newRigIn(t, dir)
	second.clock.pass(48 * time.Hour)
	if _, err := second.Control().LoadSnapshot(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	// Two days later, the payment is as open as it was.
	if got := second.status("pay-1").Get("paymentStatus").String(); got != "PROCESSING" {
		t.Errorf("the payment is %s", got)
	}
	clock, err := second.Control().ResetClock(t.Context())
	if err != nil || clock.Moved() {
		t.Errorf("got %+v, %v", clock, err)
	}
	if got := second.status("pay-1").Get("paymentStatus").String(); got != "FAIL" {
		t.Errorf("by the real time the payment is %s", got)
	}
}

func TestSnapshotRefusals(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.call(payPath, payBody("pay-1"))
	shelf := filepath.Join(s.dir, "snapshots")
	for way, c := range waysToControl(t, s) {
		reason := func(err error) string {
			var refused *sandbox.SnapshotError
			if !errors.As(err, &refused) {
				t.Errorf("%s: got %v", way, err)
				return ""
			}
			return refused.Reason
		}
		for _, name := range []string{"", ".", "..", "a/b", `a\b`, ".hidden", "-x", "ä", "a b", strings.Repeat("a", 65), "a\x00"} {
			if _, err := c.SaveSnapshot(t.Context(), name, true); reason(err) != sandbox.SnapshotName {
				t.Errorf("%s: save %q: %v", way, name, err)
			}
			if _, err := c.LoadSnapshot(t.Context(), name); reason(err) != sandbox.SnapshotName {
				t.Errorf("%s: load %q: %v", way, name, err)
			}
			if err := c.RemoveSnapshot(t.Context(), name); reason(err) != sandbox.SnapshotName {
				t.Errorf("%s: remove %q: %v", way, name, err)
			}
		}
		if _, err := c.LoadSnapshot(t.Context(), "nope"); reason(err) != sandbox.SnapshotMissing {
			t.Errorf("%s: %v", way, err)
		}
		if err := c.RemoveSnapshot(t.Context(), "nope"); reason(err) != sandbox.SnapshotMissing {
			t.Errorf("%s: %v", way, err)
		}
		if _, err := c.SaveSnapshot(t.Context(), "good", false); err != nil {
			t.Fatal(err)
		}
		if _, err := c.SaveSnapshot(t.Context(), "good", false); reason(err) != sandbox.SnapshotExists {
			t.Errorf("%s: %v", way, err)
		}
		good, err := os.ReadFile(filepath.Join(shelf, "good.snapshot"))
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string][]byte{
			"empty": nil, "text": []byte("hello"), "short": good[:len(good)-20], "long": append(bytes.Clone(good), good...),
			"changed": flipped(good, len(good)-12),
		} {
			if err := os.WriteFile(filepath.Join(shelf, name+".snapshot"), data, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := c.LoadSnapshot(t.Context(), name); reason(err) != sandbox.SnapshotDamaged {
				t.Errorf("%s: %s: %v", way, name, err)
			}
			if p, err := c.Get(t.Context(), "pay-1"); err != nil || p.Status != "PROCESSING" {
				t.Errorf("%s: after a failure the payment is %+v, %v", way, p, err)
			}
			if err := c.RemoveSnapshot(t.Context(), name); err != nil {
				t.Errorf("%s: %v", way, err)
			}
		}
		for i := range 99 {
			if err := os.WriteFile(filepath.Join(shelf, fmt.Sprintf("n%d.snapshot", i)), good, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.SaveSnapshot(t.Context(), "more", false); reason(err) != sandbox.SnapshotLimit {
			t.Errorf("%s: %v", way, err)
		}
		if list, err := c.Snapshots(t.Context()); err != nil || len(list) != 100 || list[0].Name != "good" || list[0].Payments != 1 {
			t.Errorf("%s: %d snapshots, %v", way, len(list), err)
		}
		if err := os.RemoveAll(shelf); err != nil {
			t.Fatal(err)
		}
	}
}

// flipped has one bit changed.
func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 1
	return data
}

func TestSnapshotsInMemory(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	c := r.Control()
	r.call(payPath, payBody("pay-1"))
	if _, err := c.SaveSnapshot(t.Context(), "a", false); err != nil {
		t.Fatal(err)
	}
	if err := c.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.LoadSnapshot(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Get(t.Context(), "pay-1"); err != nil || p.Status != "PROCESSING" {
		t.Errorf("got %+v, %v", p, err)
	}
	if err := c.RemoveSnapshot(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	if list, err := c.Snapshots(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("got %+v, %v", list, err)
	}
}
