package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock gives a time one second later at each call.
func clock() func() time.Time {
	var mu sync.Mutex
	t := time.Date(2026, 1, 31, 15, 42, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		t = t.Add(time.Second)
		return t
	}
}

// begin is Begin that must work.
func begin(t *testing.T, j *Journal, e Entry) string {
	t.Helper()
	id, err := j.Begin(e)
	if err != nil {
		t.Fatalf("Begin: %v", err)
	}
	return id
}

// last returns the newest entry of all.
func last(j *Journal) (Entry, bool, error) { return first(j.Scan(Filter{Limit: 1})) }

// requests lists the request ids of entries.
func requests(entries []Entry) string {
	ids := make([]string, 0, len(entries))
	for _, e := range entries {
		ids = append(ids, e.RequestID)
	}
	return strings.Join(ids, " ")
}

func TestBeginAndFinishAreMerged(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state", "antom")
	j := Open(dir, clock())
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("Open created the directory: %v", err)
	}
	sent := Entry{
		Operation: "pay", Path: "/ams/sandbox/api/v1/payments/pay", Profile: "shop", ClientID: "SANDBOX_1", Gateway: "https://gateway.example",
		RequestID: "R1", OrderID: "O1", Amount: "1234", Currency: "HKD", Method: "ALIPAY_HK", BodySHA256: "ab12",
	}
	id := begin(t, j, sent)
	got, ok, err := last(Open(dir, clock()))
	if err != nil || !ok || got.ID != id || got.State != StateSent || got.Time.IsZero() {
		t.Fatalf("after Begin: %+v, %v, %v", got, ok, err)
	}
	update := func(e *Entry) {
		e.ID, e.Time = "changed", time.Time{} // what the journal made is kept
		e.State, e.ResultStatus, e.ResultCode, e.PaymentID, e.DurationMS = StateAnswered, "U", "PAYMENT_IN_PROCESS", "P1", 87
	}
	if err := j.Finish(id, update); err != nil {
		t.Fatal(err)
	}
	want := sent
	want.ID, want.Time = id, got.Time
	want.State, want.ResultStatus, want.ResultCode, want.PaymentID, want.DurationMS = StateAnswered, "U", "PAYMENT_IN_PROCESS", "P1", 87
	list, err := Open(dir, clock()).List(Filter{})
	if err != nil || !reflect.DeepEqual(list, []Entry{want}) {
		t.Fatalf("List = %+v, %v\nwant %+v", list, err, want)
	}
}

func TestFinishOfAnotherProcessAndAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	id := begin(t, Open(dir, clock()), Entry{RequestID: "R1", Amount: "5"})
	j := Open(dir, clock())
	for _, status := range []string{"PROCESSING", "SUCCESS"} {
		if err := j.Finish(id, func(e *Entry) { e.PaymentStatus = status }); err != nil {
			t.Fatal(err)
		}
	}
	got, _, err := last(Open(dir, clock()))
	if err != nil || got.PaymentStatus != "SUCCESS" || got.Amount != "5" {
		t.Fatalf("the newest entry is %+v, %v", got, err)
	}
	if err := j.Finish("unknown", func(*Entry) {}); !errors.Is(err, ErrNotFound) {
		t.Errorf("Finish of an unknown id: %v", err)
	}
	if err := j.Finish("", func(*Entry) { t.Error("update was called") }); err != nil {
		t.Errorf("Finish after a failed Begin: %v", err)
	}
}

func TestOrderIsThatOfBegin(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	slow := begin(t, j, Entry{RequestID: "slow"})
	quick := begin(t, j, Entry{RequestID: "quick"})
	for _, id := range []string{quick, slow} {
		if err := j.Finish(id, func(e *Entry) { e.State = StateAnswered }); err != nil {
			t.Fatal(err)
		}
	}
	list, err := j.List(Filter{})
	if err != nil || requests(list) != "quick slow" {
		t.Fatalf("List = %q, %v", requests(list), err)
	}
	newest, _, err := last(j)
	if err != nil || newest.RequestID != "quick" || newest.State != StateAnswered {
		t.Fatalf("the newest entry is %+v, %v", newest, err)
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	yes, no := true, false
	begin(t, j, Entry{RequestID: "1", Operation: "pay", Profile: "shop", OrderID: "O1"})
	begin(t, j, Entry{RequestID: "2", Operation: "refund", Profile: "shop", PaymentID: "P1"})
	begin(t, j, Entry{RequestID: "3", Operation: "pay", Profile: "local", Local: true})
	third, _, _ := last(j)
	for _, c := range []struct {
		name   string
		filter Filter
		want   string
	}{
		{"all", Filter{}, "3 2 1"},
		{"limit", Filter{Limit: 2}, "3 2"},
		{"operation", Filter{Operation: "pay"}, "3 1"},
		{"operation and limit", Filter{Operation: "refund", Limit: 1}, "2"},
		{"profile", Filter{Profile: "shop"}, "2 1"},
		{"local", Filter{Local: &yes}, "3"},
		{"not local", Filter{Local: &no}, "2 1"},
		{"since", Filter{Since: third.Time}, "3"},
		{"request id", Filter{ID: "2"}, "2"},
		{"order id", Filter{ID: "O1"}, "1"},
		{"payment id", Filter{ID: "P1"}, "2"},
		{"own id", Filter{ID: third.ID}, "3"},
		{"nothing", Filter{ID: "none"}, ""},
	} {
		list, err := j.List(c.filter)
		if err != nil || requests(list) != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, requests(list), err, c.want)
		}
	}
}

func TestFindRequest(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	begin(t, j, Entry{RequestID: `a"b`, BodySHA256: "01"})
	begin(t, j, Entry{RequestID: `a"b`, BodySHA256: "02"})
	begin(t, j, Entry{RequestID: "c", OrderID: "only-an-order"})
	for _, c := range []struct {
		id, hash string
		found    bool
	}{{`a"b`, "02", true}, {"c", "", true}, {"only-an-order", "", false}, {"", "", false}, {"<&>", "", false}} {
		e, ok, err := j.FindRequest(c.id)
		if err != nil || ok != c.found || e.BodySHA256 != c.hash {
			t.Errorf("FindRequest(%q) = %+v, %v, %v", c.id, e, ok, err)
		}
	}
}

func TestEmptyAndUnknownPlaces(t *testing.T) {
	t.Parallel()
	none := Open("", clock())
	if _, err := none.Begin(Entry{}); !errors.Is(err, ErrNoDirectory) || !strings.Contains(err.Error(), "ANTOM_STATE_DIR") {
		t.Errorf("Begin without a directory: %v", err)
	}
	if none.Path() != "" {
		t.Errorf("Path = %q", none.Path())
	}
	for _, j := range []*Journal{none, Open(filepath.Join(t.TempDir(), "missing"), clock())} {
		if list, err := j.List(Filter{}); err != nil || len(list) != 0 {
			t.Errorf("List = %v, %v", list, err)
		}
		if _, ok, err := last(j); err != nil || ok {
			t.Errorf("the newest entry is %v, %v", ok, err)
		}
	}
}

func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no file modes")
	}
	dir := filepath.Join(t.TempDir(), "new")
	j := Open(dir, clock())
	begin(t, j, Entry{})
	for path, want := range map[string]os.FileMode{dir: 0o700, j.Path(): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", path, info.Mode(), err, want)
		}
	}
}

func TestParallelWriters(t *testing.T) {
	t.Parallel()
	const writers, each = 6, 10
	dir := t.TempDir()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			j := Open(dir, clock())
			j.limit = 4 << 10 // rotations happen in between
			for i := range each {
				id, err := j.Begin(Entry{RequestID: fmt.Sprintf("%d-%d", w, i)})
				if err != nil {
					t.Errorf("Begin: %v", err)
					return
				}
				if err := j.Finish(id, func(e *Entry) { e.State = StateAnswered }); err != nil {
					t.Errorf("Finish: %v", err)
				}
			}
		})
	}
	wg.Wait()
	report, err := Open(dir, clock()).Scan(Filter{})
	if err != nil || report.Damaged != 0 {
		t.Fatalf("Scan: %d damaged, %v", report.Damaged, err)
	}
	// Old journals beyond the limit are dropped; what is there is whole and there once.
	seen := map[string]bool{}
	for _, e := range report.Entries {
		if seen[e.ID] || e.State != StateAnswered {
			t.Errorf("entry %+v: twice or not merged", e)
		}
		seen[e.ID] = true
	}
	if len(seen) < 10 || len(seen) > writers*each {
		t.Errorf("%d entries", len(seen))
	}
}

func TestParallelWritersLoseNothing(t *testing.T) {
	t.Parallel()
	const writers, each = 4, 10
	dir := t.TempDir()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			j := Open(dir, clock())
			for i := range each {
				if _, err := j.Begin(Entry{RequestID: fmt.Sprintf("%d-%d", w, i)}); err != nil {
					t.Errorf("Begin: %v", err)
				}
			}
		})
	}
	wg.Wait()
	report, err := Open(dir, clock()).Scan(Filter{})
	if err != nil || report.Damaged != 0 || len(report.Entries) != writers*each {
		t.Fatalf("%d entries, %d damaged, %v", len(report.Entries), report.Damaged, err)
	}
}

// TestTail wants only what stands at the end of a large journal.
func TestTail(t *testing.T) {
	t.Parallel()
	j := large(t, 1000)
	all, err := j.List(Filter{})
	if err != nil || len(all) != 1000 {
		t.Fatal(len(all), err)
	}
	some, err := j.List(Filter{Tail: 1})
	if err != nil || len(some) == 0 || len(some) > 200 || some[0].RequestID != all[0].RequestID {
		t.Errorf("%d entries, %v", len(some), err)
	}
	if rare, err := j.List(Filter{Operation: "refund", Tail: chunk}); err != nil || len(rare) != 0 {
		t.Errorf("%v, %v", rare, err)
	}
}
