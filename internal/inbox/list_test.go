package inbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
)

func TestFilter(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{SegmentSize: 2000})
	var ids []string
	for n := range 8 {
		r := note(n)
		switch n {
		case 1:
			r.NotifyType = "PAYMENT_PENDING"
		case 2:
			r.NotifyType, r.Result = "REFUND_RESULT", antom.Result{ResultStatus: "F", ResultCode: "REFUND_WINDOW_EXCEED"}
			r.RequestID, r.ObjectID = "refund-request", "refund"
		case 3:
			r.Verified, r.Cause = false, "own-key"
		case 4:
			r.DuplicateOf = ids[0]
		case 5:
			r.PaymentRequestID = `odd "id" <5>`
		}
		ids = append(ids, add(t, i, r))
	}
	yes, no := true, false
	for name, c := range map[string]struct {
		f    Filter
		want string
	}{
		"all":               {Filter{}, "01234567"},
		"since":             {Filter{Since: start().Add(5 * time.Second)}, "567"},
		"until":             {Filter{Until: start().Add(2 * time.Second)}, "01"},
		"since and until":   {Filter{Since: start().Add(1500 * time.Millisecond), Until: start().Add(4 * time.Second)}, "23"},
		"type":              {Filter{NotifyType: "payment_*"}, "0134567"},
		"exact type":        {Filter{NotifyType: "REFUND_RESULT"}, "2"},
		"malformed pattern": {Filter{NotifyType: "["}, ""},
		"own id":            {Filter{ID: ids[3]}, "3"},
		"id and duplicates": {Filter{ID: ids[0]}, "04"},
		"request id":        {Filter{ID: "request-6"}, "6"},
		"payment id":        {Filter{ID: "payment-7"}, "7"},
		"own request id":    {Filter{ID: "refund-request"}, "2"},
		"object id":         {Filter{ID: "refund"}, "2"},
		"odd id":            {Filter{ID: `odd "id" <5>`}, "5"},
		"part of an id":     {Filter{ID: "request"}, ""},
		"status":            {Filter{Status: "f"}, "2"},
		"code":              {Filter{Status: "refund_window_exceed"}, "2"},
		"verified":          {Filter{Verified: &yes}, "0124567"},
		"rejected":          {Filter{Verified: &no}, "3"},
		"limit":             {Filter{Limit: 3}, "012"},
		"newest":            {Filter{Limit: 3, Reverse: true}, "765"},
		"newest of a type":  {Filter{Limit: 1, Reverse: true, NotifyType: "*pending"}, "1"},
	} {
		got, damaged := list(t, dir, c.f)
		text := ""
		for _, id := range got {
			text += string(rune('0' + slices.Index(ids, id)))
		}
		if text != c.want || damaged != 0 {
			t.Errorf("%s: %q, want %q (%d damaged)", name, text, c.want, damaged)
		}
	}
	for range List(dir, Filter{}) {
		break
	}
}

func TestListNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	if ids, _ := list(t, dir, Filter{}); len(ids) != 0 {
		t.Errorf("%v", ids)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("reading created the inbox")
	}
	file := filepath.Join(t.TempDir(), "file")
	appendRaw(t, file, "x")
	failed := 0
	for r, err := range List(file, Filter{}) {
		if r != nil || err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%v, %v", r, err)
		}
		failed++
	}
	if failed != 1 {
		t.Errorf("%d errors", failed)
	}
	if _, err := Open(file, Options{}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("Open: %v", err)
	}
}

// TestFollow writes whenever Follow waits, over several segments and a tail
// that is torn at first.
func TestFollow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := Options{SegmentSize: 2500}
	i := open(t, dir, o)
	var want []string
	put := func(count int) {
		for range count {
			want = append(want, add(t, i, note(len(want))))
		}
	}
	put(3)
	update(t, i, want[1], Attempt{Status: 200, Acknowledged: true})
	var line []byte
	steps := []func(){
		func() {},
		func() { put(1) },
		func() { put(20) },
		func() { // half a record, as while it is being written
			r := note(len(want))
			e := newEntry(must(encode(r))(t), r.ReceivedAt)
			info, err := os.Stat(segmentPath(dir, i.writer.segment))
			if err != nil {
				t.Fatal(err)
			}
			e.place = place{i.writer.segment, uint32(info.Size())}
			line = sealID(e.line, e.sum, e.at, e.place)
			want = append(want, string(appendID(nil, e.at, e.place)))
			appendRaw(t, segmentPath(dir, i.writer.segment), string(line[:100]))
		},
		func() { appendRaw(t, segmentPath(dir, i.writer.segment), string(line[100:])) },
		func() { appendRaw(t, segmentPath(dir, i.writer.segment), "torn") },
		func() {
			if err := i.Close(); err != nil {
				t.Fatal(err)
			}
			i = open(t, dir, o)
			put(2)
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f := Filter{OnDamage: func(d *Damage) { t.Error(d) }, Reverse: true}
	f.Wait = func(context.Context) error {
		if len(steps) == 0 {
			return errors.New("enough")
		}
		steps[0]()
		steps = steps[1:]
		return nil
	}
	var got []string
	for r, err := range Follow(ctx, dir, f) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Acknowledged() != (len(got) == 1) {
			t.Errorf("record %d has attempts %v", len(got), r.Forward)
		}
		got = append(got, r.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("followed\n%v\nwant\n%v", got, want)
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestFollowAbandoned: what was not durable is cut off or removed under the
// reader, and the number of a removed segment comes again.
func TestFollowAbandoned(t *testing.T) {
	t.Parallel()
	whole, ids := filled(t, 3, Options{})
	text, err := os.ReadFile(segmentPath(whole, 1))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	dir := t.TempDir()
	path := segmentPath(dir, 1)
	write := func(text string) { appendRaw(t, path, text) }
	write(lines[0] + lines[1])
	steps := []func() error{
		func() error { return os.Truncate(path, int64(len(lines[0]))) },
		func() error { write(lines[1]); return nil },
		func() error { return os.Remove(path) },
		func() error { return nil },
		func() error { write(lines[2]); return nil },
	}
	var got []string
	f := Filter{Limit: 4, Wait: func(context.Context) error {
		if len(steps) == 0 {
			return errors.New("enough")
		}
		step := steps[0]
		steps = steps[1:]
		return step()
	}}
	for r, err := range Follow(t.Context(), dir, f) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.ID)
	}
	if want := []string{ids[0], ids[1], ids[1], ids[2]}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestFollowEnds(t *testing.T) {
	t.Parallel()
	dir, _ := filled(t, 1, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for _, err := range Follow(ctx, dir, Filter{}) {
		if err != nil {
			t.Error(err)
		}
		n++
		cancel()
	}
	for range Follow(ctx, dir, Filter{}) {
		n++
	}
	if n != 1 {
		t.Errorf("%d records", n)
	}
}

// TestLine holds that the line of a record can be read as a capture.
func TestLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer i.Close()
	r := Record{Headers: []capture.Header{{Name: "Client-Id", Value: "SANDBOX_X"}}}
	r.Message = antom.Message{Method: "POST", Path: "/n?x=1", Body: []byte(`{"a":1}`)}
	if err := i.Append(t.Context(), &r); err != nil {
		t.Fatal(err)
	}
	line, err := Line(dir, r.ID)
	if err != nil || !strings.Contains(string(line), `"path":"/n?x=1"`) || !strings.Contains(string(line), `"body":"{\"a\":1}"`) {
		t.Errorf("got %s, %v", line, err)
	}
	for _, id := range []string{"", "nosuch", r.ID + "1"} {
		if _, err := Line(dir, id); !errors.Is(err, ErrNotFound) {
			t.Errorf("Line(%q): %v", id, err)
		}
	}
}
