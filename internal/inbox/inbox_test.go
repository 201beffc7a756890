package inbox

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/capture"
)

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{})
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 3000)
	for k := range noise {
		noise[k] = byte(r.Uint32())
	}
	bodies := [][]byte{
		nil, []byte("{}"), []byte("\r\n\ufeff{ \"a\" : \"\u2028<>&\" }\n"), []byte("\x00"), []byte("\"\\\b\f\n\t\x1b"), []byte("\xff\xfe"),
		noise, bytes.Repeat([]byte("a\"\n"), 100_000), []byte(`","crc":"00000000"}` + "\n"), []byte("\uFFFD"),
	}
	for n, body := range bodies {
		want := note(n)
		want.Message.Body = body
		want.Raw = body
		if n%2 == 1 {
			want.Verified, want.KeyFingerprint, want.Cause, want.DuplicateOf = false, "", "own-key", "20260131-154205-1-0"
			want.Headers = append(want.Headers, capture.Header{Name: "X-Twice", Value: "a"}, capture.Header{Name: "X-Twice", Value: "ü\t"})
		}
		id := add(t, i, want)
		got, err := Get(dir, id)
		if err != nil {
			t.Fatalf("body %d: %v", n, err)
		}
		if !bytes.Equal(got.Message.Body, body) {
			t.Errorf("body %d came back as %.60q", n, got.Message.Body)
		}
		got.Message.Body, want.Message.Body, got.Raw, want.Raw = nil, nil, nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("record %d:\n%+v\nwant\n%+v", n, got, want)
		}
	}
	ids, damaged := list(t, dir, Filter{})
	if len(ids) != len(bodies) || damaged != 0 || !slices.IsSorted(ids[:9]) {
		t.Errorf("List: %v, %d damaged", ids, damaged)
	}
	readAsCaptures(t, segmentPath(dir, 1), bodies)
}

// readAsCaptures reads a segment as everything that reads captures does.
func readAsCaptures(t *testing.T, path string, bodies [][]byte) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	n := 0
	for c, err := range capture.Read(path, f, capture.Options{}) {
		if err != nil || !bytes.Equal(c.Body, bodies[n]) || c.Path != "/payNotify?x=1" || c.Header("client-id") == "" {
			t.Errorf("capture %d: %v %+v", n, err, c)
		}
		n++
	}
	if n != len(bodies) {
		t.Errorf("%d captures, want %d", n, len(bodies))
	}
}

func TestModesAndNames(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state", "inbox")
	i := open(t, dir, Options{})
	id := add(t, i, note(0))
	if id != "20260131-154205-1-0" {
		t.Errorf("id %q", id)
	}
	if err := i.Update(t.Context(), id, Attempt{At: start(), URL: "http://localhost:3000/payNotify?x=1", Status: 200}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{"": 0o700, "00000001.ndjson": 0o600, "00000001.attempts": 0o600, "lock": 0o600, "lock.pid": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != want {
			t.Errorf("%q: %v, %v", name, info, err)
		}
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	dir, ids := filled(t, 50, Options{SegmentSize: 4000})
	numbers, err := segments(dir)
	if err != nil || len(numbers) < 5 {
		t.Fatalf("segments %v, %v", numbers, err)
	}
	got, damaged := list(t, dir, Filter{})
	if !slices.Equal(got, ids) || damaged != 0 {
		t.Errorf("List: %v, %d damaged", got, damaged)
	}
	back, _ := list(t, dir, Filter{Reverse: true})
	slices.Reverse(back)
	if !slices.Equal(back, ids) {
		t.Errorf("List reversed: %v", back)
	}
	for n, id := range ids {
		if r, err := Get(dir, id); err != nil || r.PaymentRequestID != note(n).PaymentRequestID {
			t.Errorf("Get(%s): %v", id, err)
		}
	}
	// A new process goes on where the last one stopped.
	i := open(t, dir, Options{SegmentSize: 4000})
	add(t, i, note(50))
	after, _ := segments(dir)
	if len(after) > len(numbers)+1 || i.Recovery().Torn != "" || i.Recovery().Remembered != 50 {
		t.Errorf("segments %v, recovery %+v", after, i.Recovery())
	}
}

func TestOtherFilesAreLeftAlone(t *testing.T) {
	t.Parallel()
	dir, ids := filled(t, 2, Options{})
	for _, name := range []string{"0000001.ndjson", "00000000.ndjson", "notes.ndjson", "00000002.ndjson.bak", "99999999999.ndjson", "000000003.ndjson"} {
		appendRaw(t, filepath.Join(dir, name), "what is this\n")
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got, damaged := list(t, dir, Filter{}); !slices.Equal(got, ids) || damaged != 0 {
		t.Errorf("List: %v, %d damaged", got, damaged)
	}
}

func TestLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{})
	_, err := Open(dir, Options{})
	var locked *LockedError
	if !errors.As(err, &locked) || locked.PID != os.Getpid() || !strings.Contains(err.Error(), "in use by process") || !strings.Contains(err.Error(), dir) {
		t.Errorf("second Open: %v", err)
	}
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	if err := i.Append(t.Context(), note(0)); !errors.Is(err, ErrClosed) {
		t.Errorf("Append after Close: %v", err)
	}
	if err := i.Update(t.Context(), "20260131-154205-1-0", Attempt{}); !errors.Is(err, ErrClosed) {
		t.Errorf("Update after Close: %v", err)
	}
	// What a dead process left in the file means nothing.
	if err := os.WriteFile(filepath.Join(dir, holderName), []byte("99999\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	add(t, open(t, dir, Options{}), note(0))
}

func TestRefusedRecords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{})
	huge := note(0)
	huge.Message.Body = make([]byte, MaxLine)
	headers := note(1)
	headers.Headers = make([]capture.Header, capture.MaxHeaders+1)
	path := note(2)
	path.Message.Path = "/" + strings.Repeat("x", capture.MaxPath)
	for name, r := range map[string]*Record{"body": huge, "headers": headers, "path": path} {
		if err := i.Append(t.Context(), r); !errors.Is(err, ErrTooLarge) || r.ID != "" {
			t.Errorf("%s: %v, id %q", name, err, r.ID)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := i.Append(ended, note(3)); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if ids, _ := list(t, dir, Filter{}); len(ids) != 0 {
		t.Errorf("stored all the same: %v", ids)
	}
	now := recordOf("{}")
	if add(t, i, now); !now.ReceivedAt.Equal(start()) {
		t.Errorf("received at %v", now.ReceivedAt)
	}
}

func TestGetUnknown(t *testing.T) {
	t.Parallel()
	dir, ids := filled(t, 2, Options{})
	appendRaw(t, segmentPath(dir, 1), "torn")
	info, err := os.Stat(segmentPath(dir, 1))
	if err != nil {
		t.Fatal(err)
	}
	torn := string(appendID(nil, start(), place{1, uint32(info.Size() - 4)}))
	other := string(appendID(nil, start().Add(time.Hour), place{1, 0}))
	for _, id := range []string{"", "x", "20260131-154205-2-0", "20260131-154205-1-1", "20260131-154205-1-zzzz", torn, other, ids[1] + "0", "../" + ids[0]} {
		if _, err := Get(dir, id); !errors.Is(err, ErrNotFound) {
			t.Errorf("Get(%q): %v", id, err)
		}
	}
	if _, err := Get(filepath.Join(dir, "none"), ids[0]); !errors.Is(err, ErrNotFound) {
		t.Errorf("Get from no inbox: %v", err)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"20260131-154205-1-0", "20260131-154205-4294967295-1z141z3",
	} {
		if p, ok := parseID(id); !ok || string(appendID(nil, start(), p)) != id {
			t.Errorf("%q: %+v %v", id, p, ok)
		}
	}
	for _, id := range []string{
		"20260131-154205-01-0", "20260131-154205-1-00", "20260131-154205-1-A", "20260131-154205-1-", "20260131-154205--0", "20260131-154205-1-0-0",
		"20261331-154205-1-0", "20260131 154205-1-0", "20260131-154205-4294967296-0", "20260131-154205-1-1z141z4", "20260131-154205-+1-0",
	} {
		if p, ok := parseID(id); ok {
			t.Errorf("%q: %+v", id, p)
		}
	}
}

func FuzzDecode(f *testing.F) {
	line, err := encode(note(0))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add([]byte(`{"headers":{},"body":"","id":7`))
	f.Add([]byte(`{"headers":{},"body":"","schema":2`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := decode(data); err == nil && r == nil {
			t.Error("no record and no error")
		}
		sealed := sealID(bytes.Clone(data), newEntry(data, start()).sum, start(), place{1, 0})
		if err := intact(sealed[:len(sealed)-1]); err != nil {
			t.Fatal(err)
		}
		r, err := decode(sealed[:len(sealed)-1])
		if err == nil && r.ID != "20260131-154205-1-0" {
			t.Errorf("id %q", r.ID)
		}
	})
}
