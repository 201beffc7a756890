package sandbox_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/store"
)

// TestSnapshotsOfGarbage holds that a snapshot with a record that nobody could read is
// refused as a whole, and the state stays as it is.
func TestSnapshotsOfGarbage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := newRigIn(t, dir)
	r.call(payPath, payBody("pay-1"))
	shelf := filepath.Join(dir, "snapshots")
	if err := os.MkdirAll(shelf, 0o700); err != nil {
		t.Fatal(err)
	}
	head := fmt.Sprintf(`{"store":3,"saved":"2024-01-15T01:20:46Z","clock":%q,"payments":1}`, r.clock.Now().Add(time.Hour).Format(time.RFC3339))
	for _, b := range store.Buckets() {
		key := map[store.Bucket]string{store.Meta: "notification-queue"}[b]
		if key == "" {
			key = "1"
		}
		value := map[store.Bucket]string{store.Alarms: "x", store.Outbox: "x", store.Finished: "x", store.FollowUps: "x"}[b]
		if value == "" {
			value = "{" // no JSON, no number, but as short as an id
		}
		if b == store.Requests || b == store.Sessions || b == store.Codes || b == store.RefundRequests || b == store.CaptureRequests ||
			b == store.AgreementKeys || b == store.VaultingKeys || b == store.SubscriptionRequests || b == store.SubscriptionChanges {
			value = string(make([]byte, 1000))
		}
		s := store.NewMemory()
		var out bytes.Buffer
		err := errors.Join(
			s.Update(func(tx store.Tx) error { return tx.Put(b, key, []byte(value)) }),
			s.View(func(tx store.Tx) error {
				return store.Dump(tx, &out, []byte(head), func(store.Bucket, string) bool { return true })
			}),
			os.WriteFile(filepath.Join(shelf, "bad.snapshot"), out.Bytes(), 0o600),
		)
		if err != nil {
			t.Fatal(err)
		}
		var refused *sandbox.SnapshotError
		if _, err := r.Control().LoadSnapshot(t.Context(), "bad"); !errors.As(err, &refused) || refused.Reason != sandbox.SnapshotDamaged {
			t.Errorf("%s: %v", b, err)
		}
		if p, err := r.Control().Get(t.Context(), "pay-1"); err != nil || p.Status != "PROCESSING" {
			t.Errorf("%s: the payment is %+v, %v", b, p, err)
		}
		if clock, err := r.Control().Clock(t.Context()); err != nil || clock.Moved() {
			t.Errorf("%s: the clock is %+v, %v", b, clock, err)
		}
	}
}

// TestSnapshotFileTooLarge holds that a file of a size that no snapshot has is not read.
func TestSnapshotFileTooLarge(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := newRigIn(t, dir).Control()
	if _, err := c.SaveSnapshot(t.Context(), "big", false); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "snapshots", "big.snapshot"), 1<<30); err != nil {
		t.Fatal(err) // the file has a hole: it takes no room
	}
	var refused *sandbox.SnapshotError
	if _, err := c.LoadSnapshot(t.Context(), "big"); !errors.As(err, &refused) || refused.Reason != sandbox.SnapshotDamaged {
		t.Errorf("got %v", err)
	}
}
