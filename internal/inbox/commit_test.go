package inbox

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/patience"
)

// TestGroup holds the fsync of the first append back until 64 others wait: one
// more fsync then serves them all, and nobody returns before it.
func TestGroup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{})
	var syncs, done atomic.Int32
	gate := make(chan struct{})
	i.writer.open = func(path string, create bool) (file, error) {
		f, err := openSegment(path, create)
		return &gated{file: f, syncs: &syncs, gate: gate}, err
	}
	var all sync.WaitGroup
	put := func(n int) {
		all.Go(func() {
			if err := i.Append(background(), note(n)); err != nil {
				t.Error(err)
			}
			done.Add(1)
		})
	}
	put(0)
	patience.Until(t, "the first fsync", func() bool { return syncs.Load() == 1 })
	for n := 1; n <= 64; n++ {
		put(n)
	}
	waiting := func() int {
		i.commits.mu.Lock()
		defer i.commits.mu.Unlock()
		return len(i.commits.queue)
	}
	patience.Until(t, "64 waiting appends", func() bool { return waiting() == 64 })
	if done.Load() != 0 {
		t.Error("acknowledged before the fsync")
	}
	gate <- struct{}{}
	patience.Until(t, "the second fsync", func() bool { return syncs.Load() == 2 })
	patience.Until(t, "the acknowledgement of the first", func() bool { return done.Load() > 0 })
	if done.Load() != 1 {
		t.Errorf("%d acknowledged after the first fsync", done.Load())
	}
	close(gate)
	all.Wait()
	if syncs.Load() != 2 || done.Load() != 65 {
		t.Errorf("%d fsyncs for %d appends", syncs.Load(), done.Load())
	}
	if ids, damaged := list(t, dir, Filter{}); len(ids) != 65 || damaged != 0 {
		t.Errorf("%d records, %d damaged", len(ids), damaged)
	}
}

// TestLargeGroups: what waits is written in several groups if it is large.
func TestLargeGroups(t *testing.T) {
	t.Parallel()
	var sizes []int
	c := newCommitter(func(group []*entry) error {
		sizes = append(sizes, len(group))
		return nil
	})
	big := make([]byte, maxGroup/2)
	for range 5 {
		c.queue = append(c.queue, newEntry(big, start()))
	}
	c.queue = append(c.queue, newEntry(make([]byte, 2*maxGroup), start()))
	c.leading = true
	first := c.queue[0]
	waiting := slices.Clone(c.queue)
	c.lead(first)
	for _, e := range waiting {
		if e != first && <-e.turn {
			c.lead(e)
		}
	}
	if fmt.Sprint(sizes) != "[2 2 1 1]" || c.leading {
		t.Errorf("groups of %v", sizes)
	}
	c.close()
}

func TestFailedGroups(t *testing.T) {
	t.Parallel()
	noSpace, broken, stuck := errors.New("no space left"), errors.New("input/output error"), errors.New("cannot truncate")
	for name, c := range map[string]struct {
		fault  faulty
		want   error
		before int // records in the segment before it fails
	}{
		"write, empty segment":   {faulty{room: 100, write: noSpace}, noSpace, 0},
		"write":                  {faulty{room: 100, write: noSpace}, noSpace, 1},
		"write, nothing cut off": {faulty{room: 100, write: noSpace, truncate: stuck}, noSpace, 1},
		"silent short write":     {faulty{room: 100}, io.ErrShortWrite, 1},
		"fsync":                  {faulty{room: -1, sync: broken}, broken, 1},
		"fsync, not cut off":     {faulty{room: -1, sync: broken, truncate: stuck}, broken, 1},
	} {
		dir := t.TempDir()
		i := open(t, dir, Options{})
		var acked []string
		for n := range c.before {
			acked = append(acked, add(t, i, note(n)))
		}
		breakSegment(t, i, c.fault)
		r := note(10)
		if err := i.Append(t.Context(), r); !errors.Is(err, c.want) || r.ID != "" || !strings.Contains(err.Error(), "storing") {
			t.Errorf("%s: %v, id %q", name, err, r.ID)
		}
		if _, ok := i.Seen(Key(r)); ok {
			t.Errorf("%s: counts as seen", name)
		}
		i.writer.open = openSegment
		acked = append(acked, add(t, i, note(20)))
		if lost := missing(t, dir, acked); len(lost) != 0 {
			t.Errorf("%s: lost %v", name, lost)
		}
		if err := i.Close(); err != nil {
			t.Fatal(err)
		}
		i = open(t, dir, Options{})
		acked = append(acked, add(t, i, note(21)))
		if lost := missing(t, dir, acked); len(lost) != 0 {
			t.Errorf("%s, opened again: lost %v", name, lost)
		}
		if numbers, _ := segments(dir); len(numbers) != 1+min(c.before, 1) {
			t.Errorf("%s: segments %v", name, numbers)
		}
	}
}

// breakSegment makes the current segment, or the next, a faulty one.
func breakSegment(t *testing.T, i *Inbox, fault faulty) {
	t.Helper()
	if i.writer.current != nil {
		fault.file = i.writer.current
		i.writer.current = &fault
		return
	}
	i.writer.open = func(path string, create bool) (file, error) {
		f, err := openSegment(path, create)
		fault.file = f
		return &fault, err
	}
}

// TestWholeGroupFails: every waiter of a group gets its error.
func TestWholeGroupFails(t *testing.T) {
	t.Parallel()
	i := open(t, t.TempDir(), Options{})
	broken := errors.New("input/output error")
	var syncs atomic.Int32
	gate := make(chan struct{})
	i.writer.open = func(path string, create bool) (file, error) {
		f, err := openSegment(path, create)
		return &gated{file: &faulty{file: f, room: -1, sync: broken}, syncs: &syncs, gate: gate}, err
	}
	var all sync.WaitGroup
	var failed atomic.Int32
	for n := range 65 {
		all.Go(func() {
			if err := i.Append(background(), note(n)); errors.Is(err, broken) {
				failed.Add(1)
			}
		})
	}
	patience.Until(t, "the first fsync", func() bool { return syncs.Load() == 1 })
	close(gate)
	all.Wait()
	if failed.Load() != 65 {
		t.Errorf("%d of 65 failed", failed.Load())
	}
}

// TestNoNewSegment: a directory that cannot take a file, or not durably.
func TestNoNewSegment(t *testing.T) {
	t.Parallel()
	broken := errors.New("input/output error")
	dir := t.TempDir()
	i := open(t, dir, Options{})
	i.writer.open = func(string, bool) (file, error) { return nil, broken }
	if err := i.Append(t.Context(), note(0)); !errors.Is(err, broken) {
		t.Errorf("Append: %v", err)
	}
	i.writer.open = openSegment
	i.writer.syncDir = func(string) error { return broken }
	if err := i.Append(t.Context(), note(0)); !errors.Is(err, broken) {
		t.Errorf("Append: %v", err)
	}
	if numbers, _ := segments(dir); len(numbers) != 0 {
		t.Errorf("segments %v", numbers)
	}
	i.writer.syncDir = durable.SyncDir
	add(t, i, note(0))
}

// disk is a directory on a disk that loses its power: of every segment it keeps
// what was synced, and of the rest some, as it was or as zeros.
type disk struct {
	mu    sync.Mutex
	left  int // fsyncs until the power goes
	files map[string]*diskFile
}

var errPower = errors.New("the power is gone")

type diskFile struct {
	file
	disk            *disk
	written, synced int64
}

func (d *disk) open(path string, create bool) (file, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, err := openSegment(path, create)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	d.files[path] = &diskFile{file: f, disk: d, written: info.Size(), synced: info.Size()}
	return d.files[path], nil
}

func (f *diskFile) Write(p []byte) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.left <= 0 {
		return 0, errPower
	}
	n, err := f.file.Write(p)
	f.written += int64(n)
	return n, err
}

func (f *diskFile) Sync() error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.left--; f.disk.left <= 0 {
		return errPower
	}
	f.synced = f.written
	return nil
}

func (f *diskFile) Truncate(int64) error { return errPower }

// fail makes the files what they are after the power cut.
func (d *disk) fail(t *testing.T, random *rand.Rand) {
	t.Helper()
	for path, f := range d.files {
		if _, err := os.Stat(path); err != nil {
			continue // nothing in it was durable, and it was removed
		}
		kept := f.synced + random.Int64N(f.written-f.synced+1)
		zeros := random.Int64N(2) * random.Int64N(4096)
		if err := errors.Join(os.Truncate(path, kept), os.Truncate(path, kept+zeros)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPowerCuts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	dir := t.TempDir()
	var acked []string
	for round := range 25 {
		d := &disk{left: 1 + random.IntN(12), files: map[string]*diskFile{}}
		i, err := Open(dir, Options{SegmentSize: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		if i.writer.current != nil {
			path := segmentPath(dir, i.writer.segment)
			_ = i.writer.current.Close()
			if i.writer.current, err = d.open(path, false); err != nil {
				t.Fatal(err)
			}
		}
		i.writer.open = d.open
		acked = append(acked, load(t, i, 8, round)...)
		_ = i.Close()
		d.fail(t, random)
		if lost := missing(t, dir, acked); len(lost) != 0 {
			t.Fatalf("round %d: lost %v of %d", round, lost, len(acked))
		}
	}
	if len(acked) < 200 {
		t.Errorf("only %d appends were acknowledged", len(acked))
	}
}

// load appends from several goroutines until the disk fails, and returns what
// was acknowledged.
func load(t *testing.T, i *Inbox, goroutines, round int) []string {
	t.Helper()
	var mu sync.Mutex
	var acked []string
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			for n := 0; ; n++ {
				r := note(round*10_000 + g*1000 + n)
				if err := i.Append(background(), r); err != nil {
					if !errors.Is(err, errPower) {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				acked = append(acked, r.ID)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return acked
}

func TestReadersWhileWriting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	i := open(t, dir, Options{SegmentSize: 20_000})
	var all sync.WaitGroup
	var stop atomic.Bool
	for g := range 8 {
		all.Go(func() {
			for n := range 100 {
				if err := i.Append(background(), note(g*1000+n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	var readers sync.WaitGroup
	readers.Go(func() {
		seen := 0
		for !stop.Load() {
			n := 0
			for _, err := range List(dir, Filter{OnDamage: func(d *Damage) { t.Error(d) }}) {
				if err != nil {
					t.Error(err)
				}
				n++
			}
			if n < seen {
				t.Errorf("%d records after %d", n, seen)
			}
			seen = n
		}
	})
	all.Wait()
	stop.Store(true)
	readers.Wait()
	if ids, _ := list(t, dir, Filter{}); len(ids) != 800 {
		t.Errorf("%d records", len(ids))
	}
	if _, err := os.Stat(filepath.Join(dir, "00000002.ndjson")); err != nil {
		t.Error(err)
	}
}
