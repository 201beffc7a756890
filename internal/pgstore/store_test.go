package pgstore_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/pgstore"
)

// TestStoresAgree holds that the same notifications come out of both stores as
// they went in, and that each filter chooses the same.
func TestStoresAgree(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files, err := inbox.Open(dir, inbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	s := writer(t, migrated(t))
	made := func() []*inbox.Record {
		first, rejected, binary, again, refund := payment(1, 0), payment(1, 1), payment(2, 2), payment(1, 3), payment(3, 4)
		rejected.Verified, rejected.Cause, rejected.KeyFingerprint = false, "wrong-key", ""
		binary.Message.Body = []byte{0, 0xff, '\n', 0xfe}
		binary.Raw = binary.Message.Body
		again.Headers[2].Value, again.Message.Time, again.Message.Path = "later", "later", "/other"
		refund.NotifyType, refund.RequestID, refund.ObjectID, refund.PaymentRequestID, refund.Amount = "REFUND_RESULT", "refund-1", "R1", "", nil
		refund.Result = antomResult("PROCESS_FAIL", "F")
		return []*inbox.Record{first, rejected, binary, again, refund}
	}
	inFiles, inTables := made(), made()
	appendAll(t, files, inFiles...)
	appendAll(t, s, inTables...)
	if inTables[3].DuplicateOf != inTables[0].ID || inTables[1].DuplicateOf != "" {
		t.Errorf("the repeated delivery repeats %q, the rejected one %q; the first is %q", inTables[3].DuplicateOf, inTables[1].DuplicateOf, inTables[0].ID)
	}
	names := map[string]string{"": ""}
	for i := range inFiles {
		names[inFiles[i].ID] = inTables[i].ID
	}
	yes, no := true, false
	for name, f := range map[string]inbox.Filter{
		"all": {}, "newest": {Reverse: true, Limit: 2}, "since": {Since: at(2)}, "until": {Until: at(2)}, "verified": {Verified: &yes}, "rejected": {Verified: &no},
		"type": {NotifyType: "payment_*"}, "one character": {NotifyType: "?EFUND_RESULT"}, "class": {NotifyType: "[PR]*"}, "status": {Status: "f"}, "state": {Status: "FAIL"}, "meaning": {Status: "paid"}, "code": {Status: "process_fail"},
		"request": {ID: "request-1"}, "ids": {IDs: []string{"request-2", "R1", "x"}}, "no ids": {IDs: []string{}}, "object": {ID: "R1"}, "none": {ID: "no'thing"}, "own": {ID: inFiles[0].ID}, "repeated": {ID: inFiles[3].ID},
		"NUL": {ID: "a\x00b"}, "percent": {NotifyType: "PAYMENT%"},
	} {
		var want []*inbox.Record
		for r, err := range inbox.List(dir, f) {
			if err != nil {
				t.Fatal(err)
			}
			r.ID, r.DuplicateOf = names[r.ID], names[r.DuplicateOf]
			want = append(want, r)
		}
		if id, ok := names[f.ID]; ok {
			f.ID = id
		}
		got := list(t, s, f)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d records, want %d", name, len(got), len(want))
			for i := range min(len(got), len(want)) {
				t.Errorf("got  %+v\nwant %+v", got[i], want[i])
			}
		}
	}
	agreeBriefly(t, dir, s, names)
	one, err := s.Get(t.Context(), inTables[3].ID)
	if err != nil || one.Message.Path != "/other" || one.DuplicateOf != inTables[0].ID {
		t.Errorf("Get: %+v, %v", one, err)
	}
	if _, err := s.Get(t.Context(), "20261120-120000-1-0"); !errors.Is(err, inbox.ErrNotFound) {
		t.Errorf("Get of an id that is not there: %v", err)
	}
	line, err := s.Line(t.Context(), inTables[2].ID)
	if err != nil || len(line) == 0 || line[len(line)-1] != '}' {
		t.Errorf("Line: %s, %v", line, err)
	}
}

// agreeBriefly holds that the summaries of both stores are the same.
func agreeBriefly(t *testing.T, dir string, s *pgstore.Store, names map[string]string) {
	t.Helper()
	var want, got []*inbox.Record
	for r, err := range inbox.Briefs(dir, inbox.Filter{Reverse: true, Text: "request-1"}) {
		if err != nil {
			t.Fatal(err)
		}
		r.ID, r.DuplicateOf = names[r.ID], names[r.DuplicateOf]
		want = append(want, r)
	}
	for r, err := range s.Briefs(t.Context(), inbox.Filter{Reverse: true, Text: "request-1"}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Message.Body) > 0 {
			t.Errorf("a brief has a body: %s", r.Message.Body)
		}
		r.Raw, r.Message.Body = nil, nil
		got = append(got, r)
	}
	if len(want) != 3 || !reflect.DeepEqual(got, want) {
		t.Errorf("briefs: got %+v\nwant %+v", got, want)
	}
}

// TestConcurrentAppends holds that a notification that comes to several listeners
// at once is stored once, and all deliveries of it.
func TestConcurrentAppends(t *testing.T) {
	t.Parallel()
	c := migrated(t)
	listeners := []*pgstore.Store{writer(t, c), writer(t, c), writer(t, c)}
	const notifications = 40
	var all sync.WaitGroup
	var mu sync.Mutex
	firsts := 0
	for n := range notifications {
		for _, s := range listeners {
			all.Go(func() {
				r := payment(n, n)
				if err := s.Append(context.Background(), r); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if r.DuplicateOf == "" {
					firsts++
				}
			})
		}
	}
	all.Wait()
	got := list(t, listeners[0], inbox.Filter{})
	if firsts != notifications || len(got) != len(listeners)*notifications {
		t.Errorf("%d notifications and %d deliveries, want %d and %d", firsts, len(got), notifications, len(listeners)*notifications)
	}
	if !slices.IsSortedFunc(got, func(a, b *inbox.Record) int { return a.ReceivedAt.Compare(b.ReceivedAt) }) {
		t.Error("the list is not in the order of time")
	}
	stats, err := listeners[0].Stats(t.Context())
	if err != nil || stats.Notifications != notifications || stats.Deliveries != int64(len(got)) {
		t.Errorf("stats %+v, %v", stats, err)
	}
}

// TestOddRecordCostsOthersNothing holds that what no column can hold neither
// fails nor takes others with it.
func TestOddRecordCostsOthersNothing(t *testing.T) {
	t.Parallel()
	s := writer(t, migrated(t))
	odd := payment(1, 0)
	odd.Verified, odd.Cause, odd.PaymentID, odd.Headers[0].Value = false, "no-signature", "a\x00b\xff", "x\x00\xff"
	huge := payment(2, 1)
	huge.Amount.Currency = string(make([]byte, 300))
	appendAll(t, s, odd, huge)
	got := list(t, s, inbox.Filter{})
	if len(got) != 2 || got[0].PaymentID != "a\uFFFDb\uFFFD" || got[0].Headers[0].Value != "x\x00\xff" {
		t.Errorf("got %+v", got[0])
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	c := migrated(t)
	s, other := writer(t, c), writer(t, c)
	appendAll(t, s, payment(1, 0), payment(2, 1))
	ctx, cancel := context.WithTimeout(t.Context(), patience.Limit)
	defer cancel()
	next := 3
	var got []string
	wait := func(context.Context) error {
		appendAll(t, other, payment(next, next))
		next++
		return ctx.Err()
	}
	for r, err := range s.Follow(ctx, inbox.Filter{Limit: 5, Wait: wait}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.PaymentRequestID)
	}
	if want := []string{"request-1", "request-2", "request-3", "request-4", "request-5"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	s := writer(t, migrated(t))
	var all sync.WaitGroup
	const total = 150
	for n := range total {
		all.Go(func() {
			if err := s.Append(context.Background(), payment(n, n/10)); err != nil { // ten at the same time
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, reverse := range []bool{false, true} {
		seen := map[string]bool{}
		for _, r := range list(t, s, inbox.Filter{Reverse: reverse}) {
			seen[r.ID] = true
		}
		if len(seen) != total {
			t.Errorf("reverse %v: %d of %d", reverse, len(seen), total)
		}
	}
}
