package inbox

import (
	"reflect"
	"testing"
	"time"
)

// TestBriefs holds that a brief says the same as the whole record, as far as it goes.
func TestBriefs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{SegmentSize: 4000})
	for n := range 40 {
		r := note(n)
		r.Message.Body = append(r.Message.Body, `,"schema":7,"verified":false \\ "`...)
		switch n % 4 {
		case 1:
			r.Verified, r.Cause, r.KeyFingerprint = false, "own-key", ""
		case 2:
			r.DuplicateOf, r.NotifyType = "20260131-154205-1-0", "A \"quoted\" \\ type,\"schema\":3"
		}
		add(t, i, r)
		for _, a := range []Attempt{{At: start(), URL: "http://127.0.0.1:3000/", Err: `x","acknowledged":true`, Status: 503}, {At: start(), URL: "http://127.0.0.1:3000/", Status: 200, Acknowledged: true}}[:n%3] {
			if err := i.Update(t.Context(), r.ID, a); err != nil {
				t.Fatal(err)
			}
		}
	}
	appendRaw(t, segmentPath(dir, 1), "damaged\n")
	for _, f := range []Filter{{}, {Reverse: true}, {Reverse: true, Limit: 7}, {Since: start().Add(10 * time.Second), Reverse: true}} {
		damaged := 0
		f.OnDamage = func(*Damage) { damaged++ }
		var whole, brief []*Record
		for r, err := range List(dir, f) {
			if err != nil {
				t.Fatal(err)
			}
			acknowledged := r.Acknowledged()
			r.Headers, r.Raw, r.Message.Body, r.Message.Method, r.Message.Path, r.Message.Time = nil, nil, nil, "", "", ""
			if acknowledged {
				r.Forward = nil
			}
			whole = append(whole, r)
		}
		damagedWhole := damaged
		for r, err := range Briefs(dir, f) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Acknowledged() {
				r.Forward = nil
			}
			brief = append(brief, r)
		}
		if len(whole) == 0 || !reflect.DeepEqual(whole, brief) || damaged != 2*damagedWhole {
			t.Errorf("%+v: %d whole, %d in brief, %d and %d damaged", f, len(whole), len(brief), damagedWhole, damaged-damagedWhole)
			for k := range min(len(whole), len(brief)) {
				if !reflect.DeepEqual(whole[k], brief[k]) {
					t.Fatalf("%+v\n%+v", whole[k], brief[k])
				}
			}
		}
	}
}

func TestFilterByText(t *testing.T) {
	t.Parallel()
	dir, _ := filled(t, 12, Options{})
	if ids, _ := list(t, dir, Filter{Text: "request-11"}); len(ids) != 1 {
		t.Errorf("%d with the text", len(ids))
	}
}
